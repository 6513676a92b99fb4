# SPDX-License-Identifier: MIT
"""Reads the Markdown pages of the repository: code blocks, code spans, headings and links."""

import pathlib
import re
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the word behind the fence, and the text."""

    language: str
    text: str


def find_pages(root: pathlib.Path) -> list[pathlib.Path]:
    """Every page that a reader may open: at the top, in docs/, and each README.md below src, tests and data."""
    found = [*root.glob("*.md"), *root.glob("docs/*.md")]
    for folder in ("src", "tests", "data"):
        found += (root / folder).rglob("README.md")
    return sorted(found)


def blocks(text: str) -> list[Block]:
    return [Block(*match.groups()) for match in FENCE.finditer(text)]


def without_blocks(text: str) -> str:
    return FENCE.sub("", text)


def spans(text: str) -> list[str]:
    """The code spans of the prose and the tables."""
    return SPAN.findall(without_blocks(text))


def links(text: str) -> list[str]:
    """The targets of all links and pictures outside code."""
    return LINK.findall(SPAN.sub("", without_blocks(text)))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for heading in HEADING.findall(without_blocks(text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        base = anchor = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = 0
        while anchor in found:
            count += 1
            anchor = f"{base}-{count}"
        found.add(anchor)
    return found
