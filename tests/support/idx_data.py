# SPDX-License-Identifier: MIT
"""Creates small data sets in the FashionMNIST layout, with the same bytes every time."""

import gzip
import pathlib
import random
import struct

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def idx(shape, values, magic=None):
    """The bytes of an IDX file of unsigned bytes; `shape` and `magic` may be wrong on purpose."""
    start = struct.pack(">I", 0x0800 + len(shape) if magic is None else magic)
    return start + b"".join(struct.pack(">I", size) for size in shape) + bytes(values)


def image(label, side, random_source):
    """An image that shows its class: a bright bar at a position given by the label, and some noise."""
    bar = (label % 10) * side // 10
    return [200 + random_source.randrange(56) if bar <= row < bar + max(1, side // 10) else random_source.randrange(40)
            for row in range(side) for _ in range(side)]


def images_and_labels(count, side, seed):
    """(pixels, labels): labels 0 to 9 in turn."""
    source = random.Random(seed)
    labels = [row % 10 for row in range(count)]
    return [pixel for label in labels for pixel in image(label, side, source)], labels


def write(path, content, compress):
    """Writes `content`, as path.gz if `compress` (the same bytes every time); returns the path."""
    path = pathlib.Path(f"{path}.gz" if compress else path)
    path.write_bytes(gzip.compress(content, mtime=0) if compress else content)
    return path


def make_dataset(folder, train=64, test=32, side=28, compress=True, seed=0):
    """Creates `folder` with the four files: `train` and `test` images of side x side pixels."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for part, (count, names) in enumerate(((train, FILES[:2]), (test, FILES[2:]))):
        pixels, labels = images_and_labels(count, side, f"{seed}/{part}")
        write(folder / names[0], idx((count, side, side), pixels), compress)
        write(folder / names[1], idx((count,), labels), compress)
    return folder
