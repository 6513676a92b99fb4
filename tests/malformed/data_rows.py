# SPDX-License-Identifier: MIT
"""Data that cannot be read (exit code 3) and output that cannot be written (4): one line, and no files remain."""

import gzip
import math
import os
import struct
import zipfile
import zlib

import numpy as np

from rows import DATA, OUTPUT, USAGE, Row
from support.idx_data import FILES, idx, images_and_labels, make_dataset

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = FILES
SIDE = 28


def images(count=64):
    return idx((count, SIDE, SIDE), images_and_labels(count, SIDE, "rows")[0])


def replace(name, content):
    """Replaces data/name.gz by the plain file data/name."""
    def prepare(folder):
        (folder / "data" / f"{name}.gz").unlink()
        (folder / "data" / name).write_bytes(content)
    return prepare


def replace_packed(name, content):
    """Replaces the content of data/name.gz by these bytes, gzip or not."""
    return lambda folder: (folder / "data" / f"{name}.gz").write_bytes(content)


def change_packed(name, change):
    def prepare(folder):
        path = folder / "data" / f"{name}.gz"
        path.write_bytes(change(path.read_bytes()))
    return prepare


def remove(*names):
    def prepare(folder):
        for name in names:
            (folder / "data" / f"{name}.gz").unlink()
    return prepare


def replaced_by(make):
    """Replaces data/train-images….gz by the result of make(path)."""
    def prepare(folder):
        path = folder / "data" / f"{TRAIN_IMAGES}.gz"
        path.unlink()
        make(path)
    return prepare


def row(name, prepare, *stderr):
    return Row(f"data: {name}", [], DATA, list(stderr), prepare=prepare)


def bomb():
    """A gzip file of a few kilobytes with a header that claims far more content than it can contain."""
    return gzip.compress(idx((60000, SIDE, SIDE), bytes(100000)), mtime=0)


def wrong_checksum(packed):
    return packed[:-8] + struct.pack("<I", zlib.crc32(b"other")) + packed[-4:]


def writes(name, content):
    return lambda folder: (folder / name).write_bytes(content)


def npy(descr, shape, values):
    """The output of np.save."""
    return (b"\x93NUMPY\x01\x00v\x00" + f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()).ljust(127) + b"\n" + values


def archive(name, members):
    def prepare(folder):
        with zipfile.ZipFile(folder / name, "w") as file:
            for member, content in members.items():
                file.writestr(member, content)
    return prepare


two_arrays = archive("x.npz", {"X.npy": npy("<f8", (1,), bytes(8)), "y.npy": npy("|u1", (1,), bytes(1))})


def label_row(name, content, *stderr, file="y.npy"):
    """A table of three rows with this label file."""
    def prepare(folder):
        (folder / "t.csv").write_text("1,2\n3,4\n5,6\n")
        (folder / file).write_bytes(content)
    return Row(f"labels: {name}", ["--data", "t.csv", "--labels", file], DATA, list(stderr), prepare=prepare)


LABELS = [
    label_row("NaN", npy("<f8", (3,), struct.pack("<3d", 0, 1, math.nan)), "y.npy: row 2, column 0 .*a whole number, found nan"),
    label_row("a fraction", npy("<f4", (3,), struct.pack("<3f", 0, 2.5, 1)), "y.npy: row 1, column 0 .*a whole number, found 2.5"),
    label_row("one column per class", npy("|u1", (3, 2), bytes(6)), "y.npy: expected labels of shape N or N x 1, found 3 x 2"),
    label_row("an empty text", npy("|S1", (3,), b"a\0b"), "y.npy: row 1 .*expected a label, found ''"),
    label_row("a lone surrogate", npy("<U1", (3,), struct.pack("<3I", 97, 0xd800, 98)), "y.npy: text 1 .*Unicode code points, found 55296"),
    label_row("too few", npy("<i8", (2,), bytes(16)), "y.npy: expected 3 labels, one for each row, found 2"),
    label_row("an index column", b",species\n0,a\n1,b\n2,a\n", "y.csv: expected one column of labels, found 2", file="y.csv"),
    label_row("an empty field", b"a\n\"\"\nb\n", "y.csv:2: column 1: expected a label", file="y.csv"),
]

