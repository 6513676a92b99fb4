# SPDX-License-Identifier: MIT
"""Helpers for resume tests: kill runs at random times, compare runs, check their files."""

import csv
import ctypes
import dataclasses
import json
import random
import signal
import struct
import subprocess
import time
import zlib

from safetensors.numpy import load_file

TIMES = {"seconds", "images_per_second"}
FILES = ("checkpoint.safetensors", "model.safetensors", "best.safetensors")
BASE = ("--data", "data", "--epochs", "24", "--checkpoint_every", "0.01", "--images_every", "12")

# Every penalty, optimiser and loss, one and two threads, deep and tied networks.
IN_BATCHES = {
    "kl": ("--layers", "24"),
    "kl-autograd": ("--layers", "24", "--engine", "autograd"),
    "l1-sgd-autograd-two-threads": ("--penalty", "l1", "--optimizer", "sgd", "--momentum", "0.9", "--layers", "24", "--lr", "0.01",
                                    "--engine", "autograd", "--threads", "2"),
    "kl-two-threads": ("--layers", "24", "--threads", "2"),
    "kl-cosine-valid": ("--layers", "24", "--lr_schedule", "cosine", "--valid", "0.2"),
    "kl-step-warmup": ("--layers", "24", "--lr_schedule", "step", "--lr_step_epochs", "4", "--lr_step_factor", "0.5",
                       "--warmup_epochs", "1.5"),
    "early-stop": ("--layers", "24", "--lr", "0.02", "--patience", "2", "--min_improvement", "0.05", "--valid", "0.2"),
    "l1-sgd": ("--penalty", "l1", "--optimizer", "sgd", "--momentum", "0.9", "--lr", "0.01", "--layers", "32,12"),
    "l1-two-threads-tied": ("--penalty", "l1", "--tied", "yes", "--threads", "2", "--layers", "32,12"),
    "tutorial-kl": ("--preset", "tutorial-kl"),
    "kl-per-sample-two-threads": ("--penalty", "kl_per_sample", "--layers", "16", "--threads", "2"),
    "l1-all-layers-bce": ("--penalty", "l1_all_layers", "--loss", "bce", "--layers", "24,8"),
    "no-penalty-half-sse-sgd": ("--add_sparse", "no", "--loss", "half_sse", "--optimizer", "sgd", "--lr", "1e-4"),
    "limited": ("--limit", "100", "--limit_valid", "20", "--seed", "5", "--layers", "24"),
    "topk-fading-two-threads": ("--code_activation", "topk", "--k", "3", "--k_start", "12", "--layers", "24", "--tied", "yes",
                                "--threads", "2"),
    "topk-pre-bias-unit-norm": ("--code_activation", "topk", "--k", "3", "--layers", "64", "--init", "sae", "--pre_bias", "yes",
                                "--decoder_norm", "unit", "--scale", "rms", "--loss", "sse", "--output_activation", "identity"),
    "topk-auxk-two-threads": ("--code_activation", "topk", "--k", "3", "--layers", "64", "--output_activation", "identity",
                              "--auxk", "1", "--auxk_units", "5", "--dead_after", "30", "--threads", "2"),
    "topk-auxk-autograd": ("--code_activation", "topk", "--k", "3", "--layers", "16", "--output_activation", "identity", "--dropout", "0.1",
                           "--auxk", "0.5", "--dead_after", "30"),
    "batchtopk-two-threads": ("--code_activation", "batchtopk", "--k", "3", "--layers", "64", "--threads", "2"),
    "batchtopk-autograd": ("--code_activation", "batchtopk", "--k", "3", "--layers", "16"),
    "jumprelu-two-threads": ("--code_activation", "jumprelu", "--l0", "6", "--beta_warmup", "0.3", "--layers", "64", "--threads", "2"),
    "jumprelu-autograd": ("--code_activation", "jumprelu", "--penalty", "tanh_l0", "--decoder_norm", "free", "--layers", "16"),
    "soft-threshold-adamw-two-threads": ("--code_activation", "soft_threshold", "--optimizer", "adamw", "--weight_decay", "0.1",
                                         "--layers", "24", "--threads", "2"),
    "group-grad-clip-two-threads": ("--penalty", "group", "--grad_clip", "1e-2", "--layers", "24", "--threads", "2"),
    "group-soft-threshold-autograd": ("--penalty", "group", "--code_activation", "soft_threshold", "--grad_clip", "1e-2",
                                      "--optimizer", "adamw", "--layers", "24", "--engine", "autograd"),
    "noise-dropout": ("--corrupt", "gaussian:0.5", "--dropout", "0.3", "--layers", "24"),
    "mask-autograd": ("--corrupt", "mask:0.4", "--corrupt_eval", "no", "--engine", "autograd", "--layers", "24"),
    "float64": ("--layers", "24", "--dtype", "float64", "--init", "ufldl"),
}
KINDS = {name: ("--batch_size", "16", *options) for name, options in IN_BATCHES.items()} | {
    "kl-lbfgs": ("--optimizer", "lbfgs", "--layers", "12", "--lambda", "1e-3", "--init", "ufldl"),
    "l1-cg-two-threads": ("--optimizer", "cg", "--penalty", "l1", "--layers", "12", "--threads", "2"),
}


