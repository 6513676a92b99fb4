# SPDX-License-Identifier: MIT
"""Contestants: processes that train one epoch per request, and the rounds in which they take turns.

A contestant's only argument is its task as JSON: {"kind", "config": options by name, "rows": images per epoch,
"images": file of pixels, "weights": file of initial weights, "work": "epochs", or what to do with all rows at once,
"labels": file of labels}. After its one-time setup it prints {"ready", "versions",
"peak_memory_bytes"}. It answers each line "epoch" with {"seconds", "loss", "mse"} (null if it has none). At the end of
its input it prints {"peak_memory_bytes"} and exits. While another contestant runs, it waits for input and uses no CPU
time."""

import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from measures import Epoch
from processes import in_turns
from workspace import Workspace

PROGRAM, PEERS = ("fused", "autograd", "limit"), ("tutorial", "pytorch_compiled", "jax_scan")
"""Kinds of contestants: tasks of step_bench, and files in tests/bench/peers."""


@dataclass(frozen=True)
class Entrant:
    """A kind of contestant and its number of threads; None: the framework's default."""

    kind: str
    threads: int | None

    def __str__(self) -> str:
        return f"{self.kind} on {self.threads or 'the default number of'} thread{'' if self.threads == 1 else 's'}"


class CanTrain(Protocol):
    """Anything that can take part in rounds."""

    def epoch(self) -> Epoch: ...


class Contestant:
    """A running process, as a context manager: leaving the context ends it."""

    def __init__(self, workspace: Workspace, entrant: Entrant, task: Mapping[str, object]):
        self.name = str(entrant)
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        command = [str(workspace.program("step_bench"))] if entrant.kind in PROGRAM else workspace.peer(entrant.kind)
        threads = {} if entrant.threads is None else {"OMP_NUM_THREADS": str(entrant.threads)}
        self.process = subprocess.Popen([*command, json.dumps(task)], env={**os.environ, **threads}, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        workspace.versions.update(self.answer()["versions"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.kill()
        self.errors.close()

    def answer(self) -> dict:
        """Parses the next line as JSON. Raises RuntimeError with the process's stderr if there is none."""
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError(f"{self.name}: expected an answer, found the end of its output\n{self.errors.read()[-2000:]}")
        return json.loads(line)

    def epoch(self) -> Epoch:
        """Trains one epoch."""
        print("epoch", file=self.process.stdin, flush=True)
        fields = self.answer()
        loss, mse = (None if fields[term] is None else float(fields[term]) for term in ("loss", "mse"))
        return Epoch(fields["seconds"], loss, mse)

    def end(self) -> int:
        """Ends the process and returns its peak memory in bytes."""
        self.process.stdin.close()
        return self.answer()["peak_memory_bytes"]


def make_task(kind: str, config: dict, rows: int, images: pathlib.Path | None, weights: pathlib.Path | None, *,
              work: str = "epochs", labels: pathlib.Path | None = None) -> dict:
    """Without `images` and `weights`, step_bench uses random ones."""
    return {"kind": kind, "config": config, "rows": rows, "images": str(images or ""), "weights": str(weights or ""),
            "work": work, "labels": str(labels or "")}


def take_turns(contestants: Sequence[CanTrain], rounds: int) -> list[list[Epoch]]:
    """Each contestant's epochs, one per round; another contestant begins each round.

    The first epoch is left out, because it touches memory for the first time."""
    return in_turns([contestant.epoch for contestant in contestants], rounds)
