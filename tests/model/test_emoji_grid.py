"""The picker's grid: rows, places, and the way by arrow keys."""

from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.emoji_grid import Grid

SECTIONS = st.lists(st.integers(0, 9), min_size=1, max_size=5).map(
    lambda counts: [
        (f"s{number}", [f"{number}.{cell}" for cell in range(count)])
        for number, count in enumerate(counts)
    ]
)


def grid(*counts: int, columns: int = 3) -> Grid:
    sections = [(f"s{i}", [f"{i}.{cell}" for cell in range(n)]) for i, n in enumerate(counts)]
    return Grid(sections, columns, cell=10, heading=5)


@given(SECTIONS, st.integers(1, 4))
def test_the_rows_fill_the_height_without_gap(
    sections: list[tuple[str, list[str]]], columns: int
) -> None:
    made = Grid(sections, columns, 10, 5)
    assert made.cells == [cell for _, cells in sections for cell in cells]
    top = 0
    for row in made.rows:
        assert row.top == top
        top += row.height
    assert made.height == top
    assert made.between(0, made.height) == made.rows
    held = [cell for row in made.rows for cell in range(row.first, row.first + row.count)]
    assert held == list(range(len(made.cells)))


@given(SECTIONS, st.integers(1, 4), st.lists(st.sampled_from("udlr"), max_size=12))
def test_arrow_keys_stay_on_cells(
    sections: list[tuple[str, list[str]]], columns: int, keys: list[str]
) -> None:
    made = Grid(sections, columns, 10, 5)
    if not made.cells:
        assert made.moved(0, 1, 0) == made.moved(0, 0, 1) == 0
        return
    cell = 0
    for key in keys:
        before = cell
        cell = made.moved(cell, *{"u": (0, -1), "d": (0, 1), "l": (-1, 0), "r": (1, 0)}[key])
        assert 0 <= cell < len(made.cells)
        row = made.row_of(cell)
        assert row.first <= cell < row.first + row.count
        assert made.at(cell - row.first, row.top) == cell
        if key == "d":
            assert cell >= before or made.row_of(before) == made.row_of(cell)


def test_up_and_down_pass_headings_and_short_rows() -> None:
    made = grid(4, 2)
    assert [made.moved(1, 0, 1), made.moved(3, 0, 1), made.moved(5, 0, -1)] == [3, 4, 3]
    assert made.moved(5, 0, 9) == 5
    assert made.moved(0, 0, -1) == 0


def test_what_lies_where() -> None:
    made = grid(4, 0, 2)
    assert made.starts == {"s0": 0, "s2": 25}
    assert made.at(0, 0) is None
    assert made.at(2, 5) == 2
    assert made.at(2, 15) is None
    assert made.heading_of(3) == "s0"
    assert made.heading_at(26) == "s2"
    assert [row.top for row in made.between(6, 16)] == [5, 15]
    assert Grid([("", ["a"])], 3, 10, 5).heading_of(0) == ""
