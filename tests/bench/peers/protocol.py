# SPDX-License-Identifier: MIT
"""Shared by the peers: reading the task, and the protocol with the driver.

A peer is started as `PEER.py TASK`, where TASK is JSON as described in tests/bench/contestants.py. It prints that it is
ready, answers each input line "epoch" with one JSON line, and prints its peak memory at the end of its input."""

import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WIDTH = 784
"""Pixels per image."""


@dataclass(frozen=True)
class Task:
    """What to train. config: options of sae_train by name."""

    config: dict
    rows: int
    images: str
    weights: str
    work: str
    labels: str

    @property
    def threads(self) -> int | None:
        """Number of threads; None: the framework's default."""
        return self.config["threads"]

    @property
    def batch(self) -> int:
        return self.config["batch_size"]

    @property
    def penalty(self) -> str:
        """none, kl or kl_per_sample."""
        return self.config["penalty"] if self.config["add_sparse"] else "none"

    @property
    def widths(self) -> list[int]:
        """Layer widths from input through code to output."""
        encoder = [WIDTH, *self.config["layers"]]
        return encoder + encoder[-2::-1]

    @property
    def activations(self) -> list[str]:
        """relu or sigmoid, one for each layer."""
        hidden = [self.config["activation"]] * (len(self.config["layers"]) - 1)
        return [*hidden, self.config["code_activation"], *hidden, self.config["output_activation"] or "sigmoid"]

    @property
    def code_layer(self) -> int:
        """Index of the layer that computes the code."""
        return len(self.config["layers"]) - 1

    def load_pixels(self) -> np.ndarray:
        """[rows, 784] uint8."""
        return np.fromfile(self.images, np.uint8, self.rows * WIDTH).reshape(self.rows, WIDTH)

    def load_images(self) -> np.ndarray:
        """[rows, 784] float32 in [0, 1]."""
        return self.load_pixels().astype(np.float32) / np.float32(255)

    def load_labels(self) -> np.ndarray:
        """[rows] uint8."""
        return np.fromfile(self.labels, np.uint8, self.rows)

    def load_weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Each layer's initial weight [out, in] and bias [out], uniform in ±1/sqrt(in)."""
        values, layers, at = np.fromfile(self.weights, np.float32), [], 0
        for inner, outer in zip(self.widths, self.widths[1:]):
            middle, end = at + inner * outer, at + (inner + 1) * outer
            layers.append((values[at:middle].reshape(outer, inner), values[middle:end]))
            at = end
        return layers


@dataclass(frozen=True)
class Means:
    """Means over an epoch's images during training: the training objective, and the MSE if known. seconds: if the
    contestant measured itself."""

    loss: float
    mse: float | None = None
    seconds: float | None = None


def read_task() -> Task:
    """Parses the task from the command line."""
    fields = json.loads(sys.argv[1])
    return Task(**{name: value for name, value in fields.items() if name != "kind"})


def peak_memory_bytes() -> int:
    """Peak memory of this process: VmHWM of Linux."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def say(**fields: object) -> None:
    """Prints one line of JSON for the driver."""
    print(json.dumps(fields), flush=True)


def serve(name: str, versions: dict[str, str], train_epoch: Callable[[], Means]) -> None:
    """Trains an epoch on each request of the driver. train_epoch must return only when all work is done."""
    say(ready=name, versions=versions, peak_memory_bytes=peak_memory_bytes())
    for line in sys.stdin:
        if line.strip() != "epoch":
            break
        start = time.perf_counter()
        means = train_epoch()
        seconds = time.perf_counter() - start
        loss = means.loss if math.isfinite(means.loss) else str(means.loss)
        say(seconds=seconds if means.seconds is None else means.seconds, loss=loss, mse=means.mse)
    say(peak_memory_bytes=peak_memory_bytes())
