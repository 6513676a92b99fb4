# SPDX-License-Identifier: MIT
"""Markdown tables, and the parts of docs/benchmarks.md that scripts/bench writes."""

import pathlib
from collections.abc import Iterable, Sequence

PAGE = "docs/benchmarks.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Formats a Markdown table. Raises ValueError unless each row has as many cells as the head."""
    lines = [head, ["---"] * len(head), *rows]
    if any(len(line) != len(head) for line in lines):
        raise ValueError(f"expected rows of {len(head)} cells")
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- |", "|---|").replace(" --- |", "---|")


def marks(section: str) -> tuple[str, str]:
    """The markers before and after a section's text on a page."""
    return f"<!-- bench {section}: written by scripts/bench -->\n", f"<!-- end of bench {section} -->"


def replace_section(text: str, section: str, body: str) -> str:
    """Replaces the text between the section's markers by `body`. Raises ValueError if they are missing."""
    begin, end = marks(section)
    head, found_begin, rest = text.partition(begin)
    _, found_end, tail = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"expected the markers around the section '{section}', found none")
    return head + begin + body + end + tail


def write_section(page: pathlib.Path, section: str, body: str) -> None:
    page.write_text(replace_section(page.read_text(encoding="utf-8"), section, body), encoding="utf-8")
