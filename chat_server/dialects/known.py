"""The foreign dialects by the names that `--listen` knows."""

from chat_server.dialects.foreign import Foreign
from chat_server.dialects.header10 import Header10
from chat_server.dialects.nick import Nick, NickUtf8

DIALECTS: dict[str, type[Foreign]] = {one.name: one for one in (Nick, NickUtf8, Header10)}

CLASSIC = ("nick=9090", "nick=55555", "nick-utf8=9999", "header10=1234")
"""Where the programs that speak them look by themselves."""
