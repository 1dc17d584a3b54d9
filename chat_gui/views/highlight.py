"""Colours for a block of code whose language is known. Pygments is imported when one is shown.

A message may hold anything, so only a few well-known languages are read, no more than so much of
them, for no longer than a moment; what is left stays plain.
"""

import functools
from collections.abc import Iterator
from importlib import import_module
from time import perf_counter
from typing import Any

MOST = 4_000
"""Characters of a block that are coloured."""
MOST_LINE = 300
"""Characters of its longest line: some rules take the square of that."""
_SECONDS = 0.03
"""For how long a block is read."""

_LEXERS = {
    "python": "python.PythonLexer",
    "javascript": "javascript.JavascriptLexer",
    "typescript": "javascript.TypeScriptLexer",
    "json": "data.JsonLexer",
    "yaml": "data.YamlLexer",
    "toml": "configs.TOMLLexer",
    "ini": "configs.IniLexer",
    "bash": "shell.BashLexer",
    "powershell": "shell.PowerShellLexer",
    "batch": "shell.BatchLexer",
    "c": "c_cpp.CLexer",
    "cpp": "c_cpp.CppLexer",
    "csharp": "dotnet.CSharpLexer",
    "java": "jvm.JavaLexer",
    "kotlin": "jvm.KotlinLexer",
    "go": "go.GoLexer",
    "rust": "rust.RustLexer",
    "lua": "scripting.LuaLexer",
    "ruby": "ruby.RubyLexer",
    "php": "php.PhpLexer",
    "sql": "sql.SqlLexer",
    "html": "html.HtmlLexer",
    "xml": "html.XmlLexer",
    "css": "css.CssLexer",
    "diff": "diff.DiffLexer",
    "dockerfile": "configs.DockerLexer",
    "makefile": "make.MakefileLexer",
}
_ALIASES = {
    **{"py": "python", "python3": "python", "js": "javascript", "ts": "typescript"},
    **{"yml": "yaml", "sh": "bash", "shell": "bash", "zsh": "bash", "ps1": "powershell"},
    **{"ps": "powershell", "bat": "batch", "cmd": "batch", "c++": "cpp", "h": "c", "hpp": "cpp"},
    **{"c#": "csharp", "cs": "csharp", "kt": "kotlin", "golang": "go", "rs": "rust"},
    **{"rb": "ruby", "htm": "html", "svg": "xml", "patch": "diff", "docker": "dockerfile"},
    **{"make": "makefile", "conf": "ini", "cfg": "ini"},
}
"""Language, as people write it -> how it is read."""

TAGS = ("code-comment", "code-keyword", "code-string", "code-number", "code-name")
"""The tags of colours, each for the palette's colour of that name."""
_KINDS = (
    ("Token.Comment", "code-comment"),
    ("Token.Keyword", "code-keyword"),
    ("Token.Operator.Word", "code-keyword"),
    ("Token.Literal.String", "code-string"),
    ("Token.Literal.Number", "code-number"),
    ("Token.Generic.Inserted", "code-string"),
    ("Token.Generic.Deleted", "code-number"),
    ("Token.Generic.Subheading", "code-comment"),
    ("Token.Name.Function", "code-name"),
    ("Token.Name.Class", "code-name"),
    ("Token.Name.Decorator", "code-name"),
    ("Token.Name.Builtin", "code-name"),
    ("Token.Name.Tag", "code-name"),
    ("Token.Name.Attribute", "code-name"),
)
"""What a kind of token begins with -> the tag of its colour."""


def knows(language: str) -> bool:
    """Whether blocks of this language are coloured."""
    name = language.casefold()
    return _ALIASES.get(name, name) in _LEXERS


@functools.lru_cache(maxsize=128)
def highlighted(code: str, language: str) -> tuple[tuple[str, str], ...]:
    """The pieces of a block, each with the tag of its colour; "" where it has none."""
    if not knows(language) or len(code) > MOST or max(map(len, code.split("\n"))) > MOST_LINE:
        return ((code, ""),)
    return tuple(_merged(_pieces(code, language)))


def _pieces(code: str, language: str) -> Iterator[tuple[str, str]]:
    lexer = _lexer(language)
    until, done = perf_counter() + _SECONDS, 0
    for at, kind, text in lexer.get_tokens_unprocessed(code):
        if at != done or perf_counter() > until:
            break
        yield text, _tag(str(kind))
        done += len(text)
    yield code[done:], ""


def _merged(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Neighbours of one colour as one piece."""
    run, colour = "", ""
    for text, tag in pieces:
        if tag != colour and run:
            yield run, colour
            run = ""
        run, colour = run + text, tag
    if run:
        yield run, colour


def _lexer(language: str) -> Any:
    name = language.casefold()
    module, _, kind = _LEXERS[_ALIASES.get(name, name)].partition(".")
    return _made(module, kind)


@functools.cache
def _made(module: str, kind: str) -> Any:
    return getattr(import_module(f"pygments.lexers.{module}"), kind)()


@functools.cache
def _tag(kind: str) -> str:
    return next((tag for start, tag in _KINDS if kind.startswith(start)), "")
