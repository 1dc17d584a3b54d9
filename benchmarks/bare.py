"""The least that any window of ours costs: Tk, the same imports, one text. Shows it until killed.

python -m benchmarks.bare
"""

import tkinter

from chat_gui import __main__, app


def main() -> None:
    """Show it."""
    assert all((__main__, app))  # what is imported is all that is wanted of them
    root = tkinter.Tk(className="Parlor")
    root.title("Bare")
    tkinter.Text(root).pack(expand=True, fill="both")
    root.mainloop()


if __name__ == "__main__":
    main()
