# SPDX-License-Identifier: MIT
"""Time to quality: from the start of a process until it reaches the tutorial's validation MSE after 25 epochs."""

import csv
import json
import pathlib
import subprocess
import sys
import time
from dataclasses import dataclass

from contestants import make_task
from measures import median, spread_percent
from processes import run_program
from tables import table
from workspace import NETS, Options, Workspace

TARGET = 0.0217
TUTORIAL_EPOCHS = 25
TRAINING_IMAGES = 60000


@dataclass(frozen=True)
class Reached:
    """A training that stopped at the first epoch that reached the target. seconds: since the start of its process."""

    seconds: float
    epochs: int
    val_mse: float


def train_ours(workspace: Workspace) -> Reached:
    """Trains the default preset for one epoch, which reaches the target; timed until the process exits."""
    folder = workspace.folder / "run"
    done = run_program([workspace.sae_train, "--epochs", "1", "--out", folder, "--force"])
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    if float(last["val_mse"]) > TARGET:
        raise RuntimeError(f"expected a val_mse of at most {TARGET} after one epoch, found {last['val_mse']}")
    return Reached(done.seconds, int(last["epoch"]), float(last["val_mse"]))


def train_tutorial(workspace: Workspace) -> Reached:
    """Runs the tutorial script on its own network until it reports the target or finishes all epochs."""
    task = make_task("tutorial", workspace.config("tutorial"), TRAINING_IMAGES, workspace.images(), None)
    words = [json.dumps(task), str(workspace.images("valid")), str(TUTORIAL_EPOCHS), str(TARGET)]
    start = time.monotonic()
    seconds, fields = 0.0, {}
    with subprocess.Popen([*workspace.peer("tutorial"), *words], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            seconds, fields = time.monotonic() - start, json.loads(line)
            print(f"bench: quality: tutorial script: {line}", end="", file=sys.stderr)
    if process.returncode != 0:
        raise RuntimeError(f"the tutorial script ended with exit code {process.returncode}")
    if fields["val_mse"] > TARGET:
        print(f"bench: warning: the tutorial script did not reach {TARGET} in {TUTORIAL_EPOCHS} epochs", file=sys.stderr)
    return Reached(seconds, fields["epoch"], fields["val_mse"])


def cells(what: str, rounds: list[Reached]) -> list[str]:
    seconds, last = [one.seconds for one in rounds], rounds[-1]
    spread = f" (±{spread_percent(seconds):.0f} %)" if len(rounds) > 1 else ""
    return [what, f"{median(seconds):.2f}{spread}", str(last.epochs), f"{last.val_mse:.4f}", str(len(rounds))]


def run(workspace: Workspace, options: Options) -> dict[str, str]:
    """Returns the table by section. The tutorial script runs only with --peers, and only once, as it takes minutes."""
    print("bench: quality: the default preset", file=sys.stderr)
    ours = [train_ours(workspace) for _ in range(options.rounds + 1)][1:]
    lines = [cells("`sae_train --epochs 1`, the default preset", ours)]
    text = ""
    if options.peers:
        theirs = train_tutorial(workspace)
        lines.append(cells("the tutorial script, its own network", [theirs]))
        share = theirs.seconds / median([one.seconds for one in ours])
        least = "at least " if theirs.val_mse > TARGET else ""
        text = f"\nTutorial script ÷ default preset: {least}{share:.0f}.\n"
    head = ["program", f"seconds from process start to val MSE ≤ {TARGET}", "epochs", "val MSE", "rounds"]
    return {"quality": table(head, lines) + text}