def rows(run):
    """The rows of metrics.csv without the columns with times."""
    with open(run / "metrics.csv", newline="") as file:
        return [{key: value for key, value in row.items() if key not in TIMES} for row in csv.DictReader(file)]


def epochs_done(run):
    return len(rows(run))


def differences(found, expected):
    """Names of the files that differ between two runs (in metrics.csv, all columns except the times count)."""
    names = [name for name in FILES if (found / name).read_bytes() != (expected / name).read_bytes()]
    return names + (["metrics.csv"] if rows(found) != rows(expected) else [])


def check_seal(data, name):
    """Checks the checksum defined in docs/run-folder.md: of the whole file, with zeros for its own eight digits."""
    at = data.index(b'"crc32":"') + 9
    assert zlib.crc32(data[:at] + b"0" * 8 + data[at + 8:]) == int(data[at:at + 8], 16), f"{name}: wrong checksum"


def check_png(data, name):
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND", f"{name}: truncated"


def load(path):
    """Loads the arrays of one of our safetensors files and checks its checksum."""
    check_seal(path.read_bytes(), path.name)
    return load_file(path)


def check_files(run):
    """Opens all files in a run folder and checks that they are complete; returns their number."""
    opened = 0
    for path in sorted(run.rglob("*")) if run.exists() else []:
        if path.name.startswith(".") or not path.is_file():
            continue
        data = path.read_bytes()
        opened += 1
        if path.suffix == ".safetensors":
            check_seal(data, path.name)
            assert struct.unpack("<Q", data[:8])[0] < len(data)
        elif path.suffix == ".json":
            assert json.loads(data)["schema"] == (2 if path.name in ("config.json", "report.json") else 1)
        elif path.suffix == ".csv":
            lines = data.decode().split("\n")
            assert lines[-1] == "" and len({line.count(",") for line in lines[:-1]}) == 1, f"{path.name}: {lines[-1]}"
        elif path.suffix == ".png":
            check_png(data, path.name)
    return opened


def edit_checkpoint(path, change):
    """Applies `change` to the arrays of a checkpoint and writes it with a valid checksum."""
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    arrays = {name: values.copy() for name, values in load_file(path).items()}
    change(arrays)
    parts = [arrays[name].tobytes() for name in header if name != "__metadata__"]
    at = data.index(b'"crc32":"') + 9
    opened = data[:at] + b"0" * 8 + data[at + 8:8 + length] + b"".join(parts)
    path.write_bytes(opened[:at] + b"%08x" % zlib.crc32(opened) + opened[at + 8:])


def obey_permissions():
    """Drops the capability by which a child process of root could write to read-only folders."""
    cap_dac_override, pr_capbset_drop = 1, 24
    ctypes.CDLL(None).prctl(pr_capbset_drop, cap_dac_override, 0, 0, 0)


