"""Which certificate is trusted where: kept for all windows, and judged."""

import stat
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui import reports
from chat_gui.client import files, pins, trust
from chat_gui.client.pins import FILE, Pins
from chat_server.protocol.certificate import comparison_code

HERE, THERE = "lab-pc4:7275", "192.168.1.20:7275"
ONE, OTHER, THIRD = "1" * 64, "2" * 64, "3" * 64


class TestFile:
    def test_all_windows_share_them(self, tmp_path: Path) -> None:
        first, second = Pins(tmp_path), Pins(tmp_path)
        assert not first.read()
        assert not list(tmp_path.iterdir())
        first.pin(HERE, ONE)
        second.pin(THERE, OTHER)
        assert first.read() == second.read() == {HERE: ONE, THERE: OTHER}
        second.pin(HERE, THIRD)
        assert first.read() == {HERE: THIRD, THERE: OTHER}
        assert not first.troubles() + second.troubles()

    @pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")
    def test_nobody_else_reads_them(self, tmp_path: Path) -> None:
        Pins(tmp_path).pin(HERE, ONE)
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600

    def test_windows_that_pin_at_once_lose_nothing(self, tmp_path: Path) -> None:
        threads = [
            threading.Thread(target=Pins(tmp_path).pin, args=(f"pc{number}:7275", ONE))
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(Pins(tmp_path).read()) == 8

    def test_so_many_and_the_oldest_go(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pins, "MOST_PINS", 2)
        mine = Pins(tmp_path)
        for address in ("a:1", "b:1", "a:1", "c:1"):
            mine.pin(address, ONE)
        assert set(mine.read()) == {"a:1", "c:1"}

    @pytest.mark.parametrize(
        "content",
        [b"", b"\xff", b"{", b'{"pins":{"a:1":"short"}}', b'{"pins":{"a:1":7}}', b"[" * 99_999],
    )
    def test_a_damaged_file_is_set_aside_and_told_once(
        self, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / FILE).write_bytes(content)
        mine = Pins(tmp_path)
        assert not mine.read()
        (told,) = mine.troubles()
        assert f"{FILE}.damaged" in told
        mine.pin(HERE, ONE)
        assert mine.read() == {HERE: ONE}
        assert not mine.troubles()

    def test_a_disk_that_refuses_is_told_and_memory_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = Pins(tmp_path)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(files, "replace", full)
            mine.pin(HERE, ONE)
            (told,) = mine.troubles()
            assert told.endswith("you will be asked anew.")
            assert mine.read() == {HERE: ONE}
            assert not Pins(tmp_path).read()
        mine.pin(THERE, OTHER)
        assert Pins(tmp_path).read() == {HERE: ONE, THERE: OTHER}, "the first one, too"

    def test_a_file_that_can_not_be_read(self, tmp_path: Path) -> None:
        (tmp_path / FILE).mkdir()
        mine = Pins(tmp_path)
        assert not mine.read()
        mine.pin(HERE, ONE)
        assert mine.read() == {HERE: ONE}
        assert len(mine.troubles()) == 1

    def test_what_can_not_be_read_for_a_moment_is_not_written_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Pins(tmp_path).pin(HERE, ONE)
        mine = Pins(tmp_path)

        def unreadable(_: object) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(files, "read", unreadable)
            mine.pin(THERE, OTHER)
            assert mine.read() == {THERE: OTHER}
        assert mine.read() == {HERE: ONE, THERE: OTHER}
        assert Pins(tmp_path).read() == {HERE: ONE}
        assert len(mine.troubles()) == 1

    @given(content=st.binary(max_size=100))
    def test_any_bytes(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        folder = tmp_path_factory.getbasetemp()
        (folder / FILE).write_bytes(content)
        Pins(folder).read()


SECURED, STRANGER, CHANGED = reports.Secured, reports.Stranger, reports.Changed


class TestJudging:
    @pytest.mark.parametrize(
        ("shown", "expected", "known", "verdict"),
        [
            ("", "", {}, SECURED),
            (ONE, "", {}, STRANGER),
            (ONE, "", {HERE: ONE}, SECURED),
            (ONE, "", {HERE: OTHER}, CHANGED),
            (ONE, "", {THERE: ONE}, SECURED),  # a server that has moved
            (ONE, "", {HERE: OTHER, THERE: ONE}, CHANGED),  # known, but not as this one
            (ONE, ONE, {}, SECURED),
            (ONE, OTHER, {}, CHANGED),
            (ONE, OTHER, {THERE: ONE}, CHANGED),
            (ONE, OTHER, {HERE: ONE}, CHANGED),
            (ONE, ONE, {HERE: OTHER}, CHANGED),  # whoever gave the link
        ],
    )
    def test_every_case(
        self, shown: str, expected: str, known: dict[str, str], verdict: type[trust.Verdict]
    ) -> None:
        told = trust.judge(shown, HERE, expected, known)
        assert type(told) is verdict
        assert told.fingerprint == shown
        assert told.code == (comparison_code(shown) if shown else "")

    def test_both_codes_of_a_change(self) -> None:
        told = trust.judge(ONE, HERE, "", {HERE: OTHER})
        assert told == reports.Changed(ONE, comparison_code(ONE), comparison_code(OTHER))

    def test_a_code_is_made_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        trust.code(THIRD)
        monkeypatch.setattr("chat_server.protocol.certificate.comparison_code", None)
        assert trust.code(THIRD)
