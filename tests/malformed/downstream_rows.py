# SPDX-License-Identifier: MIT
"""Invalid calls of `sae cluster`, `sae anomaly`, `sae units`, `sae eval`, `sae report`, `sae verify` and `sae runs`."""

import shutil

from classify_rows import images_of_another_size, prepared, table_without_labels
from rows import DATA, OUTPUT, USAGE, Row
from run_rows import CHECKPOINT, bytes_of, flip, run_with
from support import idx_data

WITH_RESULTS = ("cluster", "anomaly", "units")
COMMANDS = (*WITH_RESULTS, "eval", "report", "verify", "show")


def call(command, name, args, code, *stderr, prepare=run_with(), words=("run",)):
    """`sae COMMAND run ARGS` on the valid run."""
    return Row(f"{command}: {name}", [command, *words, *args], code, list(stderr), prepare=prepare, defaults=(), program="sae")


def refused(command, option, *values, expected, with_option=()):
    return [call(command, f"--{option} {value!r}", [f"--{option}", value, *with_option], USAGE, f"error: --{option}: expected {expected}")
            for value in values]


def rows_of_show(command, args):
    """`sae show` reads rows only if it is to show some."""
    return ["--row", "1", *args] if command == "show" and "--data" in args else args


def each(commands, name, args, code, *stderr, **more):
    return [call(command, name, rows_of_show(command, args), code, *(line.replace("COMMAND", command) for line in stderr), **more) for command in commands]


def results(folder):
    for command in WITH_RESULTS:
        (folder / "run" / command).mkdir()
        (folder / "run" / command / f"{command}.json").write_text(f'{{"schema": 1, "command": "{command}"}}')


def record_of_another_schema(folder):
    (folder / "mine").mkdir()
    for command in WITH_RESULTS:
        (folder / "mine" / f"{command}.json").write_text(f'{{"schema": 2, "command": "{command}"}}')


def without_best_weights(folder):
    (folder / "run" / "best.safetensors").unlink()


def twins(folder):
    """Ten rows, two of them distinct."""
    rows = [",".join(str((column + row % 2) % 5) for column in range(784)) for row in range(10)]
    (folder / "twins.csv").write_text("\n".join(rows) + "\n")


def other_images(folder):
    shutil.rmtree(folder / "data")
    idx_data.make_dataset(folder / "data", seed=1)


VALUES = [
    *refused("cluster", "k", "0", "-1", "10001", expected="a whole number from 1 to 10000, found "),
    *refused("cluster", "k", "010", "1.5", "", "ten", expected="a whole decimal number or auto, found '"),
    *refused("cluster", "k", "33", expected="at most as many clusters as there are rows, 32, found 33"),
    call("cluster", "more clusters than distinct rows", ["--data", "twins.csv", "--k", "3"], USAGE,
         "--k: expected at most as many clusters as there are different rows, 2, found 3", prepare=prepared(twins)),
    *refused("cluster", "starts", "0", "1001", expected="a whole number from 1 to 1000, found "),
    *refused("cluster", "seed", "-1", expected="a whole number from 0 up, found -1"),
    *refused("cluster", "part", "test", "", expected="train, valid, found '"),
    *refused("anomaly", "quantile", "1.5", "-0.1", expected="a value from 0 to 1, found "),
    *refused("anomaly", "quantile", "nan", "", "half", expected="a finite decimal number, found '"),
    *refused("anomaly", "anomalous", "", ",", expected="labels of classes"),
    *refused("anomaly", "anomalous", "boot", "10", "-1", expected=r"classes of data \(0, 1, 2, 3, 4, 5, 6, 7, 8, 9\), found '"),
    *refused("anomaly", "limit_valid", "0", expected="a whole number from 1 .* found 0", with_option=("--data", "data")),
    *refused("eval", "part", "test", "", expected="train, valid, found '"),
    *refused("eval", "weights", "first", "", expected="last, best, found '"),
    *refused("report", "report_mb", "0.5", "1001", "-1", expected="a value from 1 to 1000, found "),
    *refused("report", "report_mb", "", "8MB", expected="a finite decimal number or the run's value, found '"),
    *refused("units", "sort", "", "size", expected="index, rate, mean, largest, importance, purity, decoder_norm, similarity, found '"),
    *refused("units", "tells", "1", "1,2,3", expected="two classes, such as sandal,boot, found '"),
    *refused("units", "tells", "1,1", expected="labels of classes, each once"),
    *refused("units", "tells", "1,boot", expected="classes of data"),
    call("units", "an order beside --tells", ["--tells", "1,2", "--sort", "rate"], USAGE, "--sort: no effect with --tells"),
    *refused("eval", "limit_valid", "33", expected=r"at most 32 \(all rows\), found 33"),
    *(row for command in WITH_RESULTS for row in refused(command, "out", "", expected="a path in UTF-8, found ''")),
]

