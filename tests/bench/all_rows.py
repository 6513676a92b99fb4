# SPDX-License-Identifier: MIT
"""Work on all rows at once, beside SciPy and scikit-learn: L-BFGS, softmax regression and k-means."""

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from contestants import Contestant, Entrant, make_task, take_turns
from measures import Epoch, loss_difference, median, ratio, seconds_of, spread_percent
from steps import THREADS, best_entrant
from tables import table
from workspace import Options, Workspace

KINDS = ("fused", "scientific_python")
TRAINING_IMAGES = 60000


@dataclass(frozen=True)
class Row:
    """A piece of work. net, options: of the configuration; tolerance: for the two values, relative."""

    label: str
    peer: str
    work: str
    net: str
    options: dict
    images: int
    tolerance: float


ROWS = (Row("`ufldl-mnist`, 20 iterations of L-BFGS, 10,000 images, float64", "SciPy with NumPy", "minimise", "ufldl-mnist",
            {"epochs": 20}, 10000, 0.1),
        Row("softmax regression on pixels, 30 iterations of L-BFGS, 60,000 images, float64", "LogisticRegression", "classify",
            "default", {"epochs": 30, "lambda": 1e-4}, TRAINING_IMAGES, 0.02),
        Row("k-means, 10 clusters from the first images, up to 300 iterations, 60,000 images, float32", "KMeans", "cluster",
            "default", {"epochs": 300}, TRAINING_IMAGES, 0.001))


def measure(workspace: Workspace, row: Row, rounds: int) -> dict[Entrant, list[Epoch]]:
    field = [Entrant(kind, threads) for kind in KINDS for threads in THREADS]
    with contextlib.ExitStack() as stack:
        running = []
        for entrant in field:
            config = workspace.config(row.net, **row.options, threads=entrant.threads)
            weights = workspace.weights(config) if row.work == "minimise" else None
            task = make_task(entrant.kind, config, row.images, workspace.images(), weights, work=row.work, labels=workspace.labels())
            running.append(stack.enter_context(Contestant(workspace, entrant, task)))
        return dict(zip(field, take_turns(running, rounds)))


def cells(row: Row, results: dict[Entrant, list[Epoch]]) -> list[str]:
    ours, theirs = (best_entrant(results, kind) for kind in KINDS)
    times = [f"{median(seconds_of(results[entrant])):.2f} (±{spread_percent(seconds_of(results[entrant])):.0f} %), {entrant.threads} thr."
             for entrant in (ours, theirs)]
    values = [f"{results[entrant][-1].loss:,.6g}" for entrant in (ours, theirs)]
    return [row.label, row.peer, *times, f"{ratio(results[theirs], results[ours]):.2f}", *values]


def complaints(row: Row, results: dict[Entrant, list[Epoch]]) -> list[str]:
    """The peers whose value differs from ours by more than the row allows."""
    reference = results[best_entrant(results, KINDS[0])]
    return [f"{row.label}: {entrant} has {epochs[-1].loss}, ours {reference[-1].loss}" for entrant, epochs in results.items()
            if not loss_difference(epochs, reference) <= row.tolerance]


def run(workspace: Workspace, options: Options) -> tuple[dict[str, str], Sequence[str]]:
    """Returns the table by section, and an error for each value that differs."""
    lines, errors = [], []
    for row in ROWS:
        if not options.wants(row.label):
            continue
        print(f"bench: all_rows: {row.label}", file=sys.stderr)
        results = measure(workspace, row, options.rounds)
        lines.append(cells(row, results))
        errors += complaints(row, results)
    head = ["work", "peer", "s, sae_train", "s, peer", "peer ÷ sae_train", "value, sae_train", "value, peer"]
    return {"all_rows": table(head, lines)}, errors
