# SPDX-License-Identifier: MIT
"""Other programs can read our files: NumPy recomputes every val_* of metrics.csv from the model file and the images."""

import csv
import gzip
import json
import pathlib
import struct
import unittest
import zlib

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

from support.cli import CliTestCase

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
TEST_IMAGES, TRAIN_IMAGES = "t10k-images-idx3-ubyte.gz", "train-images-idx3-ubyte.gz"
RHO = 0.05
DEFAULTS = {"--limit": "2000", "--limit_valid": "1000", "--epochs": "2"}

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
}
THRESHOLDS = {"identity": 0.1, "relu": 0, "sigmoid": 0.5, "tanh": 0.1, "topk": 0, "batchtopk": 0, "jumprelu": 0, "soft_threshold": 0}


def read_images(rows, name=TEST_IMAGES):
    raw = gzip.open(DATA / name).read()
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784)[:rows] / 255


def layer_activations(config):
    depth = len(config["layers"])
    hidden = [config["activation"]] * (depth - 1)
    return hidden + [config["code_activation"]] + hidden + [config["output_activation"]]


def read_weights(run, model="model.safetensors"):
    return {name: array.astype(np.float64) for name, array in load_file(run / model).items()}


def keep_largest(z, k):
    """Keeps the k largest of each row, on ties the first; the others become 0."""
    order = np.argsort(-z, axis=1, kind="stable")[:, :k]
    kept = np.zeros_like(z)
    np.put_along_axis(kept, order, np.take_along_axis(z, order, 1), 1)
    return kept


def read_layers(run, model="model.safetensors"):
    """Configuration, and (weight, bias, activation) of each layer in float64."""
    config = json.loads((run / "config.json").read_text())["config"]
    weights = read_weights(run, model)
    depth, layers = len(config["layers"]), []
    for index, activation in enumerate(layer_activations(config)):
        part, layer = ("encoder", index) if index < depth else ("decoder", index - depth)
        if config["tied"] and part == "decoder":
            weight = weights[f"encoder.{depth - 1 - layer}.weight"].T
        else:
            weight = weights[f"{part}.{layer}.weight"]
        layers.append((weight, weights[f"{part}.{layer}.bias"], activation))
    if config["code_activation"] in ("batchtopk", "jumprelu"):
        weight, bias, _ = layers[depth - 1]
        layers[depth - 1] = (weight, bias, lambda z: np.where(z > weights["code.threshold"], z, 0))
    if config["code_activation"] == "soft_threshold":
        weight, bias, _ = layers[depth - 1]
        layers[depth - 1] = (weight, bias, lambda z: np.maximum(ACTIVATIONS["sigmoid"](z) - weights["code.threshold"], 0))
    if config["pre_bias"]:  # act(W(x - b_dec) + b)
        weight, bias, activation = layers[0]
        layers[0] = (weight, bias - weight @ layers[-1][1], activation)
    return config, layers


def apply(layers, values, k):
    for weight, bias, activation in layers:
        values = values @ weight.T + bias
        if activation == "topk":
            values = keep_largest(values, k)
        else:
            values = activation(values) if callable(activation) else ACTIVATIONS[activation](values)
    return values


def forward(run, images, model="model.safetensors"):
    """Code and output of a run's model, in float64."""
    config, layers = read_layers(run, model)
    depth = len(config["layers"])
    code = apply(layers[:depth], images, config["k"])
    return config, code, apply(layers[depth:], code, config["k"])


def fvu_at_k(run, images, seen, training):
    """{k: FVU when each row keeps the code of its k most important units and the others rest at their training mean}."""
    config, layers = read_layers(run)
    depth = len(config["layers"])
    encode, decode = layers[:depth], layers[depth:]
    mean = apply(encode, training, config["k"]).mean(0)
    code = apply(encode, seen, config["k"])
    order = np.argsort(-np.abs(code - mean) * np.linalg.norm(decode[0][0], axis=0), axis=1, kind="stable")
    width, result = code.shape[1], {}
    for k in sorted({2**power for power in range(width.bit_length()) if 2**power < width} | {width}):
        kept = np.tile(mean, (len(code), 1))
        np.put_along_axis(kept, order[:, :k], np.take_along_axis(code, order[:, :k], 1), 1)
        error = ((apply(decode, kept, config["k"]) - images) ** 2).sum()
        result[k] = error / ((images - images.mean(0)) ** 2).sum()
    return result