CALLS = [
    *each(COMMANDS, "no run", [], USAGE, "RUN: expected the folder of a run, found none", words=()),
    *each(COMMANDS, "two runs", [], USAGE, "unexpected argument 'run'", words=("run", "run")),
    *each(COMMANDS, "an option of training", ["--scale", "unit"], USAGE, "unknown option '--scale'"),
    *each(WITH_RESULTS, "an invalid --force", ["--force=maybe"], USAGE, "--force: expected yes or no, found 'maybe'"),
    *each(COMMANDS, "a missing run", [], CHECKPOINT, "none: expected the folder of a run, found nothing", words=("none",)),
    *each(COMMANDS, "a run whose name is not UTF-8", [], USAGE, r"RUN: expected a path in UTF-8, found 'x\\xff'", words=("x\udcff",)),
    *each(COMMANDS, "a folder that is not a run", [], CHECKPOINT, "data/config.json: expected a file, found none", words=("data",)),
    *each(COMMANDS, "a broken run", [], CHECKPOINT, "expected content with the checksum", prepare=bytes_of("model.safetensors", flip(.6))),
    *each(COMMANDS, "missing data", ["--data", "none.csv"], DATA, "none.csv: expected a file or folder of data, found nothing"),
    *each(COMMANDS, "other data's width", ["--data", "data"], DATA, "data: expected rows of 784 values, found 64",
          prepare=prepared(images_of_another_size)),
    call("show", "data without rows to show", ["--data", "data"], USAGE, "--data has no effect without --unit or --row"),
    call("show", "other rows", ["--row", "1", "--data", "data"], DATA, "data: expected the rows that run was trained on, found others",
         prepare=prepared(other_images)),
    call("show", "a report without figures", [], CHECKPOINT, "run/report.json: expected an object with the figures of a run, found '..'",
         prepare=run_with(lambda run: (run / "report.json").write_text("[]"))),
    *each(WITH_RESULTS, "existing results", [], OUTPUT, "run/COMMAND: expected a new folder, found results of COMMAND",
          prepare=prepared(results)),
    *each(WITH_RESULTS, "a folder with other files", ["--out", "data", "--force"], OUTPUT, "data: expected an empty folder or results of COMMAND"),
    *each(WITH_RESULTS, "a run for a folder", ["--out", "run", "--force"], OUTPUT, "run: expected an empty folder or results of COMMAND"),
    *each(WITH_RESULTS, "a record of another schema", ["--out", "mine", "--force"], OUTPUT, "mine: expected an empty folder or results of COMMAND",
          prepare=prepared(record_of_another_schema)),
    *each(WITH_RESULTS, "a folder that cannot be created", ["--out", "/proc/x"], OUTPUT, "/proc/x: cannot write"),
    call("eval", "an invalid --json", ["--json=maybe"], USAGE, "--json: expected yes or no, found 'maybe'"),
    call("eval", "weights that are not there", ["--weights", "best"], CHECKPOINT, "run/best.safetensors: expected the weights of a run, found none",
         prepare=prepared(without_best_weights)),
    call("report", "other rows", ["--data", "data"], DATA, "data: expected the rows that run was trained on, found others",
         prepare=prepared(other_images)),
    call("runs", "a missing folder", [], CHECKPOINT, "none: expected a run or a folder of runs, found nothing", words=("none",)),
    call("runs", "an unknown column", ["--sort", "mse"], USAGE, "--sort: expected a column of metrics.csv, found 'mse'"),
    call("runs", "an invalid --json", ["--json=maybe"], USAGE, "--json: expected yes or no, found 'maybe'"),
    call("runs", "an option of training", ["--epochs", "3"], USAGE, "unknown option '--epochs'"),
    call("cluster", "several problems", ["--k", "0", "--starts", "0"], USAGE, "--k: expected", "--starts: expected"),
    call("cluster", "more rows than there are", ["--limit_valid", "33"], USAGE,
         r"--limit_valid: expected at most 32 \(all rows\), found 33"),
    call("anomaly", "several problems", ["--quantile", "2", "--limit", "5"], USAGE, "--quantile: expected", "--limit has no effect"),
    call("anomaly", "classes of its own data", ["--classes", "1"], USAGE, "--classes has no effect without --data"),
    call("anomaly", "rows of its own data", ["--limit_valid", "5"], USAGE, "--limit_valid has no effect without --data"),
    call("anomaly", "all classes anomalous", ["--anomalous", "0,1,2,3,4,5,6,7,8,9"], DATA,
         "ROC AUC: expected anomalous rows and others, found 32 anomalous of 32"),
    call("anomaly", "classes without labels", ["--data", "x.csv", "--anomalous", "1"], USAGE,
         "--anomalous: expected data with labels, found none in x.csv", prepare=prepared(table_without_labels)),
]

ROWS = VALUES + CALLS
