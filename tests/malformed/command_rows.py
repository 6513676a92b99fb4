# SPDX-License-Identifier: MIT
"""Invalid command lines and config files: exit code 2, one line per problem."""

import os

from rows import USAGE, Row, refused

HUGE = "99999999999999999999"

# Values that CLI11's own conversions would accept silently, and similar ones.
VALUES = [
    *refused("epochs", "010", "0x10", HUGE, "", " 5", "5 ", "+5", "1e2", "1.5", "nan", "five", "1_000", "5;", "٣",
             expected="expected a whole"),
    *(row for option in ("data", "labels", "out", "init_from", "resume") for row in
      refused(option, "x\udcff", expected="expected a path in UTF-8,")),
    *refused("encode_with", "x\udcff", expected="expected paths in UTF-8 separated by commas,"),
    *refused("label_column", "x\udcff", expected="expected a name in UTF-8,"),
    Row("a path that is not UTF-8", ["--out", "x\udcff"], USAGE, [r"--out: expected a path in UTF-8, found 'x\\xff'"]),
    Row("a config file whose name is not UTF-8", ["--config", "x\udcff"], USAGE, [r"--config: expected a path in UTF-8, found 'x\\xff'"]),
    *refused("epochs", "0", "-1", "1000001", expected="expected a whole number from 1"),
    *refused("seed", "-1", "0x1", HUGE, ""),
    *refused("batch_size", "0", "-32", "32.0", HUGE),
    *refused("threads", "0", "-2", "1000000", "many"),
    *refused("lr", "nan", "inf", "-inf", "1e400", "0", "-0.001", "", "0x1p-3", "1,5", ".", "1e", "1e-3x"),
    *refused("beta", "", "nan", "1e400", "-0.001", "1e300", "0.1f"),
    *refused("rho", "0", "1", "1.5", "-0.05", "nan", "5%"),
    *refused("lambda", "-1", "nan", "inf", "1e300"),
    *refused("layers", "256,,64", "", ",", "256,", ",256", "0", "256,-1", "256;64", "256, 64", "1e2", "[256]", HUGE,
             "100000000", ",".join(["8"] * 33)),
    *refused("momentum", "nan", "x"),
    *refused("valid", "0", "-1", "1.5", "nan", "10%", "1e12"),
    *refused("limit", "0", "-5", "010", "none"),
    *refused("limit_valid", "0", "1.5"),
    *refused("images_every", "-1", "nan"),
    *refused("checkpoint_every", "-1", "nan", "1e9", "often"),
    *refused("lr_schedule", "steps", "linear", ""),
    *refused("lr_step_epochs", "0", "-1", "1.5", "1000001", "ten"),
    *refused("lr_step_factor", "0", "-0.1", "1.1", "nan", "inf", "half"),
    *refused("warmup_epochs", "-0.5", "nan", "inf", "1e9", "one"),
    *refused("patience", "0", "-1", "1.5", "1000001", "never"),
    *refused("min_improvement", "-0.1", "1", "nan", "5%"),
    *refused("schedule_epochs", "0", "x"),
    *refused("add_sparse", "maybe", "", "YES", "2"),
    *refused("tied", "2", ""),
    *refused("penalty", "kll", "", "KL"),
    *refused("activation", "gelu"),
    *refused("code_activation", "sigmoid,relu"),
    *refused("output_activation", "softmax"),
    *refused("loss", "mae"),
    *refused("optimizer", "adamw"),
    *refused("init", "zeros"),
    *refused("format", "csv"),
    *refused("scale", "minmax,unit", "log"),
    *refused("whiten", "pca", "yes"),
    *refused("whiten_eps", "0", "-1", "nan", "1e9"),
    *refused("corrupt", "gaussian", "gaussian:0", "mask:1", "left_half:0.5", "salt:0.1", ""),
    *refused("dropout", "1", "-0.1", "nan"),
    *refused("k", "0", "2.5", "many"),
    *refused("k_start", "0"),
    *refused("k_eval_factor", "0", "inf"),
    *refused("patches", "8", "8x", "0x8", "8x8x3", "8*8", "99999x8"),
    *refused("patch_count", "0", "-1", "1e4"),
    *refused("patch_norm", "zca"),
    *refused("resize", "28", "0x0", "28x-1"),
    *refused("channels", "2", "gray"),
    *refused("classes", "", "9-5", "1,1", "-1", "70000", "a"),
    *refused("encode_with", "", "runs/a,", ",runs/a", expected="expected paths"),
    *refused("window", "0", "-3", "two"),
    *refused("dtype", "float16", "double"),
    *refused("device", "gpu", "cuda:0"),
    *refused("progress", "yes"),
    *refused("log_level", "verbose"),
    *refused("preset", "tutorial"),
    *refused("out", ""),
    *refused("data", ""),
]

