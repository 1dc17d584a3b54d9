"""What is copied."""

import tkinter


def copy(widget: tkinter.Misc, text: str) -> None:
    """Have the clipboard hold this text and nothing else."""
    widget.clipboard_clear()
    widget.clipboard_append(text)
