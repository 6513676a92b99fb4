# SPDX-License-Identifier: MIT
"""Invalid calls of `sae encode`, `sae decode` and `sae reconstruct`."""

from classify_rows import images_of_another_size, prepared
from downstream_rows import call, each
from rows import DATA, OUTPUT, USAGE
from run_rows import CHECKPOINT, bytes_of, flip

OF_ROWS = ("encode", "reconstruct")
COMMANDS = (*OF_ROWS, "decode")
OUT = ("--out", "x.npy")
CODES = ("--data", "codes.csv")


def with_codes(folder):
    """Codes of three units, which are too few."""
    (folder / "codes.csv").write_text("unit_0,unit_1,unit_2\n1,2,3\n")


def with_text(folder):
    (folder / "codes.txt").write_text("These are not codes.\n")


def with_outputs(folder):
    with_codes(folder)
    (folder / "x.npy").write_text("mine")
    (folder / "y.npy.rows.csv").write_text("mine")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "mine.txt").write_text("mine")


def with_a_bad_row(folder):
    """A row that the network cannot take, below others that it can."""
    line = ",".join(["1"] * 784)
    (folder / "bad.csv").write_text(f"{line}\n{line}\n{line.replace('1', 'x', 1)}\n")


ROWS = [
    *each(OF_ROWS, "no --out", [], USAGE, "--out: expected a file, found none"),
    *each(OF_ROWS, "an unknown ending", ["--out", "x.txt"], USAGE, r"--out: expected a name that ends in .* found 'x\.txt'"),
    *each(OF_ROWS, "an unknown format", ["--out", "-", "--out_format", "xls"], USAGE, "--out_format: expected npy, csv, safetensors, npz or auto, found 'xls'"),
    *each(OF_ROWS, "a folder that does not exist", ["--out", "none/x.npy"], OUTPUT, "none/x.npy: expected an existing folder none, found nothing"),
    *each(("encode",), "a folder for a file", ["--out", "data.npy"], OUTPUT, "data.npy: expected a file, found a folder",
          prepare=prepared(lambda folder: (folder / "data.npy").mkdir())),
    *each(OF_ROWS, "an existing file", OUT, OUTPUT, "x.npy: expected a new name, found an existing file", prepare=prepared(with_outputs)),
    *each(OF_ROWS, "an existing table of rows", ["--out", "y.npy"], OUTPUT, "y.npy.rows.csv: expected a new name, found an existing file",
          prepare=prepared(with_outputs)),
    *each(OF_ROWS, "no run", OUT, USAGE, "RUN...: expected .* found none", words=()),
    *each(OF_ROWS, "a broken run", OUT, CHECKPOINT, "expected content with the checksum", prepare=bytes_of("model.safetensors", flip(.6))),
    *each(OF_ROWS, "missing data", [*OUT, "--data", "none.csv"], DATA, "none.csv: expected a file or folder of data, found nothing"),
    *each(OF_ROWS, "other data's width", [*OUT, "--data", "data"], DATA, "data: expected rows of 784 values, found 64",
          prepare=prepared(images_of_another_size)),
    *each(OF_ROWS, "a row that is no number", [*OUT, "--data", "bad.csv"], DATA, "bad.csv:3: column 1: expected a number", prepare=prepared(with_a_bad_row)),
    *each(OF_ROWS, "another part", [*OUT, "--part", "test"], USAGE, "--part: expected train, valid, found 'test'"),
    *each(OF_ROWS, "an option of training", [*OUT, "--scale", "unit"], USAGE, "unknown option '--scale'"),
    *each(OF_ROWS, "no threads", [*OUT, "--threads", "0"], USAGE, "--threads: expected a whole number from 1 to 1024, found 0"),
    *each(OF_ROWS, "nothing on standard input", [*OUT, "--data", "-"], DATA, "stdin: expected data, found an empty file"),
    call("encode", "--sparse into CSV", ["--out", "x.csv", "--sparse"], USAGE, "--out: expected a name that ends in .npz, because of --sparse, found 'x.csv'"),
    call("encode", "an archive without --sparse", ["--out", "x.npz"], USAGE, "--out: expected a name that ends in .npy, .csv or .safetensors, or with --sparse"),
    call("encode", "an invalid --sparse", ["--out", "x.npz", "--sparse=maybe"], USAGE, "--sparse: expected yes or no, found 'maybe'"),
    call("reconstruct", "a sparse matrix", ["--out", "x.npz"], USAGE, "--out: expected a name that ends in .npy, .csv or .safetensors, found 'x.npz'"),
    call("reconstruct", "a folder with other files", ["--out", "pictures", "--force"], OUTPUT,
         "pictures: expected an empty folder or earlier pictures of rows, found mine.txt", prepare=prepared(with_outputs)),
    call("encode", "an archive on standard output without --sparse", ["--out", "-", "--out_format", "npz"], USAGE,
         "--out_format: expected npy, csv or safetensors without --sparse, found 'npz'"),
    call("encode", "--sparse as CSV", ["--out", "-", "--out_format", "csv", "--sparse"], USAGE, "--out_format: expected npz with --sparse, found 'csv'"),
    call("decode", "an archive on standard output", [*CODES, "--out", "-", "--out_format", "npz"], USAGE,
         "--out_format: expected npy, csv or safetensors, found 'npz'"),
    call("reconstruct", "a folder in one that does not exist", ["--out", "none/pictures"], OUTPUT,
         "none/pictures: expected an existing folder none, found nothing"),
    call("decode", "no codes", OUT, USAGE, "--data: expected a file of codes, found none"),
    call("decode", "no --out", CODES, USAGE, "--out: expected a file, found none", prepare=prepared(with_codes)),
    call("decode", "missing codes", [*OUT, "--data", "none.npy"], DATA, "none.npy: expected a file of codes, found nothing"),
    call("decode", "codes of another width", [*OUT, *CODES], DATA, r"codes.csv: expected codes of \d+ units, found rows of 3 values",
         prepare=prepared(with_codes)),
    call("decode", "text as codes", [*OUT, "--data", "codes.txt"], DATA, "codes.txt: expected codes of", prepare=prepared(with_text)),
    call("decode", "an existing file", [*OUT, *CODES], OUTPUT, "x.npy: expected a new name, found an existing file", prepare=prepared(with_outputs)),
    call("decode", "a sparse matrix", ["--out", "x.npz", *CODES], USAGE, "--out: expected a name that ends in .npy, .csv or .safetensors, found 'x.npz'",
         prepare=prepared(with_codes)),
]