SHAPES = [
    Row("a norm without patches", ["--patch_norm", "ufldl", "--patches", "off"], USAGE,
        ["--patch_norm has no effect without --patches"]),
    Row("a learning rate for lbfgs", ["--optimizer", "lbfgs", "--lr", "0.1"], USAGE,
        ["--lr has no effect with --optimizer lbfgs"]),
    Row("batches for cg", ["--optimizer", "cg", "--batch_size", "64"], USAGE,
        ["--batch_size has no effect with --optimizer cg"]),
    Row("lbfgs with the mini-batch engine", ["--optimizer", "lbfgs", "--engine", "fused"], USAGE,
        ["--engine fused: expected a mini-batch optimiser .* found lbfgs"]),
    Row("sgd with momentum 1", ["--optimizer", "sgd", "--momentum", "1"], USAGE, ["--momentum: expected .* found 1$"]),
    Row("sgd with momentum -0.5", ["--optimizer", "sgd", "--momentum", "-0.5"], USAGE, ["--momentum: expected"]),
    Row("a value with a line break", ["--epochs", "1\n2"], USAGE, ["error: --epochs: expected"]),
    Row("a value with a terminal's control codes", ["--epochs", "\x1b[31m5"], USAGE, [r"--epochs: expected[^\x1b]*$"]),
    Row("two problems", ["--lr", "nan", "--epochs", "0"], USAGE, ["error: --lr", "error: --epochs"]),
    Row("three problems", ["--rho", "2", "--layers", "0", "--seed", "-1"], USAGE,
        ["error: --rho", "error: --layers", "error: --seed"]),
    Row("an empty value after =", ["--epochs="], USAGE, ["--epochs"]),
    Row("a bad value after =", ["--epochs=010"], USAGE, ["--epochs: expected .* found '010'"]),
    Row("a bad value of -e", ["-e", "010"], USAGE, ["--epochs: expected .* found '010'"]),
    Row("a bad value glued to -e", ["-e010"], USAGE, ["--epochs: expected .* found '010'"]),
    Row("a bad value of -l", ["-l", "nan"], USAGE, ["(--beta|--reg_param).*nan"]),
    Row("a bad value of --reg_param", ["--reg_param", "nan"], USAGE, ["(--beta|--reg_param).*nan"]),
    Row("a bad value of -sc", ["-sc", "maybe"], USAGE, ["--add_sparse: expected .* found 'maybe'"]),
    Row("no value at the end", ["--epochs"], USAGE, ["--epochs"]),
    Row("no value before an option", ["--epochs", "--lr", "0.1"], USAGE, ["--epochs"]),
    Row("a repeated option", ["--epochs", "1", "--epochs", "1"], USAGE, ["--epochs"]),
    Row("an option and its short form", ["-e", "1", "--epochs", "2"], USAGE, ["--epochs"]),
    Row("an option and its other name", ["--beta", "1", "--reg_param", "1"], USAGE, ["--beta|--reg_param"]),
    Row("an option and -sc", ["-sc", "no", "--add_sparse", "no"], USAGE, ["--add_sparse"]),
    Row("a typo", ["--epohcs", "3"], USAGE, ["--epohcs", "--epochs"], errors=1),
    Row("an abbreviation", ["--epoch", "3"], USAGE, ["--epoch", "--epochs"], errors=1),
    Row("a dash for an underscore", ["--batch-size", "3"], USAGE, ["--batch-size", "--batch_size"], errors=1),
    Row("an unknown option", ["--qqqqqqqqqq"], USAGE, ["--qqqqqqqqqq"]),
    Row("an unknown short option", ["-x"], USAGE, ["-x"]),
    Row("a stray argument", ["--epochs", "1", "train"], USAGE, ["train"]),
    Row("a stray argument after --", ["--", "train"], USAGE, ["train"]),
    Row("a stray empty argument", [""], USAGE, ["."]),
]