def two_relatives(folder):
    (folder / "both").mkdir()
    for name in ("a", "b"):
        (folder / "both" / f"{name}-train-images-idx3-ubyte").touch()


def npy_with(value, row, column):
    """Writes x.npy with 10 x 8 float32 numbers, one of them non-finite."""
    def prepare(folder):
        rows = np.arange(80, dtype=np.float32).reshape(10, 8)
        rows[row, column] = float(value)
        np.save(folder / "x.npy", rows)
    return prepare


FOLDERS = [
    Row("data: a missing folder", ["--data", "none"], DATA, ["none: expected a file or folder of data, found nothing"]),
    Row("data: a folder for a table", ["--data", "data", "--format", "table"], DATA, ["data: expected a table, found a folder"]),
    Row("data: a folder without images", ["--data", "data", "--format", "images"], DATA, ["expected .* PNG, JPEG, BMP or PNM files.*found none"]),
    Row("data: two relatives of MNIST", ["--data", "both"], DATA, ["both: expected the files of one data set, found those of 'a-' and 'b-'"],
        prepare=two_relatives),
    Row("data: a window of images", ["--window", "3"], USAGE, ["--window: expected a table, found idx"]),
    Row("data: patches larger than the images", ["--patches", "29x29"], USAGE, ["--patches: expected at most the 28 x 28 pixels"]),
    Row("data: classes beyond those there are", ["--classes", "10-300"], USAGE, [r"--classes: expected classes of data \(0, 1, .*9\), found '10-300'"]),
    Row("data: too few rows for a tenth", ["--data", "t.csv"], DATA, ["t.csv: expected at least 5 rows \\(some of them validate\\), found 4"],
        prepare=lambda folder: (folder / "t.csv").write_text("1\n2\n3\n4\n")),
    Row("data: one row", ["--data", "t.csv", "--valid", "1"], DATA, ["t.csv: expected at least 2 rows \\(some of them validate\\), found 1"],
        prepare=lambda folder: (folder / "t.csv").write_text("1,2\n")),
    Row("data: too few windows", ["--data", "t.csv", "--window", "4", "--valid", "5"], DATA, ["expected at least 9 windows, .* found 7"],
        prepare=lambda folder: (folder / "t.csv").write_text("1\n2\n" * 5)),
    Row("data: a broken number in a table", ["--data", "t.csv"], DATA, ["t.csv:2: column 1.*expected a number, found 'x'"],
        prepare=lambda folder: (folder / "t.csv").write_text("1,2\nx,3\n")),
    Row("data: rows of different length in a table", ["--data", "t.csv"], DATA, ["t.csv:2: expected 2 columns, found 1"],
        prepare=lambda folder: (folder / "t.csv").write_text("1,2\n3\n")),
    Row("data: a picture whose name is not UTF-8", ["--data", "data", "--format", "images"], DATA, [r"data: expected names in UTF-8, found 'x\\xff.png'"],
        prepare=lambda folder: (folder / "data" / "x\udcff.png").write_bytes(b"")),
    Row("data: a BMP with run lengths", ["--data", "data", "--format", "images"], DATA,
        ["x.bmp: expected a BMP picture without compression, found RLE", "hint: save it as PNG"], errors=1,
        prepare=writes("data/x.bmp", struct.pack("<2s4I2i2H6I", b"BM", 0, 0, 54, 40, 1, 1, 1, 8, 1, 0, 0, 0, 0, 0) + b"\1\0\0\1")),
    Row("data: a PNM file with two images", ["--data", "data", "--format", "images"], DATA,
        ["x.pgm: expected one image, found more data at byte 12", "hint: .*pamsplit"], errors=1,
        prepare=writes("data/x.pgm", b"P5 1 1 255 a" * 2)),
    Row("data: a truncated PNM file", ["--data", "data", "--format", "images"], DATA, ["x.ppm: .*2 bytes of pixels instead of 3 .*truncated"],
        prepare=writes("data/x.ppm", b"P6 1 1 255 ab")),
    Row("data: a label that is not UTF-8", ["--data", "t.csv", "--label_column", "y"], DATA, [r"t.csv:2: column 2.*expected a label in UTF-8, found 'M\\xfcnchen'"],
        prepare=lambda folder: (folder / "t.csv").write_bytes("a,y\n1,M\xfcnchen\n2,x\n".encode("latin-1"))),
    Row("data: an empty field between repeated tabs", ["--data", "t.tsv"], DATA, ["t.tsv:1: column 2: expected a number, found ''"],
        prepare=lambda folder: (folder / "t.tsv").write_text("1\t\t2\n3\t4\t5\n")),
    Row("data: an invalid number after CR and comments", ["--data", "t.csv"], DATA, [r't.csv:4: column 2 \("b"\): expected a number, found .x.$'],
        prepare=lambda folder: (folder / "t.csv").write_text("# a,b\r1,2\r# later\r3,x\r")),
    Row("data: a cyclic link", ["--data", "round"], DATA, ["round: cannot read: Too many levels of symbolic links"],
        prepare=lambda folder: (folder / "round").symlink_to("round")),
    Row("data: a missing label column", ["--data", "t.csv", "--label_column", "kind"], DATA, ["kind"],
        prepare=lambda folder: (folder / "t.csv").write_text("a,b\n1,2\n3,4\n")),
    Row("data: integers beyond 2^53", ["--data", "x.npy"], DATA, ["x.npy: row 1, column 0 .*2\\^53, found 9007199254740993"],
        prepare=writes("x.npy", npy("<i8", (2,), struct.pack("<2q", 1, 2**53 + 1)))),
    Row("data: complex numbers", ["--data", "x.npy"], DATA, ["x.npy: expected numbers .*found '<c8'"],
        prepare=writes("x.npy", npy("<c8", (1,), bytes(8)))),
    Row("data: an archive of two arrays", ["--data", "x.npz"], DATA, ["x.npz: expected one array, found 2: X, y"], prepare=two_arrays),
    Row("data: an array missing in the archive", ["--data", "x.npz:Z"], DATA, ["x.npz: expected an array 'Z', found X, y"],
        prepare=two_arrays),
    Row("data: an archive of other files", ["--data", "x.xlsx"], DATA, ["x.xlsx: .* found an Excel file", "hint: .*pandas"], errors=1,
        prepare=archive("x.xlsx", {"xl/workbook.xml": b"<x/>"})),
    Row("data: a truncated archive", ["--data", "x.npz"], DATA, ["x.npz: expected .*truncated"],
        prepare=lambda folder: (two_arrays(folder), os.truncate(folder / "x.npz", 300))),
    Row("data: a truncated .npy file", ["--data", "x.npy"], DATA, ["x.npy: expected 16 bytes .*found 8 .*truncated"],
        prepare=writes("x.npy", npy("<f8", (2,), bytes(8)))),
    Row("data: numbers beyond [0, 1] under bce", ["--loss", "bce", "--scale", "symmetric"], DATA,
        ["--loss bce: expected training values in \\[0, 1\\], found -1 to 1"]),
    Row("data: held-out rows beyond the training rows' under bce, not clipped",
        ["--loss", "bce", "--data", "t.csv", "--scale", "minmax", "--clip", "no", "--valid", "19"], DATA,
        ["--loss bce: expected validation values in \\[0, 1\\]", "hint: use --clip yes to clip them"], errors=1,
        prepare=lambda folder: (folder / "t.csv").write_text("".join(f"{n},{n * n}\n" for n in range(20)))),
    Row("data: a .npy file with a nan", ["--data", "x.npy"], DATA,
        ["x.npy: row 3, column 7 \\(from 0\\): expected finite numbers, found nan"], prepare=npy_with("nan", 3, 7)),
    Row("data: a .npy file with an infinite number", ["--data", "x.npy"], DATA,
        ["x.npy: row 9, column 0 \\(from 0\\): expected finite numbers, found -inf"], prepare=npy_with("-inf", 9, 0)),
    Row("data: an empty folder", ["--data", "empty"], DATA, ["empty: expected the IDX files of the MNIST family"],
        prepare=lambda folder: (folder / "empty").mkdir()),
    Row("data: SAE_DATA names nothing", [], DATA, ["none"], env={"SAE_DATA": "none"}, defaults=()),
    *[row(f"no {name}", remove(name), name) for name in FILES],
]

