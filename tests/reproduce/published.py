# SPDX-License-Identifier: MIT
"""Systems with a single training run; most sources give a curve of errors."""

import pathlib

from figures import Figure, at_least, at_most, near, number, percent
from runner import Runner, metrics, read_json

TUTORIAL_KL = {1: 0.0640, 5: 0.0368, 10: 0.0289, 25: 0.0217}
ANTON = {"16": {1: 0.5186, 10: 0.1337, 25: 0.1025, 50: 0.0914}, "64": {1: 0.2345, 10: 0.0822, 25: 0.0617, 50: 0.0529},
         "256": {1: 0.1475, 10: 0.0504, 25: 0.0348, 50: 0.0274},
         "denoise": {1: 0.1599, 10: 0.0742, 25: 0.0631, 50: 0.0583},
         "half": {1: 0.1762, 10: 0.0725, 25: 0.0576, 50: 0.0513}}
"""Validation MSE by epoch of a Python run with the notebook's settings on FashionMNIST."""
ROOM_TUTORIAL, ROOM_ANTON = 0.07, 0.05


def curve(run: pathlib.Path, source: dict[int, float], demanded: dict[int, float]) -> list[Figure]:
    """Validation errors of the run's epochs. demanded: largest relative difference, for the epochs with a requirement."""
    rows = {int(row["epoch"]): row["val_mse"] for row in metrics(run)}
    return [near(f"val MSE after epoch {epoch}", rows[epoch], source[epoch], demanded.get(epoch))
            for epoch in source if epoch in rows]


def default_run(runner: Runner) -> list[Figure]:
    row = metrics(runner.train("default", "--epochs", runner.choose(25, 1)))[-1]
    if runner.quick:
        return [at_most("val MSE after epoch 1", row["val_mse"], 0.0217)]
    return [at_most("val MSE", row["val_mse"], 0.01), at_least("Hoyer", row["val_hoyer"], 0.55, digits=3),
            Figure("dead and always active units", f"{row['val_dead']:.0f} and {row['val_always_on']:.0f}", "",
                   row["val_dead"] + row["val_always_on"] == 0)]


def tutorial_kl(runner: Runner) -> list[Figure]:
    # Seed 0 is an outlier in its first epoch: see docs/tutorials-and-sources.md.
    run = runner.train("tutorial-kl", "--preset", "tutorial-kl", "--seed", 1, "--epochs", runner.choose(25, 1))
    return curve(run, TUTORIAL_KL, dict.fromkeys(TUTORIAL_KL, ROOM_TUTORIAL))


def tutorial_l1(runner: Runner) -> list[Figure]:
    run = runner.train("tutorial-l1", "--preset", "tutorial-l1", "--add_sparse", "yes", "--epochs", runner.choose(25, 1))
    row = metrics(run)[-1]
    share = 0.001 * row["train_penalty"] / row["train_loss"]
    return [Figure("val MSE", number(row["val_mse"])),
            Figure("share of the penalty in the loss", percent(share), "a few per cent", 0.005 <= share <= 0.1)]


def anton(kind: str):
    """One of the notebook's autoencoders, trained for 50 epochs."""
    def run(runner: Runner) -> list[Figure]:
        folder = runner.train(f"anton-{kind}", "--preset", f"anton-{kind}", "--epochs", runner.choose(50, 1))
        return curve(folder, ANTON[kind], {50: ROOM_ANTON})
    return run


def tanh_100(runner: Runner) -> list[Figure]:
    row = metrics(runner.train("tanh-100", "--preset", "tanh-100", "--epochs", runner.choose(10, 1)))[-1]
    mean = row["val_rho_hat"]
    room = runner.choose(0.05, 0.4)
    return [near("mean activation on tanh's own scale", mean, -0.75, room, 3), Figure("val MSE", number(row["val_mse"]))]


def denoise(runner: Runner) -> list[Figure]:
    """Errors of the validation images before and after denoising, on the scale of pictures."""
    run = runner.train("denoise", "--preset", "denoise", *(("--epochs", 1) if runner.quick else ()))
    found = read_json(run / "summary.json")["denoising"]
    before, after = (f"mse {number(found[f'{kind}_mse'])}, PSNR {found[f'{kind}_psnr']:.1f} dB" for kind in ("noisy", "restored"))
    return [Figure("noisy", before), Figure("restored", after, "", found["restored_mse"] < found["noisy_mse"])]
