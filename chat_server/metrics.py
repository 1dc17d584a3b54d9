"""Figures -> the text that Prometheus reads: names, kinds and what each means.

https://prometheus.io/docs/practices/naming/. No label tells of a person or a room. Imported only
where somebody asks for metrics.
"""

import time
from collections.abc import Callable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from chat_server.figures import BOUNDS, Figures, Spread

FRESH_SECONDS = 1.0
"""How long a text is given again before a new one is made."""

Value = float | dict[str, int]
Row = tuple[type[CounterMetricFamily | GaugeMetricFamily], str, str, Callable[[Figures], Value]]

COUNTER, GAUGE = CounterMetricFamily, GaugeMetricFamily

ROWS: tuple[Row, ...] = (
    (GAUGE, "connections", "Connections that are open.", lambda f: f.reactor.connections),
    (
        GAUGE,
        "handshakes",
        "Peers that shake hands or are told why they may not come in.",
        lambda f: f.reactor.handshakes,
    ),
    (GAUGE, "people", "People who are here.", lambda f: f.hub.people),
    (GAUGE, "rooms", "Rooms that there are, of all kinds.", lambda f: f.hub.rooms),
    (GAUGE, "invites", "Invites that are kept.", lambda f: f.hub.invites),
    (COUNTER, "connections_accepted", "Connections that came in.", lambda f: f.reactor.accepted),
    (
        COUNTER,
        "connections_turned_away",
        "Connections that did not, by reason.",
        lambda f: f.reactor.turned_away,
    ),
    (
        COUNTER,
        "handshakes_failed",
        "TLS handshakes that came to nothing.",
        lambda f: f.reactor.failed_handshakes,
    ),
    (
        COUNTER,
        "too_slow",
        "Connections closed since they did not keep up.",
        lambda f: f.reactor.too_slow,
    ),
    (COUNTER, "batches", "Batches that the hub decided.", lambda f: f.hub.batches),
    (COUNTER, "entries", "Entries that were kept.", lambda f: f.hub.entries),
    (COUNTER, "commits_failed", "Batches that the disk refused.", lambda f: f.hub.failed_commits),
    (COUNTER, "rounds", "Rounds that the reactor took from the hub.", lambda f: f.reactor.rounds),
    (
        COUNTER,
        "sent_bytes",
        "Bytes for peers, before they are encrypted.",
        lambda f: f.reactor.sent_bytes,
    ),
    (
        COUNTER,
        "refusals",
        "Commands that the hub refused, by error code.",
        lambda f: f.hub.refusals,
    ),
    (
        COUNTER,
        "noted_refusals",
        "Refusals that stand in the log, by the reason there.",
        lambda f: f.hub.noted | {"too many searches of a person": f.refused_searches},
    ),
    (
        GAUGE,
        "waiting",
        "What waits for a thread, by thread.",
        lambda f: {"hub": f.hub.waiting, **f.waiting},
    ),
    (
        GAUGE,
        "undecided_bytes",
        "Bytes of commands that wait for the hub.",
        lambda f: f.reactor.undecided,
    ),
    (GAUGE, "log_bytes", "Size of the log's files.", lambda f: f.log_bytes),
)
"""Every metric but the histogram: kind, name after `parlor_`, meaning, where it comes from."""

LABELS = {
    "connections_turned_away": "reason",
    "refusals": "code",
    "noted_refusals": "reason",
    "waiting": "thread",
    "log_bytes": "file",
}
"""What tells the values of a metric apart, where it has several."""


class Exposition:
    """Makes the text, at most once a second. One thread uses it."""

    def __init__(self, read: Callable[[], Figures]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Collector(read))
        ProcessCollector(registry=self._registry)
        self._text = b""
        self._made_at = float("-inf")

    def text(self) -> bytes:
        """The text, not older than a second."""
        now = time.monotonic()
        if now - self._made_at >= FRESH_SECONDS:
            self._text, self._made_at = generate_latest(self._registry), now
        return self._text


class _Collector(Collector):
    def __init__(self, read: Callable[[], Figures]) -> None:
        self._read = read

    def describe(self) -> Iterator[Metric]:
        """Nothing: the names are this program's own, and asking for figures is too early."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every metric as it is now."""
        figures = self._read()
        info = {"version": figures.version}
        yield InfoMetricFamily("parlor_build", "Which server this is.", value=info)
        for kind, name, meaning, find in ROWS:
            yield _family(kind, name, meaning, find(figures))
        yield _histogram(figures.hub.commits)


def _family(
    kind: type[CounterMetricFamily | GaugeMetricFamily], name: str, meaning: str, value: Value
) -> Metric:
    if not isinstance(value, dict):
        return kind(f"parlor_{name}", meaning, value=value)
    family = kind(f"parlor_{name}", meaning, labels=[LABELS[name]])
    for label, one in value.items():
        family.add_metric([label], one)
    return family


def _histogram(commits: Spread) -> Metric:
    bounds = [*map(str, BOUNDS), "+Inf"]
    counts = [*accumulate(commits.counts)]
    return HistogramMetricFamily(
        "parlor_commit_seconds",
        "How long the disk took for a batch.",
        buckets=[*zip(bounds, counts, strict=True)],
        sum_value=commits.seconds,
    )
