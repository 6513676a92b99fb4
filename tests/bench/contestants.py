# SPDX-License-Identifier: MIT
"""Contestants: processes that train an epoch when told to, and the rounds in which they take turns.

A contestant's one argument is its task as JSON: {"kind", "config": options by name, "rows": images an epoch, "images":
file of pixels, "weights": file of first weights}. It prints {"ready", "versions", "peak_memory_bytes"} when all that is
done once is done, answers each line "epoch" with {"seconds", "loss", "mse"} (null: it has none) and ends with
{"peak_memory_bytes"} at the end of its input. While another one runs, it waits for its input and takes no time."""

import json
import pathlib
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from measures import Epoch
from workspace import Workspace

PROGRAM, PEERS = ("fused", "autograd", "limit"), ("tutorial", "pytorch_compiled", "jax_scan")
"""The kinds: tasks of step_bench, and files of tests/bench/peers."""


@dataclass(frozen=True)
class Entrant:
    """A kind of contestant and its threads; None: as many as its framework takes by itself."""

    kind: str
    threads: int | None

    def __str__(self) -> str:
        return f"{self.kind} on {self.threads or 'its own number of'} thread{'' if self.threads == 1 else 's'}"


class CanTrain(Protocol):
    """What takes part in rounds."""

    def epoch(self) -> Epoch: ...


class Contestant:
    """A running process. A context: left, the process has ended."""

    def __init__(self, workspace: Workspace, entrant: Entrant, task: Mapping[str, object]):
        self.name = str(entrant)
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        command = [str(workspace.program("step_bench"))] if entrant.kind in PROGRAM else workspace.peer(entrant.kind)
        self.process = subprocess.Popen([*command, json.dumps(task)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True)
        workspace.versions.update(self.answer()["versions"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.kill()
        self.errors.close()

    def answer(self) -> dict:
        """The next line, read from JSON. Raises RuntimeError with what the process complained of when there is none."""
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError(f"{self.name}: expected an answer, found its end\n{self.errors.read()[-2000:]}")
        return json.loads(line)

    def epoch(self) -> Epoch:
        """Trains once through all rows."""
        print("epoch", file=self.process.stdin, flush=True)
        fields = self.answer()
        loss, mse = (None if fields[term] is None else float(fields[term]) for term in ("loss", "mse"))
        return Epoch(fields["seconds"], loss, mse)

    def end(self) -> int:
        """The most memory that the process took, in bytes; it has ended."""
        self.process.stdin.close()
        return self.answer()["peak_memory_bytes"]


def make_task(kind: str, config: dict, rows: int, images: pathlib.Path | None, weights: pathlib.Path | None) -> dict:
    """Without `images` and `weights` step_bench draws its own."""
    return {"kind": kind, "config": config, "rows": rows, "images": str(images or ""), "weights": str(weights or "")}


def take_turns(contestants: Sequence[CanTrain], rounds: int) -> list[list[Epoch]]:
    """Each contestant's epochs: one in every round, another one beginning each time.

    The first epoch, in which memory is touched for the first time, is not among them."""
    epochs: list[list[Epoch]] = [[] for _ in contestants]
    for number in range(rounds + 1):
        for place in range(len(contestants)):
            turn = (number + place) % len(contestants)
            epoch = contestants[turn].epoch()
            if number > 0:
                epochs[turn].append(epoch)
    return epochs
