# SPDX-License-Identifier: MIT
"""Reads data as Python programs do: read_peer.py table|images PATH. Prints what read_bench prints."""

import multiprocessing
import pathlib
import sys

import numpy as np

PROCESSES = 2


def read_table(path: pathlib.Path) -> np.ndarray:
    """pandas with its parser in C."""
    import pandas  # noqa: PLC0415, images do not wait for it
    return pandas.read_csv(path, engine="c").to_numpy()


def read_image(path: pathlib.Path) -> np.ndarray:
    from PIL import Image  # noqa: PLC0415, tables do not wait for it
    with Image.open(path) as image:
        return np.asarray(image).reshape(-1)


def read_images(path: pathlib.Path) -> np.ndarray:
    """Pillow in two processes."""
    files = sorted(path.glob("*/*.png"))
    with multiprocessing.Pool(PROCESSES) as pool:
        return np.stack(pool.map(read_image, files, chunksize=500))


def main() -> int:
    kind, path = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = read_table(path) if kind == "table" else read_images(path)
    print(*rows.shape, repr(float(rows.sum(dtype=np.float64))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
