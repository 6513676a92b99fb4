# SPDX-License-Identifier: MIT
"""Speed of training steps: the fused engine, LibTorch's autograd, the limit and, with --peers, the peers."""

import contextlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contestants import PEERS, PROGRAM, Contestant, Entrant, make_task, take_turns
from measures import TOLERANCE, Epoch, loss_difference, median, rate, ratio, seconds_of
from tables import table
from workspace import NETS, Options, Workspace

THREADS = (1, 2)
BATCHES = (32, 128)
FUSED = "fused"
PEER_NAMES = {"tutorial": "tutorial script", "pytorch_compiled": "PyTorch compiled", "jax_scan": "JAX scan"}
Results = Mapping[Entrant, Sequence[Epoch]]


@dataclass(frozen=True)
class Row:
    """The task that all contestants of a group of rounds train."""

    net: str
    batch: int
    penalty: str
    config: dict

    @property
    def cells(self) -> list[str]:
        return [self.net, str(self.batch), self.penalty]


def rows_of(workspace: Workspace, options: Options) -> list[Row]:
    """All combinations of network, batch size and penalty whose cells, joined by " | ", contain --only."""
    rows = []
    for net in NETS:
        for batch in BATCHES:
            for sparse in (False, True):
                config = workspace.config(net, batch_size=batch, add_sparse=sparse)
                rows.append(Row(net, batch, config["penalty"] if sparse else "none", config))
    return [row for row in rows if options.wants(" | ".join(row.cells))]


def entrants(options: Options) -> list[Entrant]:
    """Every kind on one and on two threads, except the tutorial script, which sets no threads."""
    kinds = PROGRAM + PEERS if options.peers else PROGRAM
    return [Entrant(kind, threads) for kind in kinds for threads in ((None,) if kind == "tutorial" else THREADS)]


def measure(workspace: Workspace, row: Row, options: Options) -> Results:
    """Trains all entrants in turn and returns their epochs."""
    field = entrants(options)
    with contextlib.ExitStack() as stack:
        running = []
        for entrant in field:
            config = {**row.config, "threads": entrant.threads}
            task = make_task(entrant.kind, config, options.images, workspace.images(), workspace.weights(config))
            running.append(stack.enter_context(Contestant(workspace, entrant, task)))
        return dict(zip(field, take_turns(running, options.rounds)))


def best(results: Results, kind: str) -> Sequence[Epoch]:
    """The epochs of a kind at its fastest number of threads, by median."""
    return results[best_entrant(results, kind)]


def best_entrant(results: Results, kind: str) -> Entrant:
    return min((entrant for entrant in results if entrant.kind == kind),
               key=lambda entrant: median(seconds_of(results[entrant])))


def loss_complaints(results: Results) -> list[str]:
    """Entrants whose loss differs from the fused engine's after the same number of epochs."""
    reference = next(epochs for entrant, epochs in results.items() if entrant.kind == FUSED)
    return [f"{entrant} has {epochs[-1].loss}, fused {reference[-1].loss}" for entrant, epochs in results.items()
            if entrant.kind != "limit" and not loss_difference(epochs, reference) <= TOLERANCE]


def step_cells(row: Row, results: Results, images: int) -> Iterable[list[str]]:
    """One table row per number of threads."""
    for threads in THREADS:
        fused, autograd, limit = (results[Entrant(kind, threads)] for kind in PROGRAM)
        yield [*row.cells, str(threads), *(rate(epochs, images) for epochs in (fused, autograd, limit)),
               f"{ratio(autograd, fused):.2f}", f"{ratio(fused, limit):.2f}"]


def thread_cells(row: Row, results: Results) -> list[str]:
    one, two = ({kind: results[Entrant(kind, threads)] for kind in PROGRAM} for threads in THREADS)
    return [*row.cells, *(f"{ratio(one[kind], two[kind]):.2f}" for kind in PROGRAM)]


def peer_cells(row: Row, results: Results, images: int) -> list[str]:
    """All kinds at their fastest setting, each peer's time relative to the fused engine, and the check of the losses."""
    rates = []
    for kind in (FUSED, *PEERS):
        entrant = best_entrant(results, kind)
        rates.append(f"{rate(results[entrant], images)}, {entrant.threads or 'default'} thr.")
    ratios = [f"{ratio(best(results, kind), best(results, FUSED)):.2f}" for kind in PEERS]
    if loss_complaints(results):
        return [*row.cells, *rates, *ratios, "LOSS DIFFERS"]
    reference = best(results, FUSED)
    furthest = max(loss_difference(best(results, kind), reference) for kind in PEERS)
    return [*row.cells, *rates, *ratios, f"within {100 * furthest:.1f} %"]


def tables(measured: Sequence[tuple[Row, Results]], options: Options) -> dict[str, str]:
    """By section: the step tables, and the peers' table if they took part."""
    images, net = options.images, ["net", "batch", "penalty"]
    steps = table([*net, "threads", *PROGRAM, "autograd ÷ fused", "fused ÷ limit"],
                  [cells for row, results in measured for cells in step_cells(row, results, images)])
    threads = table([*net, *(f"{kind}, one thread ÷ two" for kind in PROGRAM)],
                    [thread_cells(row, results) for row, results in measured])
    sections = {"steps": f"{steps}\n{threads}"}
    if options.peers:
        names = [PEER_NAMES[kind] for kind in PEERS]
        sections["peers"] = table([*net, FUSED, *names, *(f"{name} ÷ fused" for name in names), "last training loss"],
                                  [peer_cells(row, results, images) for row, results in measured])
    return sections


def run(workspace: Workspace, options: Options) -> tuple[dict[str, str], list[str]]:
    """Returns the tables by section, and an error for each entrant with a different loss."""
    measured: list[tuple[Row, Results]] = []
    complaints: list[str] = []
    for row in rows_of(workspace, options):
        label = " | ".join(row.cells)
        print(f"bench: steps: {label}", file=sys.stderr)
        results = measure(workspace, row, options)
        measured.append((row, results))
        complaints += [f"{label}: LOSS DIFFERS: {line}" for line in loss_complaints(results)]
    return tables(measured, options), complaints
