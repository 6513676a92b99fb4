# SPDX-License-Identifier: MIT
"""Speed of the step that computes the active units alone, beside the same step by autograd and the bound of a dense step."""

import contextlib
import sys
from dataclasses import dataclass

from contestants import PROGRAM, Contestant, Entrant, make_task, take_turns
from measures import Epoch, rate, ratio
from tables import table
from workspace import Options, Workspace

THREADS = 2


@dataclass(frozen=True)
class Row:
    """A top-k code: units, of them active, and images per step."""

    units: int
    active: int
    batch: int

    @property
    def label(self) -> str:
        return f"{self.units:,} units | k {self.active} | {self.batch:,}"

    def config(self, workspace: Workspace) -> dict:
        return workspace.config("default", layers=[self.units], code_activation="topk", k=self.active, add_sparse=False,
                                batch_size=self.batch, threads=THREADS)


ROWS = (Row(4096, 32, 1024), Row(4096, 128, 1024), Row(16384, 32, 1024), Row(4096, 32, 64), Row(1024, 32, 256), Row(512, 16, 64))


def measure(workspace: Workspace, row: Row, options: Options) -> list[list[Epoch]]:
    """The epochs of each of PROGRAM."""
    config = row.config(workspace)
    images, weights = workspace.images(), workspace.weights(config)
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(workspace, Entrant(kind, THREADS),
                                                  make_task(kind, config, options.images, images, weights))) for kind in PROGRAM]
        return take_turns(running, options.rounds)


def cells(row: Row, measured: list[list[Epoch]], images: int) -> list[str]:
    fused, autograd, limit = measured
    return [f"{row.units:,}", str(row.active), f"{row.batch:,}", *(rate(epochs, images) for epochs in measured),
            f"{ratio(autograd, fused):.2f}", f"{ratio(limit, fused):.2f}"]


def run(workspace: Workspace, options: Options) -> dict[str, str]:
    """Returns the table by section."""
    lines = []
    for row in ROWS:
        if not options.wants(row.label):
            continue
        print(f"bench: few_active: {row.label}", file=sys.stderr)
        lines.append(cells(row, measure(workspace, row, options), options.images))
    head = ["units", "k", "batch", "fused", "autograd", "limit of a dense step", "autograd ÷ fused", "limit ÷ fused"]
    return {"few_active": table(head, lines)}
