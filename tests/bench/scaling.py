# SPDX-License-Identifier: MIT
"""Speed of the fused engine by code width, batch size and number of images."""

import contextlib
import sys
from dataclasses import dataclass

from contestants import Contestant, Entrant, make_task, take_turns
from measures import Epoch, median, rate, ratio, seconds_of
from tables import table
from workspace import WIDTH, Options, Workspace

THREADS = 2
FACTORS = (1, 4, 16)
BATCHES = (16, 64, 256, 1024, 4096)
SAMPLES = (10_000, 100_000, 1_000_000)
FLOAT_BYTES = 4


@dataclass(frozen=True)
class Row:
    """One change of size to the default network on FashionMNIST. images: per epoch."""

    label: str
    config: dict
    images: int
    generated: bool = False


def rows_of(workspace: Workspace, options: Options) -> list[Row]:
    config = workspace.config("default", threads=THREADS)
    width = config["layers"][0]
    rows = [Row(f"code width {units:,}", {**config, "layers": [units]}, options.images)
            for units in (width * factor for factor in FACTORS)]
    rows += [Row(f"batch {batch:,}", {**config, "batch_size": batch}, options.images) for batch in BATCHES]
    rows += [Row(f"samples {samples:,}", config, samples, generated=True) for samples in SAMPLES]
    return [row for row in rows if options.wants(row.label)]


def measure(workspace: Workspace, row: Row, rounds: int) -> tuple[list[Epoch], list[Epoch], int]:
    """Returns the epochs of the fused engine and of the limit, and the fused engine's peak memory in bytes."""
    images = None if row.generated else workspace.images()
    with contextlib.ExitStack() as stack:
        fused, limit = (stack.enter_context(Contestant(workspace, Entrant(kind, THREADS),
                                                       make_task(kind, row.config, row.images, images, None)))
                        for kind in ("fused", "limit"))
        epochs = take_turns([fused, limit], rounds)
        return epochs[0], epochs[1], fused.end()


def cells(row: Row, fused: list[Epoch], limit: list[Epoch], peak: int) -> list[str]:
    share = 100 / ratio(fused, limit)
    data = row.images * WIDTH * FLOAT_BYTES
    return [row.label, rate(fused, row.images), rate(limit, row.images), f"{share:.0f} %",
            f"{median(seconds_of(fused)):.2f}", f"{data / 1e6:,.0f}", f"{peak / 1e6:,.0f}"]


def run(workspace: Workspace, options: Options) -> dict[str, str]:
    """Returns the table by section."""
    lines = []
    for row in rows_of(workspace, options):
        print(f"bench: scaling: {row.label}", file=sys.stderr)
        lines.append(cells(row, *measure(workspace, row, options.rounds)))
    head = ["change to the default net (batch 64)", "fused", "limit", "share of the limit", "seconds per epoch",
            "images, MB as float32", "peak memory, MB"]
    return {"scaling": table(head, lines)}
