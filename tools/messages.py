"""Bring the catalogs up to date with the source: `make messages`, or `--check` to be told only.

Every string in `_`, `ngettext`, `pgettext` and `N_` of chat_gui goes into each language's
`parlor.po`, where it is translated by hand, and from there into the `parlor.mo` that the window
reads. What the source has no more goes; dates and line numbers are left out, so that a catalog
changes only where its words do.
"""

import io
import sys
from datetime import datetime, timezone
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chat_gui.i18n import DOMAIN, TRANSLATED

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "assets" / "locale"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
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
    for name, _line, message, comments, context in extract_from_dir(
        ROOT / "chat_gui",
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        module = f"chat_gui/{Path(name).as_posix()}"
        found.add(message, None, [(module, 1)], auto_comments=comments, context=context)
    return found


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
    """A catalog as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """What has no translation, or not all of its forms."""
    forms = ((one.id, one.string) for one in catalog if one.id)
    return [
        str(id if isinstance(id, str) else id[0])
        for id, said in forms
        if not (said if isinstance(said, str) else said and all(said))
    ]


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
