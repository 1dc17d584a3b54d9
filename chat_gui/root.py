"""Tk itself, and the root of all windows, as it is before anything stands in it."""

import logging
import tkinter
from types import TracebackType

from chat_gui import theme
from chat_gui.views import layouts, typing_keys

_log = logging.getLogger(__name__)


def open_root() -> tkinter.Tk:
    """Start Tk with a root that isn't shown yet. Raises `TclError` where there is no screen."""
    theme.be_dpi_aware()
    root = tkinter.Tk(className="Parlor")
    root.withdraw()
    root.report_callback_exception = _log_exception
    _log_scripts(root)
    typing_keys.install(root)
    layouts.install(root)
    return root


def _log_scripts(root: tkinter.Tk) -> None:
    """Log what fails in a script of Tk's own, which would put a dialog before the person."""
    root.tk.createcommand("log_script", _log_script)
    root.tk.call("interp", "bgerror", "", "log_script")


def _log_script(message: str, _options: str) -> None:
    _log.error("a script of the window failed: %s", message)


def _log_exception(
    kind: type[BaseException], value: BaseException, trace: TracebackType | None
) -> None:
    _log.error("a part of the window failed", exc_info=(kind, value, trace))
