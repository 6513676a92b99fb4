# SPDX-License-Identifier: MIT
"""Classification with codes: k-sparse codes, stacked layers and self-taught features under a softmax."""

import csv
import pathlib
from collections.abc import Sequence

from figures import Figure, at_least, number, percent
from runner import Runner, Word, metrics, read_json

SEEDS = (0, 1, 2)
K_SPARSE = {40: 0.125, 25: 0.124, 10: None}
"""Test error of a first Python run on FashionMNIST, by k, with 3 k active units at test time; None: not measured."""
RAW_ERROR = 0.155
FACTORS = (1, 3)
GAIN = 0.02
"""Required reduction of each error, compared with raw pixels."""
STACKED = {"raw pixels": 0.846, "second codes": 0.773}
FINETUNED = {100: 0.882, 200: 0.89, 400: None}
"""Test accuracies of a first Python run on FashionMNIST; those of the fine-tuned network by iteration; None: not measured."""
QUICK_ROWS = 1000


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


def labelled(runner: Runner, name: str, runs: Sequence[pathlib.Path], *options: Word) -> pathlib.Path:
    """The results of sae classify, tested on all rows of the test set."""
    return runner.sae(f"{name}-classes", "classify", *runs, *options, "--limit_valid", "all")


def accuracies(folder: pathlib.Path) -> dict[int, float]:
    """Test accuracies measured during training, by iteration."""
    with open(folder / "accuracy.csv", encoding="utf-8", newline="") as file:
        return {int(row["epoch"]): float(row["test_accuracy"]) for row in csv.DictReader(file)}


def stacked(runner: Runner) -> list[Figure]:
    """Two layers of 200 units, the second trained on the codes of the first; then softmax layers, and fine-tuning of all layers."""
    iterations = runner.choose(400, 20)
    layer = ("--preset", "ufldl-mnist", "--layers", 200, "--epochs", iterations, "--images_every", 0,
             *(("--limit", QUICK_ROWS) if runner.quick else ()))
    first = runner.train("stacked-layer1", *layer)
    both = (first, runner.train("stacked-layer2", *layer, "--scale", "none", "--encode_with", first))
    rows = ("--limit", runner.choose("all", QUICK_ROWS))
    whole = (*rows, "--finetune", "yes", "--epochs", iterations, "--every", runner.choose(25, 10))
    raw = labelled(runner, "stacked-raw", [first], "--on", "raw", *rows)
    codes = labelled(runner, "stacked-codes", both, *rows)
    finetuned = labelled(runner, "stacked-finetuned", both, *whole)
    random = labelled(runner, "stacked-random", both, *whole, "--start", "random")
    figures = [Figure(f"test accuracy, {name}", percent(1 - test_error(folder)), percent(STACKED[name]))
               for name, folder in (("raw pixels", raw), ("second codes", codes))]
    by_iteration, from_random = accuracies(finetuned), accuracies(random)
    figures += [Figure(f"test accuracy, fine-tuned for {count} iterations, and from a random start",
                       f"{percent(by_iteration[count])} and {percent(from_random[count])}", percent(source) if source else "")
                for count, source in FINETUNED.items() if count in by_iteration]
    if not runner.quick:
        figures.append(at_least("test accuracy, fine-tuned", 1 - test_error(finetuned), 0.88))
    figures.append(Figure("highest during training, fine-tuned and from a random start",
                          " and ".join(percent(max(found.values())) for found in (by_iteration, from_random))))
    return figures


def self_taught(runner: Runner) -> list[Figure]:
    """Units learnt from the classes 5 to 9; a softmax layer on half of the training rows of the classes 0 to 4, tested on the others."""
    features = runner.train("self-taught-features", "--preset", "ufldl-mnist", "--layers", 200, "--epochs", runner.choose(400, 20),
                            "--images_every", 0, "--classes", "5-9", "--limit", runner.choose("all", QUICK_ROWS))
    halves = ("--classes", "0-4", "--valid", 0.5, "--limit", "all")
    raw = labelled(runner, "self-taught-raw", [features], "--on", "raw", *halves)
    codes = labelled(runner, "self-taught-codes", [features], *halves)
    return [Figure("accuracy on classes 0 to 4, raw pixels", number(1 - test_error(raw), 3)),
            Figure("accuracy on classes 0 to 4, codes learnt from 5 to 9", number(1 - test_error(codes), 3), ".983 on MNIST")]
