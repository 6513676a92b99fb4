# SPDX-License-Identifier: MIT
"""What we write, other programs read: NumPy recomputes every val_* of metrics.csv from the model file and the images."""

import csv
import gzip
import json
import pathlib
import struct
import unittest

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

from support.cli import CliTestCase

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
TEST_IMAGES = "t10k-images-idx3-ubyte.gz"
RHO = 0.05
LIMITS = ["--limit", "2000", "--limit_valid", "1000"]

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
}
THRESHOLDS = {"identity": 0.1, "relu": 0, "sigmoid": 0.5, "tanh": 0.1}


def read_images(rows):
    raw = gzip.open(DATA / TEST_IMAGES).read()
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784)[:rows] / 255


def layer_activations(config):
    depth = len(config["layers"])
    hidden = [config["activation"]] * (depth - 1)
    return hidden + [config["code_activation"]] + hidden + [config["output_activation"]]


def forward(run, images):
    """Code and output of a run's model, in float64."""
    config = json.loads((run / "config.json").read_text())["config"]
    weights = {name: array.astype(np.float64) for name, array in load_file(run / "model.safetensors").items()}
    depth, values, code = len(config["layers"]), images, None
    for index, activation in enumerate(layer_activations(config)):
        part, layer = ("encoder", index) if index < depth else ("decoder", index - depth)
        if config["tied"] and part == "decoder":
            weight = weights[f"encoder.{depth - 1 - layer}.weight"].T
        else:
            weight = weights[f"{part}.{layer}.weight"]
        values = ACTIVATIONS[activation](values @ weight.T + weights[f"{part}.{layer}.bias"])
        if index == depth - 1:
            code = values
    return config, code, values


def kl(rho, q):
    q = np.clip(q, 1e-6, 1 - 1e-6)
    return (rho * np.log(rho / q) + (1 - rho) * np.log((1 - rho) / (1 - q))).sum()


def measure(run, images):
    """Every val_* column, from its definition."""
    config, code, output = forward(run, images)
    kind, width = config["code_activation"], code.shape[1]
    active = np.abs(code) > THRESHOLDS[kind]
    rho_hat = code.mean(0)
    norm1, norm2 = np.abs(code).sum(1), np.sqrt((code**2).sum(1))
    ratio = norm1[norm2 > 0] / norm2[norm2 > 0]
    dead = code.max(0) <= 0 if kind == "relu" else np.ptp(code, axis=0) < 0.1
    penalty = {"sigmoid": lambda: kl(RHO, rho_hat), "tanh": lambda: kl((RHO + 1) / 2, (rho_hat + 1) / 2)}
    return {
        "val_mse": ((output - images) ** 2).mean(),
        "val_fvu": ((output - images) ** 2).sum() / ((images - images.mean(0)) ** 2).sum(),
        "val_l0": active.sum(1).mean(),
        "val_hoyer": ((np.sqrt(width) - ratio) / (np.sqrt(width) - 1)).mean(),
        "val_n_eff": (ratio**2).mean(),
        "val_dead": dead.sum(),
        "val_always_on": (active.mean(0) > 0.9).sum(),
        "val_zero_codes": (norm2 == 0).sum(),
        "val_rho_hat": rho_hat.mean(),
        "val_rho_hat_min": rho_hat.min(),
        "val_rho_hat_max": rho_hat.max(),
        "val_kl": penalty.get(kind, lambda: np.nan)(),
    }


def last_row(run):
    with open(run / "metrics.csv", newline="") as file:
        return {name: float(value) for name, value in list(csv.DictReader(file))[-1].items()}


class Interop(CliTestCase):
    def train(self, *options):
        self.assertTrue(DATA.is_dir(), "this test needs FashionMNIST: scripts/setup installs it")
        self.new_folder()
        result = self.run_program(["--data", DATA, "--epochs", "2", "--out", "run", *LIMITS, *options])
        self.assertEqual(result.code, 0, str(result))
        return self.folder / "run"

    def check_metrics(self, *options):
        run = self.train(*options)
        row = last_row(run)
        measured = measure(run, read_images(1000))
        self.assertEqual(set(measured), {name for name in row if name.startswith("val_")})
        for name, value in measured.items():
            with self.subTest(options=options, column=name):
                tolerance = 1e-4 if name == "val_l0" else 1e-5
                np.testing.assert_allclose(row[name], value, rtol=tolerance, atol=1e-12)

    def test_metrics_of_the_default(self):
        self.check_metrics()

    def test_metrics_of_a_tanh_code(self):
        self.check_metrics("--code_activation", "tanh", "--layers", "100")

    def test_metrics_of_an_l1_code(self):
        self.check_metrics("--penalty", "l1", "--layers", "128")

    def test_metrics_of_a_deep_tied_net(self):
        self.check_metrics("--layers", "128,64,32", "--tied", "yes", "--code_activation", "identity", "--penalty", "l1")

    def test_metrics_of_the_tutorial(self):
        self.check_metrics("--preset", "tutorial-kl")

    def test_metadata_of_the_model_file(self):
        run = self.train("--layers", "32,16", "--tied", "yes")
        with safe_open(run / "model.safetensors", "numpy") as file:
            metadata, names = file.metadata(), set(file.keys())
        self.assertEqual(metadata["epoch"], "2")
        self.assertEqual(metadata["tied"], "yes")
        self.assertEqual(json.loads(metadata["config"])["layers"], [32, 16])
        self.assertEqual(names, {"encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias",
                                 "decoder.0.bias", "decoder.1.bias"})

    def test_pictures_are_whole_png_files(self):
        run = self.train("--images_every", "1")
        pictures = sorted(path.relative_to(run).as_posix() for path in run.rglob("*.png"))
        self.assertEqual(pictures, ["features.png", "loss.png", "reconstructions/epoch_0001.png", "reconstructions/epoch_0002.png"])
        for name in pictures:
            content = (run / name).read_bytes()
            self.assertEqual(content[:8], b"\x89PNG\r\n\x1a\n", name)
            self.assertEqual(content[-8:-4], b"IEND", name)
            width, height = struct.unpack(">II", content[16:24])
            self.assertGreater(min(width, height), 500, name)


if __name__ == "__main__":
    unittest.main()
