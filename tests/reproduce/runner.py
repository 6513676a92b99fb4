# SPDX-License-Identifier: MIT
"""Runs the program's commands, each in its own folder, and resumes where an earlier call stopped."""

import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence

ROOT = pathlib.Path(__file__).resolve().parents[2]
Word = str | int | float | pathlib.Path


def parse_arguments(script: str, known: Iterable[str]) -> argparse.Namespace:
    """Options of a script with a quick version: quick, out (None unless typed), and names among the known ones (all if none is typed)."""
    parser = argparse.ArgumentParser(prog=script)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        parser.error(f"expected names among {', '.join(known)}, found {', '.join(unknown)}")
    arguments.names = arguments.names or list(known)
    return arguments


class Stopped(Exception):
    """A command failed. args[0]: its exit code."""


class Runner:
    """Runs commands and reuses earlier results. out: folder of all results; quick: run the smaller version."""

    nowhere = subprocess.DEVNULL

    def __init__(self, programs: pathlib.Path, out: pathlib.Path, quick: bool):
        self.programs, self.out, self.quick = programs, out, quick

    def choose(self, full: Word, quick: Word) -> Word:
        """Returns `quick` in the quick version, otherwise `full`."""
        return quick if self.quick else full

    def call(self, command: Sequence[Word], **streams) -> subprocess.CompletedProcess:
        words = [str(word) for word in command]
        print(f"reproduce: {' '.join(words)}", file=sys.stderr)
        done = subprocess.run(words, **streams)
        if done.returncode != 0:
            raise Stopped(done.returncode if done.returncode > 0 else 128 - done.returncode)
        return done

    def train(self, name: str, *options: Word) -> pathlib.Path:
        """Returns the folder of a finished run. Trains it, or resumes it, unless an earlier call finished it."""
        folder = self.out / name
        if state_of(folder) == "finished":
            return folder
        program = self.programs / "sae_train"
        if (folder / "checkpoint.safetensors").exists():
            command = [program, "--resume", folder]
        else:
            command = [program, *options, "--out", folder, "--force"]
        self.call([*command, "--log_level", "warning"], stdout=subprocess.DEVNULL)
        return folder

    def once(self, name: str, make: Callable[[pathlib.Path], None]) -> pathlib.Path:
        """Returns a folder filled by `make`, or completed by an earlier call."""
        folder = self.out / name
        if not folder.exists():
            unfinished = self.out / f"{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            make(unfinished)
            unfinished.rename(folder)
        return folder

    def sae(self, name: str, *words: Word) -> pathlib.Path:
        """Runs a command of `sae` once and returns its result folder."""
        def run(folder: pathlib.Path) -> None:
            done = self.call([self.programs / "sae", *words, "--out", folder / "result"], stdout=subprocess.PIPE, text=True)
            (folder / "stdout.txt").write_text(done.stdout, encoding="utf-8")
        return self.once(name, run) / "result"

    def cached(self, name: str, compute: Callable[[], dict]) -> dict:
        """The result of `compute`, cached as JSON with its seconds."""
        def write(folder: pathlib.Path) -> None:
            start = time.monotonic()
            print(f"reproduce: {name}", file=sys.stderr)
            result = {**compute(), "seconds": time.monotonic() - start}
            (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
        return read_json(self.once(name, write) / "result.json")


def read_json(path: pathlib.Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def state_of(run: pathlib.Path) -> str | None:
    """Final state of a run; None if it has no summary.json."""
    summary = run / "summary.json"
    return read_json(summary).get("state") if summary.exists() else None


def metrics(run: pathlib.Path) -> list[dict[str, float]]:
    """The rows of metrics.csv, one per epoch."""
    with open(run / "metrics.csv", encoding="utf-8", newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
