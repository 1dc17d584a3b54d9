"""Text for a terminal: nothing that could act on it, whoever chose the text. Pure."""


def harmless(text: str) -> str:
    """`text` as one line, with every character that is not printable as its escape."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


def harmless_lines(text: str) -> str:
    """The same, with line breaks and tabs as they are."""
    return "\n".join("\t".join(map(harmless, line.split("\t"))) for line in text.split("\n"))