CONFLICTS = [
    Row("rho with l1", ["--rho", "0.1", "--penalty", "l1"], USAGE, ["--rho .*l1"]),
    Row("rho with the tutorial's l1", ["--rho", "0.1", "--preset", "tutorial-l1"], USAGE, ["--rho .*l1_all_layers"]),
    Row("momentum with adam", ["--momentum", "0.9", "--optimizer", "adam"], USAGE, ["--momentum .*adam"]),
    Row("a schedule length without a schedule", ["--schedule_epochs", "5", "--lr_schedule", "constant"], USAGE, ["--schedule_epochs .*constant"]),
    Row("a step length without a step schedule", ["--lr_step_epochs", "5", "--lr_schedule", "cosine"], USAGE, ["--lr_step_epochs .*cosine"]),
    Row("warm-up for lbfgs", ["--warmup_epochs", "1", "--optimizer", "lbfgs"], USAGE, ["--warmup_epochs .*lbfgs"]),
    Row("an improvement without patience", ["--min_improvement", "0.1", "--patience", "off"], USAGE, ["--min_improvement .*off"]),
    Row("activation without a hidden layer", ["--activation", "tanh", "--layers", "64"], USAGE, ["--activation "]),
    Row("kl on a relu code", ["--penalty", "kl", "--code_activation", "relu"], USAGE, ["kl.* l1"]),
    Row("kl on an identity code", ["--code_activation", "identity"], USAGE, ["kl.* l1"]),
    Row("bce on a relu output", ["--loss", "bce", "--output_activation", "relu"], USAGE, ["bce.*sigmoid"]),
    Row("clipping without bce", ["--clip", "yes", "--loss", "mse"], USAGE, ["--clip has no effect without --loss bce"]),
    Row("clipping standardized values", ["--clip", "yes", "--loss", "bce", "--scale", "standardize"], USAGE,
        ["--clip has no effect with --scale standardize"]),
    Row("cuda without a GPU", ["--device", "cuda"], USAGE, ["--device"], env={"CUDA_VISIBLE_DEVICES": ""}),
    Row("more rows than there are", ["--limit", "1000"], USAGE, ["--limit: .*64.* found 1000"]),
    Row("more validation rows than there are", ["--limit_valid", "1000"], USAGE, ["--limit_valid: .*32.* found 1000"]),
    Row("patch_norm on codes", ["--encode_with", "r", "--patches", "8x8", "--patch_norm", "ufldl"], USAGE,
        ["--patch_norm ufldl: expected images, found codes"]),
    Row("left_half on codes", ["--encode_with", "r", "--corrupt", "left_half"], USAGE,
        ["--corrupt left_half: expected images, found codes"]),
    Row("codes of the run to be written", ["--encode_with", "run"], USAGE, ["--encode_with: expected a run other than .* found .*/run"]),
    Row("all rows for validation", ["--valid", "64"], USAGE, ["--valid: .* found 64"]),
]


def config(text, name="c.json"):
    """Writes a config file: str or bytes."""
    def prepare(folder):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return prepare


def config_row(name, text, *stderr):
    return Row(f"config: {name}", ["--config", "c.json"], USAGE, list(stderr), prepare=config(text))


CONFIGS = [
    config_row("an unknown key", '{"epochs": 3, "epohcs": 4}', "epohcs.*epochs"),
    config_row("an unknown key in a run's", '{"schema": 1, "config": {"zzz": 4}, "provenance": {"x": 1}}', "zzz"),
    config_row("a repeated key", '{"epochs": 3, "epochs": 4}', "c.json.*epochs"),
    config_row("a key of another type", '{"epochs": {"a": 1}}', "epochs: expected"),
    config_row("a bad number", '{"epochs": 1.5}', "epochs: expected"),
    config_row("a number out of range", '{"rho": 7}', "rho: expected"),
    config_row("a number too large for a double", '{"lr": 1e400}', "c.json|lr"),
    config_row("nan", '{"lr": NaN}', "c.json"),
    config_row("another schema", '{"schema": 99, "config": {}}', "c.json.*schema 1.*99"),
    config_row("no configuration", '{"schema": 1}', "c.json.*config"),
    config_row("a list", "[1, 2]", "c.json: expected .*object"),
    config_row("an empty file", "", "c.json"),
    config_row("cut short", '{"epochs": 3', "c.json"),
    config_row("text after the end", '{"epochs": 3} x', "c.json"),
    config_row("a comment", '{"epochs": 3} // x', "c.json"),
    config_row("no UTF-8", b'{"data": "\xff\xfe"}', "c.json"),
    config_row("zero bytes", b"\0" * 64, "c.json"),
    config_row("too deep", "[" * 100000 + "]" * 100000, "c.json"),
    Row("config: missing", ["--config", "none.json"], USAGE, ["none.json"]),
    Row("config: a folder", ["--config", "data"], USAGE, ["data"]),
    Row("config: twice", ["--config", "c.json", "--config", "c.json"], USAGE, ["--config"], prepare=config("{}")),
    Row("config: a pipe", ["--config", "c.json"], USAGE, ["c.json"], prepare=lambda folder: os.mkfifo(folder / "c.json")),
    Row("config: a bad value on the command line", ["--config", "c.json", "--lr", "nan"], USAGE, ["--lr"],
        prepare=config('{"epochs": 3}')),
]

ROWS = VALUES + SHAPES + CONFLICTS + CONFIGS
