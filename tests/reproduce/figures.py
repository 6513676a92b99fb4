# SPDX-License-Identifier: MIT
"""A figure of ours beside a source's, and whether it is what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """holds: whether a demand is met; None where nothing is demanded. source: empty where the source says nothing."""

    what: str
    ours: str
    source: str = ""
    holds: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "–", True: "holds", False: "MISSED"}[self.holds]


def number(value: float, digits: int = 4) -> str:
    """Without the zero before the point, as the sources print small numbers."""
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def near(what: str, ours: float, source: float, room: float | None, digits: int = 4) -> Figure:
    """Demands that ours differs from the source's by at most a share of it; room None: nothing is demanded."""
    holds = None if room is None else abs(ours / source - 1) <= room
    return Figure(f"{what}, within {percent(room)}" if room else what, number(ours, digits), number(source, digits), holds)


def at_most(what: str, ours: float, bound: float, source: str = "", digits: int = 4) -> Figure:
    return Figure(f"{what} ≤ {bound:g}", number(ours, digits), source, ours <= bound)


def at_least(what: str, ours: float, bound: float, source: str = "", digits: int = 4) -> Figure:
    return Figure(f"{what} ≥ {bound:g}", number(ours, digits), source, ours >= bound)


def table(figures: Sequence[tuple[str, Figure]]) -> str:
    """Markdown: a line a figure, by system."""
    lines = ["| system | figure | source | ours | |", "|---|---|---|---|---|"]
    lines += [f"| {system} | {one.what} | {one.source or '–'} | {one.ours} | {one.verdict} |" for system, one in figures]
    return "\n".join(lines) + "\n"
