# SPDX-License-Identifier: MIT
"""Figures of ours compared with a source's, and whether they meet the requirements."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """holds: whether the requirement is met; None without one. source: empty if the source gives no figure."""

    what: str
    ours: str
    source: str = ""
    holds: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "–", True: "holds", False: "MISSED"}[self.holds]


def number(value: float, digits: int = 4) -> str:
    """Formats without the zero before the decimal point, like the sources."""
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def near(what: str, ours: float, source: float, room: float | None, digits: int = 4) -> Figure:
    """Requires a relative difference of at most `room` from the source; None: no requirement."""
    holds = None if room is None else abs(ours / source - 1) <= room
    return Figure(f"{what}, within {percent(room)}" if room else what, number(ours, digits), number(source, digits), holds)


def at_most(what: str, ours: float, bound: float, source: str = "", digits: int = 4) -> Figure:
    return Figure(f"{what} ≤ {bound:g}", number(ours, digits), source, ours <= bound)


def at_least(what: str, ours: float, bound: float, source: str = "", digits: int = 4) -> Figure:
    return Figure(f"{what} ≥ {bound:g}", number(ours, digits), source, ours >= bound)


def table(figures: Sequence[tuple[str, Figure]]) -> str:
    """A Markdown table with one row per figure."""
    lines = ["| system | figure | source | ours | |", "|---|---|---|---|---|"]
    lines += [f"| {system} | {one.what} | {one.source or '–'} | {one.ours} | {one.verdict} |" for system, one in figures]
    return "\n".join(lines) + "\n"
