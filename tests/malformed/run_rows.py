# SPDX-License-Identifier: MIT
"""Runs, checkpoints and weights that cannot be resumed: exit code 5 for broken files, 2 for options that may not change."""

import atexit
import functools
import pathlib
import shutil
import struct
import subprocess
import tempfile

from resume import runs
from rows import DATA, OUTPUT, USAGE, Row
from support import cli, idx_data

CHECKPOINT = 5
NET = ["--layers", "8", "--epochs", "2", "--images_every", "0"]


@functools.cache
def sound_run():
    """The folder of a small finished run, created once."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sae-rows-"))
    atexit.register(shutil.rmtree, folder)
    idx_data.make_dataset(folder / "data")
    subprocess.run(cli.program() + ["--data", "data", "--out", "run", *NET], cwd=folder, check=True, capture_output=True)
    return folder / "run"


def run_with(change=lambda run: None):
    """Copies the valid run into the folder as run/ and applies `change`."""
    def prepare(folder):
        shutil.copytree(sound_run(), folder / "run")
        change(folder / "run")
    return prepare


def bytes_of(name, change):
    return run_with(lambda run: (run / name).write_bytes(change((run / name).read_bytes())))


def flip(at):
    """Flips one bit at the position `at`, a share of the file."""
    def change(data):
        place = int(at * len(data))
        return data[:place] + bytes([data[place] ^ 16]) + data[place + 1:]
    return change


def sealed(change):
    """Changes the arrays of the checkpoint and keeps the checksum valid."""
    return run_with(lambda run: runs.edit_checkpoint(run / "checkpoint.safetensors", change))


def set_values(name, values):
    def change(arrays):
        arrays[name].flat[:len(values)] = values
    return sealed(change)


def broken(name, prepare, pattern, code=CHECKPOINT, args=()):
    return Row("resume: " + name, ["--resume", "run", *args], code, [pattern], prepare=prepare, defaults=())


def changed(*args, lines=1, prepare=run_with()):
    return Row("resume: with " + " ".join(args), ["--resume", "run", *args], USAGE, [f"error: {args[0]}"] if lines == 1 else
               [f"error: {option}" for option in args if option.startswith("--")], prepare=prepare, defaults=())


def other_data(folder):
    run_with()(folder)
    idx_data.make_dataset(folder / "data", seed=9)


def header(text):
    """A file with this header and no data."""
    return lambda data: struct.pack("<Q", len(text)) + text


CHECKPOINTS = [
    broken("a missing run", None, "run: expected the folder of a run, found nothing"),
    broken("a file", lambda folder: (folder / "run").write_text("x"), "run: expected the folder of a run, found a file"),
    broken("an empty folder", lambda folder: (folder / "run").mkdir(), "run/config.json: expected a file, found none"),
    broken("a broken configuration", bytes_of("config.json", lambda data: data[:-9]), "run/config.json: line"),
    broken("a configuration of a later schema", bytes_of("config.json", lambda data: data.replace(b'"schema": 2', b'"schema": 7')),
           "run/config.json: expected schema 1 or 2, found 7"),
    broken("no checkpoint", run_with(lambda run: (run / "checkpoint.safetensors").unlink()),
           "checkpoint.safetensors: expected a checkpoint next to metrics.csv, found none"),
    broken("an empty checkpoint", bytes_of("checkpoint.safetensors", lambda data: b""), "checkpoint.*: expected at least 8 bytes"),
    broken("a folder for a checkpoint", run_with(lambda run: ((run / "checkpoint.safetensors").unlink(),
                                                             (run / "checkpoint.safetensors").mkdir())), "found a folder"),
    broken("a checkpoint truncated in the data", bytes_of("checkpoint.safetensors", lambda data: data[:-1000]), r"\(file truncated\?\)"),
    broken("a checkpoint truncated in the header", bytes_of("checkpoint.safetensors", lambda data: data[:100]), r"\(file truncated\?\)"),
    broken("a checkpoint with extra bytes", bytes_of("checkpoint.safetensors", lambda data: data + b"x"), "bytes of data, found"),
    *(broken(f"a bit flipped at {at}", bytes_of("checkpoint.safetensors", flip(at)), "checkpoint.safetensors: ")
      for at in (0, .01, .3, .5, .7, .999)),
    broken("zeros", bytes_of("checkpoint.safetensors", lambda data: b"\0" * len(data)), "expected a header"),
    broken("a header beyond the file", bytes_of("checkpoint.safetensors", lambda data: b"\xff" * 8 + data[8:]), "expected a header of"),
    broken("a giant shape", bytes_of("checkpoint.safetensors", header(
        b'{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}')), "'w': expected data_offsets"),
    broken("no checksum", bytes_of("checkpoint.safetensors", header(b'{"__metadata__":{"format":"sae_train checkpoint 1"}}')),
           "expected the checksum"),
    broken("a model file for a checkpoint", run_with(lambda run: shutil.copy(run / "model.safetensors", run / "checkpoint.safetensors")),
           "expected format 'sae_train checkpoint 1', found 'sae_train model 1'"),
    broken("a position before the start", set_values("position", [0, 0]), "position: expected"),
    broken("a position beyond the history", set_values("position", [9, 0]), "metrics: "),
    broken("a position beyond the epoch", set_values("position", [3, 999]), "expected the weights of|position: expected at most"),
    broken("a history out of order", set_values("metrics", [2]), "metrics: expected epochs in order"),
    broken("no counts", set_values("metrics", [float("nan")]), "metrics: epoch: expected a count"),
]

CHANGES = [
    changed("--beta", "0.5"),
    changed("--beta", "0.5", "--lr", "1", "--seed", "3", lines=3),
    changed("--layers", "9"),
    changed("--penalty", "l1", "--beta", "0.001", "--code_activation", "sigmoid"),
    changed("--limit", "10"),
    changed("--epochs", "1"),
    changed("--out", "other"),
    changed("--force"),
    changed("--time", "5s"),
    changed("--preset", "tutorial-kl"),
    changed("--init_from", "run/model.safetensors"),
    changed("--config", "run/config.json"),
    Row("resume: other data", ["--resume", "run"], USAGE, ["train_data: expected", "valid_data: expected"], prepare=other_data,
        defaults=()),
    Row("resume: nothing", ["--resume", ""], USAGE, ["--resume: expected"], defaults=()),
    broken("a link for a lock", run_with(lambda run: ((run / ".lock").unlink(), (run / ".lock").symlink_to("/proc/none"))),
           r"run/\.lock: cannot lock", code=OUTPUT),
]


def weights(name, prepare, pattern, file="run/model.safetensors", layers="8"):
    return Row("init_from: " + name, ["--init_from", file, "--layers", layers, "--out", "new"], CHECKPOINT, [pattern], prepare=prepare)


WEIGHTS = [
    weights("missing", None, "none.safetensors: expected a file, found none", file="none.safetensors"),
    weights("a folder", run_with(), "run: expected a regular file, found a folder", file="run"),
    weights("another width", run_with(), r"encoder.0.weight: expected F32 of shape \[9 x 784\], found F32 of shape \[8 x 784\]",
            layers="9"),
    weights("another depth", run_with(), "encoder.0.bias|encoder.0.weight|encoder.1.weight: expected|expected an array", layers="8,4"),
    weights("a flipped bit", bytes_of("model.safetensors", flip(.6)), "expected content with the checksum"),
    weights("cut short", bytes_of("model.safetensors", lambda data: data[:-4]), r"\(file truncated\?\)"),
    weights("empty", bytes_of("model.safetensors", header(b"{}")), "expected an array encoder.0.weight as F32"),
    weights("half precision", bytes_of("model.safetensors", lambda data: header(
        b'{"encoder.0.weight":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}')(data) + b"xy"), "expected dtype F32"),
    weights("a picture", run_with(lambda run: shutil.copy(run / "loss.png", run / "model.safetensors")), "model.safetensors: expected"),
]



def codes(name, prepare, pattern, code, run="run"):
    return Row("encode_with: " + name, ["--encode_with", run, "--out", "new"], code, [pattern], prepare=prepare)


def rows_of_another_width(folder):
    run_with()(folder)
    shutil.rmtree(folder / "data")
    idx_data.make_dataset(folder / "data", side=8)


CODES = [
    codes("a missing run", None, "run: expected the folder of a run, found nothing", CHECKPOINT),
    codes("no weights", run_with(lambda run: (run / "model.safetensors").unlink()), "expected the weights of a run, found none", CHECKPOINT),
    codes("a flipped bit", bytes_of("model.safetensors", flip(.6)), "expected content with the checksum", CHECKPOINT),
    codes("rows of another width", rows_of_another_width, "--encode_with .*/run: expected rows of 784 values, found 64", DATA),
    codes("a second run on raw rows", run_with(), r"run: expected a run on rows of 8 values \(the codes of .*/run\), found one on rows of 784", USAGE,
          run="run,run"),
]

ROWS = CHECKPOINTS + CHANGES + WEIGHTS + CODES
