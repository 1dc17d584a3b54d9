"""Texts that have broken other programs.

`blns.json` is the Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings),
copyright Max Woolf, under the MIT licence beside it; `MORE` is what a chat in Tk has to fear.
"""

import json
from pathlib import Path

LISTED: list[str] = json.loads(Path(__file__).with_name("blns.json").read_text("utf-8"))

MORE = [
    "x" * 8_000,
    "漢" * 8_000,
    "א" * 8_000,
    "👨‍👩‍👧‍👦" * 700,
    "🏳️‍🌈🏴‍☠️👩🏽‍🚀👍🏿🇺🇦🏴󠁧󠁢󠁳󠁣󠁴󠁿1️⃣#️⃣❤️☺",
    "🇺🇦🇺 🇦 \u200d👩\u200d \ufe0f\u20e3 🏽",
    "a" + "\u0301" * 1_000,
    "".join(f"{letter}\u0316\u0301\u0327" for letter in "zalgo" * 50),
    "\u202egnp.exe\u202c \u2066a\u2067b\u2069\u2069 \u200e\u200f\u061c",
    "*" * 8_000,
    "`" * 8_000,
    "[" * 4_000 + "]" * 4_000,
    "[a](" * 2_000,
    "> " * 4_000,
    "**a *b ~~c " * 700,
    "```" * 2_600,
    "`a\n" * 2_600,
    "\n" * 8_000,
    "\t" * 500,
    "[exit] {$a} \\ $env(HOME) %W ; puts stderr \\n \\u0041 {",
    "} ; destroy . ; {",
    "-text insert -image end-1c sel.first go:1 as:1 person:x retry:y react:1:z",
    "\ud800 \udfff \uffff \U0010ffff \x00\x07\x1b[31m\x7f\x85\x0b\x0c\r\n\u2028\u2029",
    "שלום **עולם** `code` @all https://a.example/א (x) [y](https://b.example)",
    "مرحبا لا إله می\u200cخواهم ١٢٣ 👍🏽\n" * 50,
    "@all " * 1_600,
    "http://" + "a" * 7_000,
    "https://" * 1_000,
]

STRINGS = [*LISTED, *MORE]
