"""Plots as SVG files, in the colours of the window, without a script in them."""

import math
import sys
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import tostring

import pygal
from pygal.style import Style

from benchmarks.compiled import HERE

# pygal hangs an importer for maps from other packages into Python's own list, by a protocol that
# Python has dropped and that makes pytest's imports fail; there are no maps here.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#444444",
    foreground_strong="#111111",
    foreground_subtle="#bbbbbb",
    colors=("#2f6fde", "#d9822b", "#3a9b5c", "#8a5fc4", "#c24a4a", "#777777"),
    font_family="sans-serif",
)
PLOTS = HERE.parent / "build" / "plots"
"""Where they are drawn; docs/ has those of the run it tells of."""

Series = Mapping[str, Mapping[int, float]]
"""Name -> from how many to what it costs."""


def lines(name: str, title: str, across: str, up: str, series: Series) -> None:
    """Costs over sizes, both on a scale of powers of ten."""
    points = [point for costs in series.values() for point in costs.items()]
    low, high = (math.log10(end(cost for _, cost in points)) for end in (min, max))
    chart = pygal.XY(
        **_LOOK,
        title=title,
        x_title=across,
        y_title=up,
        logarithmic=True,
        x_labels=sorted({size for size, _ in points}),
        y_labels=[10**power for power in range(math.floor(low), math.ceil(high) + 1)],
        value_formatter=lambda value: f"{value:,g}",
        x_value_formatter=lambda value: f"{value:,.0f}",
    )

    for label, costs in series.items():
        chart.add(label, list(costs.items()))
    _draw(chart, name)


def bars(
    name: str, title: str, groups: Sequence[str], series: Mapping[str, Sequence[float]]
) -> None:
    """A bar for each name in each group."""
    chart = pygal.Bar(
        **_LOOK, title=title, x_labels=groups, value_formatter=lambda value: f"{value:,g}"
    )
    for label, values in series.items():
        chart.add(label, list(values))
    _draw(chart, name)


_LOOK = {
    "style": STYLE,
    "js": (),
    "width": 720,
    "height": 420,
    "legend_at_bottom": True,
    "truncate_label": -1,
}


def _draw(chart: pygal.graph.graph.Graph, name: str) -> None:
    tree = chart.render_tree()
    for parent in tree.iter():
        for script in [child for child in parent if child.tag == "script"]:
            parent.remove(script)
    PLOTS.mkdir(parents=True, exist_ok=True)
    path = PLOTS / f"{name}.svg"
    path.write_bytes(tostring(tree))
    print(f"\nDrawn: {path}")
