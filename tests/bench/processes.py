# SPDX-License-Identifier: MIT
"""Complete runs of programs: their time from start to exit and their peak memory."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

POLL_SECONDS = 0.0005
Result = TypeVar("Result")


@dataclass(frozen=True)
class Run:
    """seconds: from start to exit; first_sight: from start until the awaited file exists, None if none is awaited;
    peak_bytes: of memory; printed: standard output."""

    seconds: float
    first_sight: float | None
    peak_bytes: int
    printed: str = ""


def is_running(process: int) -> bool:
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def run_program(command: Sequence[str | pathlib.Path], awaited: pathlib.Path | None = None) -> Run:
    """Runs a program to its end. Raises RuntimeError if it fails or the awaited file is still missing.

    The peak includes this Python process's memory between fork and exec, about 30 MB: less than LibTorch itself uses."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL)
        seen = None
        while awaited and seen is None and is_running(process.pid):
            if awaited.exists():
                seen = time.monotonic() - start
            else:
                time.sleep(POLL_SECONDS)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        output.seek(0)
        printed = output.read()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or (awaited and not awaited.exists()):
        raise RuntimeError(f"{command[0]}: exit code {process.returncode}, or {awaited} is missing")
    first_sight = seconds if awaited and seen is None else seen
    return Run(seconds, first_sight, 1024 * usage.ru_maxrss, printed)


def in_turns(runs: Sequence[Callable[[], Result]], rounds: int, label: str = "") -> list[list[Result]]:
    """Each one's results, one per round; another one begins each round. The label is printed with the number of the round.

    The first round is left out, because it touches memory and files for the first time."""
    results: list[list[Result]] = [[] for _ in runs]
    for number in range(rounds + 1):
        if label:
            print(f"bench: {label}: round {number} of {rounds}", file=sys.stderr)
        for place in range(len(runs)):
            turn = (number + place) % len(runs)
            result = runs[turn]()
            if number > 0:
                results[turn].append(result)
    return results
