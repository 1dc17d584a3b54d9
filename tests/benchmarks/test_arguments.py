"""Which benchmarks run."""

from pathlib import Path

import pytest

from benchmarks import __main__, table
from benchmarks.compiled import NoCompiler


def test_an_unknown_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["nothing"]) == 2
    assert "No benchmark nothing; there are: fanout" in capsys.readouterr().err


def test_without_a_compiler_it_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_folder: Path) -> None:
        raise NoCompiler("there is none")

    monkeypatch.setitem(__main__.BENCHMARKS, "fanout", fails)
    assert __main__.main(["fanout"]) == 0
    assert "fanout is left out: there is none." in capsys.readouterr().out


def test_tables_line_up(capsys: pytest.CaptureFixture[str]) -> None:
    table.show(("", "ms"), [("Ada", "1"), ("B", "1,000")])
    assert capsys.readouterr().out.splitlines() == [
        "|     |    ms |",
        "| :-- | ----: |",
        "| Ada |     1 |",
        "| B   | 1,000 |",
    ]


def test_quantiles() -> None:
    assert [table.quantile([3, 1, 2], share) for share in (0, 0.5, 1)] == [1, 2, 3]