def kl(rho, q):
    q = np.clip(q, 1e-6, 1 - 1e-6)
    return (rho * np.log(rho / q) + (1 - rho) * np.log((1 - rho) / (1 - q))).sum()


def measure(run, images, seen=None):
    """Every val_* column by its definition; seen: the corrupted input, if any."""
    config, code, output = forward(run, images if seen is None else seen)
    kind, width = config["code_activation"], code.shape[1]
    # For a tanh code, KL uses (c+1)/2 as the rate, so the activity is measured that way too.
    rates = kind == "tanh" and config["penalty"] == "kl" and config["add_sparse"]
    activity = (code + 1) / 2 if rates else np.abs(code)
    active = activity > (0.5 if rates else THRESHOLDS[kind])
    rho_hat = code.mean(0)
    norm1, norm2 = activity.sum(1), np.sqrt((activity**2).sum(1))
    ratio = norm1[norm2 > 0] / norm2[norm2 > 0]
    if kind in ("sigmoid", "tanh", "identity"):
        dead = np.ptp(code, axis=0) < 0.1
    else:
        dead = (code == 0).all(0) if kind == "topk" else code.max(0) <= 0
    penalty = {"sigmoid": lambda: kl(RHO, rho_hat), "soft_threshold": lambda: kl(RHO, rho_hat),
               "tanh": lambda: kl((RHO + 1) / 2, (rho_hat + 1) / 2)}
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


def read_rows(run):
    with open(run / "metrics.csv", newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def png_size(content):
    """(width, height) of a PNG with 8-bit channels; raises if a checksum is wrong or a pixel is missing."""
    at, chunks = 8, []
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8:at + 8 + length]
        if zlib.crc32(kind + body) != struct.unpack_from(">I", content, at + 8 + length)[0]:
            raise ValueError(f"wrong checksum of {kind}")
        chunks.append((kind, body))
        at += 12 + length
    width, height, _, colour = struct.unpack_from(">IIBB", chunks[0][1])
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    if len(pixels) != height * (1 + width * {0: 1, 2: 3, 6: 4}[colour]) or chunks[-1][0] != b"IEND":
        raise ValueError(f"{len(pixels)} bytes for {width} x {height} pixels")
    return width, height