FILES_OF_OTHER_KINDS = [
    row("a folder for a file", replaced_by(lambda path: path.mkdir()), TRAIN_IMAGES),
    row("a pipe for a file", replaced_by(os.mkfifo), TRAIN_IMAGES),
    row("an endless device for a file", replaced_by(lambda path: path.symlink_to("/dev/zero")), TRAIN_IMAGES),
    row("a link to itself for a file", replaced_by(lambda path: path.symlink_to(path)), TRAIN_IMAGES),
    row("an empty file", replace(TRAIN_IMAGES, b""), f"{TRAIN_IMAGES}: "),
    row("an empty gzip file", replace_packed(TRAIN_IMAGES, b""), f"{TRAIN_IMAGES}.gz: "),
    row("gzip of nothing", replace_packed(TRAIN_IMAGES, gzip.compress(b"", mtime=0)), f"{TRAIN_IMAGES}.gz: "),
    row("other content in .gz", replace_packed(TRAIN_IMAGES, images()), f"{TRAIN_IMAGES}.gz: .*gzip"),
    row("text in .gz", replace_packed(TEST_LABELS, b"<html>not found</html>\n"), f"{TEST_LABELS}.gz: .*gzip"),
]

GZIP = [
    row("gzip truncated in its header", change_packed(TRAIN_IMAGES, lambda packed: packed[:5]), f"{TRAIN_IMAGES}.gz: "),
    row("gzip truncated in the middle", change_packed(TRAIN_IMAGES, lambda packed: packed[:len(packed) // 2]),
        f"{TRAIN_IMAGES}.gz: .*(truncated|cut|ends)"),
    row("gzip truncated in its checksum", change_packed(TRAIN_IMAGES, lambda packed: packed[:-6]), f"{TRAIN_IMAGES}.gz: "),
    row("gzip with a wrong checksum", change_packed(TRAIN_IMAGES, wrong_checksum), f"{TRAIN_IMAGES}.gz: "),
    row("gzip with a damaged middle", change_packed(TRAIN_IMAGES, lambda packed: packed[:60] + b"\xff" * 40 + packed[100:]),
        f"{TRAIN_IMAGES}.gz: "),
    row("bytes after the gzip data", change_packed(TRAIN_IMAGES, lambda packed: packed + b"more"), f"{TRAIN_IMAGES}.gz: "),
    row("gzip that claims far more", replace_packed(TRAIN_IMAGES, bomb()), f"{TRAIN_IMAGES}.gz: expected .* found"),
]

SHAPES = [
    row("labels where images belong", replace(TRAIN_IMAGES, idx((64,), bytes(64))), f"{TRAIN_IMAGES}: expected"),
    row("images where labels belong", replace(TRAIN_LABELS, images()), f"{TRAIN_LABELS}: expected"),
    row("bytes where floats are announced", replace(TRAIN_IMAGES, idx((64, 28, 28), bytes(64 * 784), magic=0x0D03)), f"{TRAIN_IMAGES}: expected"),
    row("no magic number", replace(TRAIN_IMAGES, b"P5\n28 28\n255\n" + bytes(784)), f"{TRAIN_IMAGES}: expected"),
    row("a truncated header", replace(TRAIN_IMAGES, images()[:10]), f"{TRAIN_IMAGES}: "),
    row("only a header", replace(TRAIN_IMAGES, images()[:16]), f"{TRAIN_IMAGES}: expected"),
    row("truncated pixels", replace(TRAIN_IMAGES, images()[:-1]), f"{TRAIN_IMAGES}: expected 50176 .* found 50175"),
    row("bytes after the pixels", replace(TRAIN_IMAGES, images() + b"x"), f"{TRAIN_IMAGES}: expected"),
    row("bytes after packed pixels", replace_packed(TRAIN_IMAGES, gzip.compress(images() + b"x", mtime=0)),
        f"{TRAIN_IMAGES}.gz: expected"),
    row("no images", replace(TRAIN_IMAGES, idx((0, 28, 28), b"")), f"{TRAIN_IMAGES}: "),
    row("images without width", replace(TRAIN_IMAGES, idx((64, 28, 0), b"")), f"{TRAIN_IMAGES}: "),
    row("sizes whose product overflows", replace(TRAIN_IMAGES, idx((2**32 - 1,) * 3, bytes(100))), f"{TRAIN_IMAGES}: "),
    row("sizes larger than memory", replace(TRAIN_IMAGES, idx((2**20, 2**10, 2**10), bytes(100))), f"{TRAIN_IMAGES}: "),
    row("too few labels", replace(TRAIN_LABELS, idx((63,), bytes(63))), f"{TRAIN_LABELS}: expected 64 .* found 63"),
    row("too many labels", replace(TEST_LABELS, idx((33,), bytes(33))), f"{TEST_LABELS}: expected 32 .* found 33"),
    row("test images of a different size", lambda folder: other_size(folder), "expected .*784.* found 256"),
    row("truncated test images", replace(TEST_IMAGES, images(32)[:-100]), f"{TEST_IMAGES}: expected 25088 .* found 24988"),
]


def other_size(folder):
    make_dataset(folder / "other", side=16)
    for name in (TEST_IMAGES, TEST_LABELS):
        os.replace(folder / "other" / f"{name}.gz", folder / "data" / f"{name}.gz")


def run_of(schema, name="run"):
    """Creates a run folder with a config.json of this schema."""
    def prepare(folder):
        (folder / name).mkdir()
        (folder / name / "config.json").write_text(f'{{"schema": {schema}, "config": {{}}, "provenance": {{}}}}\n')
    return prepare


def full_folder(folder):
    (folder / "run").mkdir()
    (folder / "run" / "thesis.txt").write_text("mine")


OUTPUTS = [
    Row("out: below a file", ["--out", f"data/{TRAIN_IMAGES}.gz/run"], OUTPUT, [TRAIN_IMAGES]),
    Row("out: a file", ["--out", f"data/{TRAIN_IMAGES}.gz"], OUTPUT, [TRAIN_IMAGES]),
    Row("out: a place where nothing can be created", ["--out", "/proc/run"], OUTPUT, ["/proc/run"]),
    Row("out: a link to nothing", ["--out", "link"], OUTPUT, ["link"],
        prepare=lambda folder: (folder / "link").symlink_to("/proc/none/run")),
    Row("out: a name that is too long", ["--out", "x" * 300], OUTPUT, ["x{300}"]),
    Row("out: an existing run", [], OUTPUT, ["run: .*run"], prepare=run_of(1)),
    Row("out: an existing run whose name has control codes", ["--out", "a\x1b[31mb"], OUTPUT,
        [r"a\\x1b\[31mb: expected a new folder", r"hint: sae_train --resume 'a\\x1b\[31mb' resumes it"], errors=1,
        prepare=run_of(1, "a\x1b[31mb")),
    Row("out: a run of a later schema", ["--force"], OUTPUT, ["run: "], prepare=run_of(99)),
    Row("out: other files", [], OUTPUT, ["run: .*other files"], prepare=full_folder),
    Row("out: other files with --force", ["--force"], OUTPUT, ["run: .*other files"], prepare=full_folder),
    Row("out: the data folder with --force", ["--out", "data", "--force"], OUTPUT, ["data: "]),
]

ROWS = FOLDERS + LABELS + FILES_OF_OTHER_KINDS + GZIP + SHAPES + OUTPUTS