@dataclasses.dataclass
class Counts:
    """Counters of a soak test."""

    kills: int = 0
    resumes: int = 0
    resumes_inside: int = 0  # resumes from a checkpoint within the run
    finished: int = 0        # runs compared
    differing: list = dataclasses.field(default_factory=list)


def kill_and_resume(words, folder, name, options, instants, counts):
    """Kills a run after each of these times in seconds, resumes it each time, and finally lets it finish."""
    run = folder / name
    for instant in [*instants, None]:
        if (run / "config.json").exists():
            counts.resumes += 1
            counts.resumes_inside += (run / "checkpoint.safetensors").exists()
            command = words + ["--resume", name]
        else:
            command = words + [*BASE, *options, "--out", name]
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        if instant is not None:
            time.sleep(instant)
            process.send_signal(signal.SIGKILL)
        error = process.communicate(timeout=600)[1].decode()
        if process.returncode == 0:
            return
        assert process.returncode == -signal.SIGKILL, f"{' '.join(command)}: code {process.returncode}: {error}"
        counts.kills += 1
        check_files(run)


def soak(words, folder, kills, kills_of_a_run, seed, say=lambda text: None):
    """Kills and resumes runs of every kind until the number of kills is reached; compares each with an uninterrupted run."""
    draw = random.Random(seed)
    counts = Counts()
    whole = {}
    number = 0
    while counts.kills < kills or number < len(KINDS):
        kind = list(KINDS)[number % len(KINDS)]
        if kind not in whole:
            started = time.monotonic()
            subprocess.run(words + [*BASE, *KINDS[kind], "--out", f"whole-{kind}"], cwd=folder, check=True,
                           stdin=subprocess.DEVNULL, capture_output=True)
            whole[kind] = time.monotonic() - started
        name = f"{kind}-{number}"
        instants = [draw.uniform(0, whole[kind]) for _ in range(kills_of_a_run)]
        kill_and_resume(words, folder, name, KINDS[kind], instants, counts)
        counts.finished += 1
        counts.differing += [f"{name}/{file}" for file in differences(folder / name, folder / f"whole-{kind}")]
        say(f"{name}: {counts.kills} kills, {counts.resumes} resumes, {len(counts.differing)} files differ")
        number += 1
    return counts


SWEEP = ("--rho", ".05,.1,.2", "--seed", "1,2")


def soak_sweep(words, folder, kills, seed, say=lambda text: None):
    """Kills or stops a sweep at random times until the number of kills is reached, and begins a new one whenever it ends first.
    words: the command of `sae`. Returns the counts; every finished run is compared with that of an uninterrupted sweep."""
    draw = random.Random(seed)
    counts = Counts()
    command = [*words, "sweep", *SWEEP, "--out"]
    fixed = ["--", *BASE, "--layers", "24", "--report", "no"]
    started = time.monotonic()
    subprocess.run([*command, "whole", *fixed], cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    whole = time.monotonic() - started
    names = sorted(path.name for path in (folder / "whole").iterdir() if (path / "config.json").exists())
    number = 0
    while counts.kills < kills:
        out = f"sweep-{number}"
        ended = False
        while not ended:
            instant = draw.uniform(0, whole / 2) if counts.kills < kills else None
            process = subprocess.Popen([*command, out, *fixed], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE)
            if instant is not None:
                time.sleep(instant)
                process.send_signal(draw.choice((signal.SIGKILL, signal.SIGINT, signal.SIGTERM)))
            error = process.communicate(timeout=600)[1].decode()
            ended = process.returncode == 0
            # A signal may come before the program handles it.
            if not ended:
                assert process.returncode in (130, 143, -9, -2, -15), f"{out}: code {process.returncode}: {error}"
                counts.kills += 1
                counts.resumes += 1
        for name in names:
            counts.finished += 1
            counts.differing += [f"{out}/{name}/{file}" for file in differences(folder / out / name, folder / "whole" / name)]
        say(f"{out}: {counts.kills} kills, {len(counts.differing)} files differ")
        number += 1
    return counts
