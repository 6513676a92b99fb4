# SPDX-License-Identifier: MIT
"""What the studies share: commands of `sae`, the figures that `sae compare` prints, plots, and Markdown tables."""

import functools
import json
import math
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from figures import number
from runner import Stopped, read_json

PNG = b"\x89PNG\r\n\x1a\n"
Row = dict[str, object]
"""A run in the output of `sae compare`: `run`, the options that differ, and the figures, by name."""


class Unexpected(Exception):
    """A command left something else than its study needs: one line with what was expected and found."""


def expect(holds: bool, what: str, found: object) -> None:
    if not holds:
        raise Unexpected(f"expected {what}, found {found}")


def trials(options: str) -> int:
    """How many trials `sae sweep` makes of these options."""
    count: dict[str, int] = {}
    for name, values in re.findall(r"--(\w+) (\S+)", options):
        parts = values.split(":")
        count[name] = count.get(name, 0) + (int(parts[3]) if len(parts) == 4 else len(values.split(",")))
    return math.prod(count.values())


@dataclass(frozen=True)
class Match:
    """Units of one run found again in another, as shares in [0, 1], by the least cosine of their decoder columns.
    living: the shares of the first run's units that are not dead; chance: of all units when the other run's inputs are
    permuted."""

    share: dict[str, float]
    living: dict[str, float]
    chance: dict[str, float]


class Lab:
    """Runs commands in the folder `out`. quick: the studies run their smaller version."""

    def __init__(self, program: pathlib.Path, out: pathlib.Path, quick: bool):
        self.program, self.out, self.quick = program, out, quick
        self.out.mkdir(parents=True, exist_ok=True)
        self.environment = dict(os.environ)
        if "SAE_DATA" in os.environ:  # the commands run in another folder
            self.environment["SAE_DATA"] = os.path.abspath(os.environ["SAE_DATA"])

    def choose(self, full: str, quick: str) -> str:
        """Returns `quick` in the quick version, otherwise `full`."""
        return quick if self.quick else full

    def length(self, epochs: int) -> str:
        """Options of all trials of a sweep: their length, and no pictures but those of the study."""
        few = "--epochs 2 --limit 600 --limit_valid 100"
        return f"{self.choose(f'--epochs {epochs}', few)} --images_every 0 --report no"

    def duration(self, epochs: int) -> str:
        """The same for a caption."""
        return self.choose(f"{epochs} epochs", "2 epochs of 600 rows")

    def sae(self, command: str) -> str:
        """Prints and runs a command of `sae`; returns its stdout. Throws Stopped unless it ends with 0."""
        print(f"$ sae {command}", file=sys.stderr, flush=True)
        words = [self.program, *shlex.split(command)]
        with subprocess.Popen(words, cwd=self.out, env=self.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                output = process.communicate()[0]
            except KeyboardInterrupt:
                process.wait()  # it has the signal too, and saves its state
                raise
        if process.returncode != 0:
            raise Stopped(process.returncode if process.returncode > 0 else 128 - process.returncode)
        return output

    def rows(self, runs: str, metrics: Sequence[str], count: int, where: str = "") -> list[Row]:
        """The runs in these folders (those that meet the condition), with their figures; there must be `count` of them."""
        condition = f" --where {shlex.quote(where)}" if where else ""
        listed = json.loads(self.sae(f"compare {runs} --metrics {','.join(metrics)}{condition} --format json"))["runs"]
        found = [{"run": run["run"], **{name: typed(value) for name, value in run["options"].items()}, **run["figures"]} for run in listed]
        expect(len(found) == count, f"{count} runs in {runs}", len(found))
        lacking = [row["run"] for row in found if any(row.get(name) is None for name in metrics)]
        expect(not lacking, f"the figures {', '.join(metrics)} of each run in {runs}", f"none of {', '.join(map(str, lacking))}")
        return [{name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in row.items()} for row in found]

    def match(self, first: str, second: str) -> Match:
        """Which units of the first run are found again in the second."""
        found = json.loads(self.sae(f"compare {first} {second} --units --format json"))
        living = self.living(first)
        cosines = [pair["cosine"] for pair in found["pairs"] if pair["unit_a"] in living]
        share = {limit: sum(cosine >= float(limit) for cosine in cosines) / max(len(living), 1) for limit in shares(found)}
        return Match(shares(found), share, shares(found["chance"]))

    @functools.cache
    def living(self, run: str) -> frozenset[int]:
        """Indices of the units of a run that are not dead."""
        return frozenset(unit["unit"] for unit in json.loads(self.sae(f"units {run} --json --force"))["units"] if not unit["dead"])

    def plot(self, file: str, options: str) -> None:
        """Draws a picture with `sae compare`."""
        path = self.out / file
        path.unlink(missing_ok=True)
        self.sae(f"compare {options} --plot {file}")
        expect(path.exists() and path.read_bytes().startswith(PNG), f"{file} to be a PNG picture", "something else")

    def fvu_at(self, run: str, k: int) -> float:
        """The point of the run's budget curve nearest to k units (in ratio): the FVU when each row keeps k units only."""
        curve = read_json(self.out / run / "summary.json")["fvu_at_k"]
        return min(curve, key=lambda point: abs(math.log(point["k"] / k)))["fvu"]


def typed(value: object) -> str:
    """The value of an option in JSON, as one types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def shares(found: dict[str, object]) -> dict[str, float]:
    """Shares of units found again, by the least cosine."""
    return {str(least["cosine"]): least["share_of_a"] for least in found["found"]}


def figure(value: object, digits: int = 4) -> str:
    """A cell: numbers with so many decimals, except those that are whole; "–" for none."""
    if not isinstance(value, (int, float)):
        return "–" if value is None else str(value)
    return f"{value:.0f}" if float(value).is_integer() else number(value, digits)


def spread(values: Iterable[float], digits: int = 4) -> str:
    """Mean ± sample standard deviation."""
    found = list(values)
    return f"{number(statistics.mean(found), digits)} ± {number(statistics.stdev(found), digits)}"


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table below its caption."""
    lines = [caption, "", f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
