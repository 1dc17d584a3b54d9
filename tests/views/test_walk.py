"""A reader wanders about in a long history while others talk and pages come, by dice.

After each step the paper has the rows that the model shows, and no line more.
"""

import random
from collections.abc import Callable
from unittest.mock import patch

import pytest

from chat_gui.clock import now
from chat_gui.model import timeline as limits
from chat_gui.views.stillness import lines
from chat_server.protocol import events
from tests.views.logbook import KINDS, Logbook
from tests.views.stage import BOB, Stage, says

STEPS = 70


class Wanderer:
    """One reader and their dice."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, random.Random(seed)
        self.log = Logbook(stage, 600)
        self.log.text = lambda seq: f"line {seq}.{KINDS[seq % len(KINDS)]}"
        self.log.replies = True
        self.log.enter()
        self.history, self.model = stage.window.history, stage.model

    # What the reader does

    def jump(self) -> None:
        self.stage.window.jumps.jump("lobby", self.dice.randint(1, len(self.log.entries)))

    def scroll(self) -> None:
        self.history.text.yview_scroll(self.dice.randint(-900, 900), "pixels")
        self.history._look()

    def to_an_edge(self) -> None:
        self.history.text.yview_moveto(self.dice.choice([0.0, 1.0]))
        self.history._look()

    def to_the_newest(self) -> None:
        self.history.to_end()

    def go_and_come(self) -> None:
        self.stage.window.deeds.enter("robotics")
        self.stage.window.deeds.enter("lobby")

    # What happens meanwhile

    def answer(self) -> None:
        self.log.answer(1)

    def talk(self) -> None:
        count, seq = self.dice.randint(1, 40), len(self.log.entries)
        said = [says(seq + n, f"line {seq + n}.", at=now()) for n in range(1, count + 1)]
        self.log.entries += said
        self.stage.apply(*said)

    def edit(self) -> None:
        seq = len(self.log.entries) + 1
        target = self.dice.randint(1, 600)
        text = f"line {target}. edited{self.dice.choice(KINDS)}"
        edited = events.Edited("lobby", seq, now(), BOB, f"e{seq}", target=target, text=text)
        self.log.entries.append(edited)
        self.stage.apply(edited)

    # What is true

    def check_rows(self) -> None:
        history, shown = self.history, self.model.shown
        drawn = [*history.rows.hidden, *(one.row for one in history.rows.settled)]
        assert [row.key for row in drawn] == [row.key for row in shown._settled]
        assert history.detached == (self.model.shown_excerpt is not None)
        last = int(history.text.index("end-1c").split(".")[0])
        assert last == 1 + lines(history.rows.settled) + lines(history.rows.volatile)
        assert len(history.rows.settled) <= limits.TRIM_ROWS


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk(stage: Stage, seed: int) -> None:
    with patch.multiple(limits, KEEP_ROWS=300, TRIM_ROWS=420):
        one = Wanderer(stage, seed)
        moves: list[Callable[[], None]] = [
            *(one.jump, one.scroll, one.to_an_edge, one.to_the_newest, one.go_and_come),
        ]
        happens: list[Callable[[], None]] = [one.answer, one.answer, one.talk, one.edit]
        for _ in range(STEPS):
            one.dice.choice(moves)()
            stage.root.update()
            one.dice.choice(happens)()
            stage.root.update()
            one.check_rows()
