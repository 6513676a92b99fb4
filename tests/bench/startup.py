# SPDX-License-Identifier: MIT
"""Startup time and peak memory of runs, compared with a LibTorch program that computes one 32 x 32 product."""

import pathlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from measures import median, spread_percent
from processes import Run, in_turns, run_program
from tables import table
from workspace import Options, Workspace

LEAST_ROUNDS = 11
TINY = ("--limit", "64", "--limit_valid", "64", "--epochs", "1")
"""A complete run with a single step."""


@dataclass(frozen=True)
class Start:
    """A program to start, and the run folder that it creates, if any."""

    label: str
    command: Sequence[str | pathlib.Path]
    run_folder: pathlib.Path | None = None

    def run(self) -> Run:
        if not self.run_folder:
            return run_program(self.command)
        shutil.rmtree(self.run_folder, ignore_errors=True)
        return run_program([*self.command, "--out", self.run_folder], self.run_folder / "metrics.csv")


def starts(workspace: Workspace) -> list[Start]:
    """The programs to compare; the reference is first."""
    program, folder = workspace.sae_train, workspace.folder / "start"
    return [Start("one product with LibTorch", [workspace.program("first_product")]),
            Start("`sae_train --version`", [program, "--version"]),
            Start(f"`sae_train {' '.join(TINY)}`", [program, *TINY], folder),
            Start("`sae_train --epochs 1`", [program, "--epochs", "1"], folder)]


def milliseconds(seconds: Sequence[float]) -> str:
    return f"{1000 * median(seconds):,.0f} (±{spread_percent(seconds):.0f} %)"


def cells(start: Start, runs: Sequence[Run], reference: Sequence[Run]) -> list[str]:
    """A table row. Its ratio, to the reference's time from start to exit, is the median of the ratios in each round."""
    whole = [run.seconds for run in runs]
    first = [run.first_sight for run in runs if run.first_sight is not None]
    shortest = first or whole
    share = median([one / other.seconds for one, other in zip(shortest, reference, strict=True)])
    return [start.label, milliseconds(first) if first else "–", milliseconds(whole), f"{share:.2f}",
            f"{median([run.peak_bytes for run in runs]) / 1e6:,.0f}"]


def run(workspace: Workspace, options: Options) -> dict[str, str]:
    """Returns the table by section."""
    field, rounds = starts(workspace), max(LEAST_ROUNDS, options.rounds)
    runs = in_turns([start.run for start in field], rounds, "startup")
    head = ["program", "ms from start to the first epoch's row in metrics.csv", "ms from start to exit",
            "first of the two times ÷ one product", "peak memory, MB"]
    return {"startup": table(head, [cells(start, own, runs[0]) for start, own in zip(field, runs)])}
