"""Where the pictures, sounds and translations are, in a checkout, an installation or a bundle."""

from pathlib import Path

# An installation and a PyInstaller bundle carry assets/ inside this package, a checkout beside it.
_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "assets", _PACKAGE.parent / "assets")


def asset(name: str) -> Path:
    """Return the path of a file or folder of assets/, such as `icon.png` or `locale`.

    Raises FileNotFoundError, naming the places looked at, when the installation is incomplete.
    """
    for folder in _FOLDERS:
        path = folder / name
        if path.exists():
            return path
    places = " or ".join(str(folder) for folder in _FOLDERS)
    raise FileNotFoundError(f"Parlor's asset “{name}” is not in {places}: install Parlor again.")
