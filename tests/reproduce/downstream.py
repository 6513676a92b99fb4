# SPDX-License-Identifier: MIT
"""Classification with codes: k-sparse codes, stacked layers and self-taught features under a softmax."""

import csv
import pathlib

from figures import Figure, at_least, number, percent
from runner import ROOT, Runner, metrics, read_json

SEEDS = (0, 1, 2)
K_SPARSE = {40: 0.125, 25: 0.124, 10: None}
"""Test error of a first Python run on FashionMNIST, by k, with 3 k active units at test time; None: not measured."""
RAW_ERROR = 0.155
FACTORS = (1, 3)
GAIN = 0.02
"""Required reduction of each error, compared with raw pixels."""
STACKED = {"raw": 0.846, "codes": 0.773, "finetuned": 0.89}
"""Test accuracies of a first Python run on FashionMNIST; fine-tuning took 200 iterations."""


def test_error(folder: pathlib.Path) -> float:
    return 1 - read_json(folder / "classify.json")["test_accuracy"]


def rivals() -> dict[str, tuple[str, ...]]:
    """Autoencoders of the same width that are sparse by other means, or not sparse."""
    shared = ("--layers", "1000", "--code_activation", "relu", "--output_activation", "identity", "--add_sparse", "no",
              "--lambda", "0", "--lr", "0.001", "--batch_size", "128")
    return {"dropout": (*shared, "--dropout", "0.5"), "denoising": (*shared, "--corrupt", "mask:0.3")}


def k_sparse(runner: Runner) -> list[Figure]:
    """Mean errors of logistic regression over the seeds, dead units, and other autoencoders of the same width."""
    seeds = SEEDS[:1] if runner.quick else SEEDS
    small = ("--limit", "3000") if runner.quick else ()
    length = ("--epochs", runner.choose(20, 1), *small)

    def error(name: str, run: pathlib.Path, *options) -> float:
        return test_error(runner.sae(f"{name}-classes", "classify", run, "--epochs", runner.choose(200, 20),
                                     "--dtype", "float32", *options))

    figures, raw = [], None
    for k, source in K_SPARSE.items():
        runs = {seed: runner.train(f"k-sparse-{k}-{seed}", "--preset", "k-sparse", "--k", k, "--seed", seed, *length)
                for seed in seeds}
        if raw is None:
            raw = error("raw", runs[0], "--on", "raw")
            figures.append(Figure("test error on raw pixels", percent(raw), percent(RAW_ERROR)))
        dead = [metrics(run)[-1]["val_dead"] for run in runs.values()]
        figures.append(Figure(f"k = {k}: dead of 1000 units, by seed", ", ".join(f"{count:.0f}" for count in dead), "a third"))
        for factor in FACTORS:
            errors = [error(f"k-sparse-{k}-{seed}-times-{factor}", run, "--standardize", "yes", "--k_eval_factor", factor)
                      for seed, run in runs.items()]
            mean = sum(errors) / len(errors)
            demanded = factor == FACTORS[-1] and not runner.quick
            figures.append(Figure(
                f"k = {k}: test error, {factor} k units" + (", 2 points below raw" if demanded else ""),
                f"{percent(mean)} ({percent(min(errors))} to {percent(max(errors))})",
                percent(source) if source and factor == FACTORS[-1] else "", mean <= raw - GAIN if demanded else None))
    for name, options in rivals().items():
        run = runner.train(f"rival-{name}", *options, *length)
        figures.append(Figure(f"{name} autoencoder: test error", percent(error(f"rival-{name}", run, "--standardize", "yes"))))
    return figures


def script(runner: Runner, name: str) -> pathlib.Path:
    """Runs a script with several commands and returns its folder of runs. The script skips finished runs."""
    runs = runner.out / name
    runner.call([ROOT / "scripts" / name, "--runs", runs, *(["--quick"] if runner.quick else [])], stdout=runner.nowhere)
    return runs


def best_accuracy(folder: pathlib.Path) -> float:
    """The highest test accuracy measured during training."""
    with open(folder / "accuracy.csv", encoding="utf-8", newline="") as file:
        return max(float(row["test_accuracy"]) for row in csv.DictReader(file))


def stacked(runner: Runner) -> list[Figure]:
    runs = script(runner, "stacked")
    accuracy = {name: 1 - test_error(runs / name) for name in (*STACKED, "random")}
    figures = [Figure(f"test accuracy, {name}", percent(accuracy[name]), percent(source)) for name, source in STACKED.items()]
    figures.append(Figure("test accuracy, fine-tuned from a random start", percent(accuracy["random"])))
    if not runner.quick:
        figures.append(at_least("test accuracy, fine-tuned", accuracy["finetuned"], 0.88))
    figures.append(Figure("highest during training, fine-tuned and from a random start",
                          " and ".join(percent(best_accuracy(runs / name)) for name in ("finetuned", "random"))))
    return figures


def self_taught(runner: Runner) -> list[Figure]:
    runs = script(runner, "self_taught")
    return [Figure("accuracy on classes 0 to 4, raw pixels", number(1 - test_error(runs / "raw"), 3)),
            Figure("accuracy on classes 0 to 4, codes learnt from 5 to 9", number(1 - test_error(runs / "codes"), 3),
                   ".983 on MNIST")]
