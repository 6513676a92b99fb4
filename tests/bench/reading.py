# SPDX-License-Identifier: MIT
"""Reading of large tables and of many images, compared with pandas and with Pillow in two processes."""

import functools
import math
import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from measures import median, spread_percent
from processes import Run, in_turns, run_program
from tables import table
from workspace import WIDTH, Options, Workspace

COLUMNS = 10
BLOCK_ROWS, BLOCKS = 100_000, 100
IMAGES = 60_000
FLOAT_BYTES = 4
LEAST_ROUNDS, MOST_ROUNDS = 3, 5


@dataclass(frozen=True)
class Data:
    """Data to read. kind: for read_peer.py; peer: what it uses; values: their number."""

    label: str
    kind: str
    peer: str
    path: pathlib.Path
    values: int


def write_table(path: pathlib.Path, numbers: np.ndarray, text: Callable[[float], str]) -> None:
    """Writes the same rows again and again, about 1 GB."""
    block = "".join(",".join(map(text, row)) + "\n" for row in numbers.tolist())
    with path.open("w", encoding="ascii") as file:
        file.write(",".join(f"c{column}" for column in range(COLUMNS)) + "\n")
        for _ in range(BLOCKS):
            file.write(block)


def write_images(folder: pathlib.Path, pixels: bytes) -> None:
    """Writes PNG files in ten folders."""
    from PIL import Image  # noqa: PLC0415, the tests of the other sections do not need it
    side = math.isqrt(WIDTH)
    for number in range(IMAGES):
        one = pixels[number * WIDTH:(number + 1) * WIDTH]
        place = folder / str(number % 10) / f"{number:05}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.frombytes("L", (side, side), one).save(place)


def make_data(workspace: Workspace) -> list[Data]:
    random = np.random.default_rng(1)
    numbers = random.normal(size=(BLOCK_ROWS, COLUMNS))
    values = BLOCK_ROWS * BLOCKS * COLUMNS
    eighths, decimals, images = (workspace.folder / name for name in ("eighths.csv", "decimals.csv", "images"))
    write_table(eighths, np.round(8000 * numbers) / 8, lambda number: f"{number:.3f}")
    write_table(decimals, numbers, lambda number: f"{number:.6f}")
    write_images(images, workspace.images().read_bytes())
    rows = f"{BLOCK_ROWS * BLOCKS:,} × {COLUMNS}"
    return [Data(f"CSV, {rows}, eighths, which float32 holds", "table", "pandas", eighths, values),
            Data(f"CSV, {rows}, six decimals, which need float64", "table", "pandas", decimals, values),
            Data(f"{IMAGES:,} PNG files of 28 × 28", "images", "Pillow, two processes", images, IMAGES * WIDTH)]


def same_content(one: str, other: str) -> bool:
    """Whether two programs printed the same sizes, and sums equal within rounding."""
    *sizes, total = one.split()
    *other_sizes, other_total = other.split()
    return sizes == other_sizes and math.isclose(float(total), float(other_total), rel_tol=1e-9, abs_tol=1e-6)


def rounds_of(options: Options) -> int:
    return min(max(LEAST_ROUNDS, options.rounds), MOST_ROUNDS)


def measure(workspace: Workspace, data: Data, rounds: int) -> list[list[Run]]:
    """Returns the runs of read_bench and of the peer."""
    python = workspace.root / ".deps/python/bin/python"
    commands = ([workspace.program("read_bench"), data.path],
                [python, "-B", workspace.root / "tests/bench/read_peer.py", data.kind, data.path])
    runs = in_turns([functools.partial(run_program, command) for command in commands], rounds, f"reading: {data.label}")
    if not same_content(runs[0][0].printed, runs[1][0].printed):
        raise RuntimeError(f"{data.label}: read as {runs[0][0].printed.strip()}, by {data.peer} as "
                           f"{runs[1][0].printed.strip()}")
    return runs


def seconds(runs: Sequence[Run]) -> str:
    times = [run.seconds for run in runs]
    return f"{median(times):.2f} (±{spread_percent(times):.0f} %)"


def cells(data: Data, own: Sequence[Run], peer: Sequence[Run], empty_bytes: float) -> list[str]:
    """A table row. empty_bytes: peak memory of a LibTorch program that reads nothing."""
    ratio = median([one.seconds / other.seconds for one, other in zip(own, peer, strict=True)])
    peak, peer_peak = (median([run.peak_bytes for run in runs]) for runs in (own, peer))
    size = data.values * FLOAT_BYTES
    return [data.label, seconds(own), f"{seconds(peer)}, {data.peer}", f"{ratio:.2f}", f"{size / 1e6:,.0f}",
            f"{(peak - empty_bytes) / 1e6:,.0f}", f"{(peak - empty_bytes) / size:.2f}", f"{peer_peak / 1e6:,.0f}"]


def run(workspace: Workspace, options: Options) -> dict[str, str]:
    """Returns the table by section."""
    rounds = rounds_of(options)
    empty = median([run_program([workspace.program("first_product")]).peak_bytes for _ in range(LEAST_ROUNDS)])
    lines = [cells(data, *measure(workspace, data, rounds), empty) for data in make_data(workspace)]
    head = ["data", "s, sae_train's reader", "s, others", "sae_train's ÷ others", "values as float32, MB",
            "peak memory beyond LibTorch's, MB", "÷ values as float32", "others' peak memory, MB"]
    return {"reading": table(head, lines)}