class Interop(CliTestCase):
    def train(self, *options):
        """Trains on a few rows; options are name-value pairs."""
        self.assertTrue(DATA.is_dir(), "this test needs FashionMNIST: scripts/setup installs it")
        self.new_folder()
        words = {**DEFAULTS, **dict(zip(options[::2], options[1::2]))}
        result = self.run_program(["--data", DATA, "--out", "run", *(word for pair in words.items() for word in pair)])
        self.assertEqual(result.code, 0, str(result))
        return self.folder / "run"

    def check_metrics(self, *options):
        run, images = self.train(*options), read_images(1000)
        self.check_row(run, images, None, options)
        self.check_budget(run, images, images, read_images(2000, TRAIN_IMAGES))

    def evaluate(self, run):
        self.name = "sae"
        result = self.run_program(["eval", run, "--json"])
        self.name = "sae_train"
        self.assertEqual(result.code, 0, str(result))
        return json.loads(result.stdout)

    def check_budget(self, run, images, seen, training):
        """sae eval has the last row of metrics.csv to the last digit, and the budget curve by its definition."""
        found, row = self.evaluate(run), read_rows(run)[-1]
        self.assertEqual({f"val_{name}": str(float(value)) for name, value in found["metrics"].items()},
                         {name: str(value) for name, value in row.items() if name.startswith("val_")})
        expected = fvu_at_k(run, images, seen, training)
        self.assertEqual([point["k"] for point in found["fvu_at_k"]], list(expected))
        # In float32, two nearly equally important units can change places.
        np.testing.assert_allclose([point["fvu"] for point in found["fvu_at_k"]], list(expected.values()), rtol=1e-4)

    def check_row(self, run, images, seen, options):
        row = read_rows(run)[-1]
        measured = measure(run, images, seen)
        self.assertEqual(set(measured), {name for name in row if name.startswith("val_")})
        for name, value in measured.items():
            with self.subTest(options=options, column=name):
                tolerance = 1e-4 if name == "val_l0" else 1e-5
                np.testing.assert_allclose(row[name], value, rtol=tolerance, atol=1e-12)

    def test_metrics_of_the_default(self):
        self.check_metrics()

    def test_metrics_of_a_tanh_code(self):
        self.check_metrics("--code_activation", "tanh", "--layers", "100")
        self.check_metrics("--code_activation", "tanh", "--layers", "100", "--penalty", "l1")

    def test_metrics_of_an_l1_code(self):
        self.check_metrics("--penalty", "l1", "--layers", "128")

    def test_metrics_of_a_deep_tied_net(self):
        self.check_metrics("--layers", "128,64,32", "--tied", "yes", "--code_activation", "identity", "--penalty", "l1")

    def test_metrics_of_the_tutorial(self):
        self.check_metrics("--preset", "tutorial-kl")

    def test_metrics_of_a_k_sparse_code(self):
        self.check_metrics("--preset", "k-sparse", "--layers", "100", "--k_start", "25", "--k", "5")

    def test_metrics_of_a_code_chosen_in_the_batch(self):
        self.check_metrics("--code_activation", "batchtopk", "--layers", "100", "--k", "5", "--scale", "unit")

    def test_metrics_of_a_code_with_learned_thresholds(self):
        self.check_metrics("--code_activation", "jumprelu", "--layers", "100", "--l0", "10", "--scale", "unit")

    def test_metrics_of_a_code_minus_its_thresholds(self):
        self.check_metrics("--code_activation", "soft_threshold", "--layers", "100")

    def test_metrics_and_denoising_of_half_images(self):
        """Trained in [-1, 1]; the summary's errors are for pictures in [0, 1], and PSNR is 10 log10(1/mse)."""
        options = ("--preset", "anton-half", "--layers", "32", "--valid", "test", "--lr", "0.002")
        run = self.train(*options)
        pictures = read_images(1000)
        images = 2 * pictures - 1
        seen = images.copy()
        seen.reshape(-1, 28, 28)[:, :, :14] = 0
        self.check_row(run, images, seen, options)
        training = 2 * read_images(2000, TRAIN_IMAGES) - 1
        training.reshape(-1, 28, 28)[:, :, :14] = 0
        self.check_budget(run, images, seen, training)
        found = json.loads((run / "summary.json").read_text())["denoising"]
        _, _, output = forward(run, seen)
        for name, values in (("noisy", (seen + 1) / 2), ("restored", (output + 1) / 2)):
            mse = ((values - pictures) ** 2).mean()
            np.testing.assert_allclose(found[f"{name}_mse"], mse, rtol=1e-5)
            np.testing.assert_allclose(found[f"{name}_psnr"], 10 * np.log10(1 / mse), rtol=1e-5)
        self.assertEqual(found["peak"], 1)

    def test_the_error_of_normal_noise(self):
        """The mean of 784,000 squares has a relative standard error of sqrt(2/784000) = .0016; the tolerance is four times that."""
        run = self.train("--corrupt", "gaussian:0.5", "--layers", "16", "--epochs", "1", "--corrupt_eval", "no")
        found = json.loads((run / "summary.json").read_text())["denoising"]
        np.testing.assert_allclose(found["noisy_mse"], 0.25, rtol=4 * 0.0016)
        self.check_row(run, read_images(1000), None, ("clean",))

    def test_metadata_of_the_model_file(self):
        run = self.train("--layers", "32,16", "--tied", "yes")
        with safe_open(run / "model.safetensors", "numpy") as file:
            metadata, names = file.metadata(), set(file.keys())
        self.assertEqual(metadata["epoch"], "2")
        self.assertEqual(metadata["tied"], "yes")
        self.assertEqual(json.loads(metadata["config"])["layers"], [32, 16])
        self.assertEqual(names, {"encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias",
                                 "decoder.0.bias", "decoder.1.bias", "data.offset", "data.divisor",
                                 "data.picture_factor"})

    def test_the_terms_of_the_loss(self):
        """One step with a negligible learning rate: the final weights are those used for the only batch."""
        run = self.train("--epochs", "1", "--limit", "32", "--batch_size", "32", "--lr", "1e-12", "--lambda", "0.01",
                         "--layers", "16")
        images = read_images(32, TRAIN_IMAGES)
        config, code, output = forward(run, images)
        mse, penalty = ((output - images) ** 2).mean(), kl(RHO, code.mean(0))
        decay = 0.01 / 2 * sum((array**2).sum() for name, array in read_weights(run).items() if name.endswith("weight"))
        expected = {"train_mse": mse, "train_reconstruction": mse, "train_penalty": penalty, "train_decay": decay,
                    "train_loss": mse + config["beta"] * penalty + decay}
        for name, value in expected.items():
            np.testing.assert_allclose(read_rows(run)[0][name], value, rtol=1e-5, err_msg=name)

    def test_the_auxiliary_loss_of_dead_units(self):
        """All rows are one batch, so the units that no row uses in the first epoch are dead in the second."""
        run = self.train("--epochs", "2", "--limit", "32", "--batch_size", "32", "--lr", "1e-12", "--lambda", "0", "--layers", "64",
                         "--code_activation", "topk", "--k", "4", "--scale", "unit", "--auxk", "0.5", "--auxk_units", "7", "--dead_after", "32")
        images = read_images(32, TRAIN_IMAGES)
        _, code, output = forward(run, images)
        _, layers = read_layers(run)
        (weight, bias, _), (decoder, _, _) = layers
        dead = (code == 0).all(0)
        error = images - output
        estimate = keep_largest(np.maximum(images @ weight[dead].T + bias[dead], 0), 7) @ decoder[:, dead].T
        auxk = ((error - estimate) ** 2).sum() / ((error - error.mean(0)) ** 2).sum()
        variance = ((images - images.mean(0)) ** 2).mean()
        first, second = read_rows(run)
        self.assertEqual((first["train_auxk"], first["train_dead"], second["train_dead"]), (0, dead.sum(), dead.sum()))
        self.assertGreater(dead.sum(), 7)
        term = 0.5 * dead.sum() / 392 * variance * auxk
        np.testing.assert_allclose(second["train_auxk"], term, rtol=1e-5)
        np.testing.assert_allclose(second["train_loss"], (error**2).mean() + term, rtol=1e-5)

    def test_the_best_model_has_the_lowest_error(self):
        """Five training images are quickly overfitted, so the last epoch is not the best."""
        run = self.train("--limit", "5", "--epochs", "30", "--lr", "0.05", "--layers", "64", "--add_sparse", "no")
        best = min(read_rows(run), key=lambda row: row["val_mse"])
        self.assertLess(best["epoch"], 30)
        with safe_open(run / "best.safetensors", "numpy") as file:
            self.assertEqual(int(file.metadata()["epoch"]), best["epoch"])
        images = read_images(1000)
        _, _, output = forward(run, images, "best.safetensors")
        np.testing.assert_allclose(best["val_mse"], ((output - images) ** 2).mean(), rtol=1e-5)

    def test_pictures_are_valid_png_files(self):
        run = self.train("--images_every", "1")
        pictures = sorted(path.relative_to(run).as_posix() for path in run.rglob("*.png"))
        self.assertEqual(pictures, ["features.png", "loss.png", "reconstructions/epoch_0001.png", "reconstructions/epoch_0002.png"])
        for name in pictures:
            content = (run / name).read_bytes()
            self.assertEqual(content[:8], b"\x89PNG\r\n\x1a\n", name)
            self.assertGreater(min(png_size(content)), 500, name)
        self.assertEqual(png_size((run / "loss.png").read_bytes()), (1200, 900))


if __name__ == "__main__":
    unittest.main()
