"""Starting a window process and talking to the hand inside it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

from chat_server.protocol.found import Found
from tests.support import DEADLINE, environment, wait_until

NOWHERE = 0
"""A port for windows that are told no address."""


class Window:
    """A real window of one person, in a process of its own."""

    def __init__(
        self,
        display: str,
        folder: Path,
        nick: str,
        port: int,
        *flags: str,
        tls: bool = False,
        data: str = "",
        found: Sequence[Found] | None = (),
        inside: Sequence[str] = (),
    ) -> None:
        """`data` names its folder, if it is not the nickname's; `found` are servers it finds.

        With None it looks for them itself. `inside` is what runs a command on another computer.
        """
        finding = {} if found is None else {"PARLOR_FOUND": msgspec.json.encode(found).decode()}
        self.nick = nick
        where = () if port == NOWHERE else ("--connect", f"127.0.0.1:{port}")
        self.errors = folder / f"{data or nick}-window.log"
        with self.errors.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(*inside, sys.executable, "-m", "tests.end_to_end.window"),
                    *where,
                    *("--nick", nick, "--data", str(folder / (data or nick)), *flags),
                    *(() if tls else ("--plaintext",)),
                ],
                env=environment(DISPLAY=display, **finding),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def do(self, what: str, **more: Any) -> dict[str, Any]:
        """Tell the hand something, and give its answer."""
        self.tell(what, **more)
        return self.answer()

    def tell(self, what: str, **more: Any) -> None:
        """Tell the hand something."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The hand's next answer."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the window of {self.nick} ended: {self.errors.read_text()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def state(self) -> dict[str, Any]:
        """What the window shows."""
        return self.do("state")

    def question(self, kind: str) -> dict[str, Any]:
        """What the person is asked at the door, once they are asked this and keys answer it."""

        def asked() -> dict[str, Any] | None:
            told = self.do("question")
            return told if told["kind"] == kind and told["keyboard"] else None

        told = wait_until(asked, f"{self.nick} is asked: {kind}")
        assert told
        return told

    def press(self, *keys: str) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            self.do("key", key=key)

    def wait_for(self, phase: str) -> None:
        """Until the connection stands so."""
        wait_until(lambda: self.state()["phase"] == phase, f"{self.nick} is {phase}")

    def has_keyboard(self) -> bool:
        """Whether one writes in it."""
        state = self.state()
        return bool(state["focus"] == state["composer"])

    def shows(self, text: str) -> bool:
        """Whether the history holds this text."""
        return text in self.state()["history"]

    def close(self) -> dict[str, Any]:
        """Close the window; gives what it says at its end."""
        self.do("close")
        return self._ended()

    def leave(self, *, keep: bool) -> dict[str, Any]:
        """Close the window of who hosts a chat, and say whether it goes on."""
        self.do("close")
        self.question("KeepQuestion")
        self.press(*(() if keep else ("<Shift-Tab>", "<Shift-Tab>")), "<Return>")
        return self._ended()

    def _ended(self) -> dict[str, Any]:
        last = self.answer()
        assert self.process.wait(DEADLINE) == 0
        self._shut()
        assert self.errors.read_text() == ""
        return last

    def _shut(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE)
            self._shut()
