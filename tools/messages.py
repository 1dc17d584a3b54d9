"""Bring the catalogs up to date with the source: `make messages`, or `--check` to be told only.

Every string in `_`, `ngettext`, `pgettext` and `N_` of chat_gui goes into each language's
`parlor.po`, where it is translated by hand, and from there into the `parlor.mo` that the window
reads. What the source has no more goes; dates and line numbers are left out, so that a catalog
changes only where its words do.
"""

import ast
import copy
import io
import itertools
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chat_gui.i18n import DOMAIN, TRANSLATED

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "assets" / "locale"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""The functions that mark strings, and how many strings each takes."""
NOTE = "Translators:"
_UNDATED = datetime(2026, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - Babel pickles its own
_DATES = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Generated-By:',
    b'"Report-Msgid-Bugs-To:',
)


def extracted() -> Catalog:
    """What the source says."""
    found = Catalog(project="Parlor", header_comment="# What Parlor's window says.")
    for file in sorted((ROOT / "chat_gui").rglob("*.py")):
        for said in marked(file.read_text("utf-8")):
            place = (file.relative_to(ROOT).as_posix(), 1)
            found.add(said.message, None, [place], (), said.notes, context=said.context)
    return found


class Marked(NamedTuple):
    """A string for the catalogs; `message` is two of them where a count chooses."""

    message: str | tuple[str, str]
    context: str | None
    notes: tuple[str, ...]


def marked(source: str) -> list[Marked]:
    """The strings of a module, in order. The syntax tree is read: Babel's own extractor looks at
    the tokens, and before Python 3.12 sees nothing of what is called within an f-string.

    Raises `ValueError` where what is marked is no literal.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    lines = source.splitlines()
    found = []
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in KEYWORDS or isinstance(
            call.args[0], ast.Name | ast.Subscript | ast.Attribute
        ):
            continue  # a variable has what N_ marked elsewhere
        said = [_literals(one) for one in call.args[: KEYWORDS[name]]]
        context = said.pop(0)[0] if name == "pgettext" else None
        notes = _notes(lines, call.lineno)
        if name == "ngettext":
            found.append(Marked((said[0][0], said[1][0]), context, notes))
        else:
            found += [Marked(message, context, notes) for message in said[0]]
    return found


def _literals(node: ast.expr) -> list[str]:
    """A literal, or the two of `one if … else other`."""
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        return []
    raise ValueError(f"no literal can be read in line {node.lineno}: {ast.unparse(node)}")


def _notes(lines: list[str], number: int) -> tuple[str, ...]:
    """What is said to translators in the comment above a line."""
    above = itertools.takewhile(
        lambda line: line.startswith("#"), map(str.strip, lines[number - 2 :: -1])
    )
    comment = " ".join(line.lstrip("# ") for line in reversed([*above]))
    return (comment.removeprefix(NOTE).strip(),) if comment.startswith(NOTE) else ()


def path(language: str, kind: str = "po") -> Path:
    """Where a language's catalog is."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def read(language: str) -> Catalog:
    """A language's catalog as it is on disk; an empty one where there is none yet."""
    try:
        with path(language).open("rb") as file:
            return read_po(file, locale=language, domain=DOMAIN)
    except FileNotFoundError:
        return Catalog(locale=language, domain=DOMAIN)


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalog with all that the source says and nothing else."""
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.fuzzy = "Parlor", "1", False
    catalog.header_comment, catalog.last_translator = template.header_comment, "Parlor contributors"
    catalog.language_team = "Parlor contributors"
    catalog.creation_date = catalog.revision_date = _UNDATED
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """A catalog as text, in the order of the source."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, sort_by_file=True)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_DATES))


def as_mo(catalog: Catalog) -> bytes:
    """A catalog as gettext reads it: what is not wholly translated stays English."""
    whole = copy.deepcopy(catalog)
    for message in catalog:
        if message.id and not _is_whole(message):
            whole.delete(message.id, message.context)
    file = io.BytesIO()
    write_mo(file, whole)
    return file.getvalue()


def _is_whole(message: Message) -> bool:
    said = message.string
    return bool(said if isinstance(said, str) else said and all(said))


def missing(catalog: Catalog) -> list[str]:
    """What has no translation, or not all of its forms."""
    lacking = (one.id for one in catalog if one.id and not _is_whole(one))
    return [id if isinstance(id, str) else id[0] for id in lacking]


def main() -> int:
    """Write the catalogs, or with `--check` say whether they are as the source has it."""
    checking = sys.argv[1:] == ["--check"]
    template, fault = extracted(), False
    for language in TRANSLATED:
        catalog = updated(language, template)
        for kind, made in (("po", as_po(catalog)), ("mo", as_mo(catalog))):
            file = path(language, kind)
            if file.exists() and file.read_bytes() == made:
                continue
            fault = checking
            if checking:
                print(f"{file.relative_to(ROOT)} is not current: make messages", file=sys.stderr)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(made)
        lacking = missing(catalog)
        print(f"{language}: {len(catalog)} messages, {len(lacking)} to be translated")
        for one in lacking:
            print(f"  {one!r}")
    return int(fault)


if __name__ == "__main__":
    sys.exit(main())
