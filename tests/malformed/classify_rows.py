# SPDX-License-Identifier: MIT
"""Invalid calls of `sae classify`."""

import shutil
import struct

from rows import DATA, OUTPUT, USAGE, Row
from run_rows import CHECKPOINT, bytes_of, flip, run_with
from support import idx_data


def classify(name, args, code, *stderr, prepare=run_with(), words=("run",)):
    """`sae classify run ARGS` on the valid run."""
    return Row("classify: " + name, ["classify", *words, *args], code, list(stderr), prepare=prepare, defaults=(), program="sae")


def refused(option, *values, with_option=()):
    return [classify(f"--{option} {value!r}", [f"--{option}", value, *with_option], USAGE, f"error: --{option}: expected.* found")
            for value in values]


def prepared(change):
    """Prepares the valid run, then applies `change`."""
    def prepare(folder):
        run_with()(folder)
        change(folder)
    return prepare


def one_class(folder):
    (folder / "ones.csv").write_text("class\n" + "1\n" * 64)


def table_without_labels(folder):
    (folder / "x.csv").write_text("\n".join([",".join(["0.5"] * 784)] * 20) + "\n")


def results(folder):
    (folder / "done").mkdir()
    (folder / "done" / "classify.json").write_text('{"schema": 1, "command": "classify"}')


def labels_cut(folder):
    path = folder / "data" / "t10k-labels-idx1-ubyte.gz"
    path.unlink()
    (folder / "data" / "t10k-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, 31) + bytes(31))


def images_of_another_size(folder):
    shutil.rmtree(folder / "data")
    idx_data.make_dataset(folder / "data", side=8)


VALUES = [
    *refused("on", "features", ""),
    *refused("finetune", "2", ""),
    *refused("start", "zero"),
    *refused("optimizer", "sgd", "cg", "newton"),
    *refused("epochs", "0", "-1", "1.5", "010", "1000001"),
    *refused("lambda", "-1", "nan", "1e7"),
    *refused("lr", "0", "inf", with_option=("--optimizer", "adam")),
    *refused("batch_size", "0", "x", with_option=("--optimizer", "adam")),
    *refused("standardize", "maybe"),
    *refused("k_eval_factor", "0.5", "nan"),
    *refused("every", "-1", "often"),
    *refused("seed", "-1"),
    *refused("dtype", "float16"),
    *refused("log_level", "loud"),
    *refused("out", ""),
    *refused("classes", "9-5"),
    *refused("limit", "0x10"),
]

CALLS = [
    classify("no run", [], USAGE, r"RUN\.\.\.: expected the folder of a run, found none", words=()),
    classify("an unknown option", ["--epoch", "3"], USAGE, "unknown option '--epoch' .did you mean '--epochs'"),
    classify("an option of training", ["--scale", "unit"], USAGE, "unknown option '--scale'"),
    classify("several problems", ["--epochs", "0", "--lambda", "-1"], USAGE, "--epochs", "--lambda"),
    classify("raw rows fine-tuned", ["--on", "raw", "--finetune", "yes"], USAGE, "--finetune yes: expected --on codes"),
    classify("a random start of the softmax", ["--start", "random"], USAGE, "--start random: expected --finetune yes"),
    classify("a scale of codes that do not exist yet", ["--start", "random", "--finetune", "yes", "--standardize", "yes"], USAGE, "--standardize yes"),
    classify("a learning rate for lbfgs", ["--lr", "0.1"], USAGE, "--lr has no effect with --optimizer lbfgs"),
    classify("batches for lbfgs", ["--batch_size", "8"], USAGE, "--batch_size has no effect with --optimizer lbfgs"),
    classify("active units of a sigmoid code", ["--k_eval_factor", "3"], USAGE, "--k_eval_factor: expected a run with a topk code"),
    classify("active units of raw rows", ["--on", "raw", "--k_eval_factor", "3"], USAGE, "--k_eval_factor has no effect with --on raw"),
    classify("a run that is not there", [], CHECKPOINT, "none: expected the folder of a run, found nothing", words=("none",)),
    classify("a broken run", [], CHECKPOINT, "expected content with the checksum", prepare=bytes_of("model.safetensors", flip(.6))),
    classify("runs that do not fit", [], USAGE, r"run: expected a run on rows of 8 values \(the codes of run\), found one on rows of 784", words=("run", "run")),
    classify("other data's width", [], DATA, "data: expected rows of 784 values, found 64", prepare=prepared(images_of_another_size)),
    classify("no labels", ["--data", "x.csv"], DATA, "x.csv: expected rows with labels, found none", prepare=prepared(table_without_labels)),
    classify("one class", ["--classes", "3"], DATA, "data: expected at least 2 classes to train on, found 1"),
    classify("labels of one class", ["--labels", "ones.csv", "--valid", "0.5"], DATA, "expected at least 2 classes",
             prepare=prepared(one_class)),
    classify("fewer labels than images", [], DATA, "labels", prepare=prepared(labels_cut)),
    classify("more rows than there are", ["--limit", "999"], USAGE, r"--limit: expected at most 64 \(all rows\)"),
    classify("existing results", ["--out", "done"], OUTPUT, "done: expected a new folder, found results of classify",
             prepare=prepared(results)),
    classify("a folder with other files", ["--out", "data", "--force"], OUTPUT, "data: expected an empty folder or results of classify"),
    classify("a run for a folder", ["--out", "run", "--force"], OUTPUT, "run: expected an empty folder or results of classify"),
    classify("a folder that cannot be created", ["--out", "/proc/x"], OUTPUT, "/proc/x: cannot write"),
]

ROWS = VALUES + CALLS
