# SPDX-License-Identifier: MIT
"""NumPy, SciPy and safetensors read what `sae encode`, `sae decode` and `sae reconstruct` write, and recompute it."""

import csv
import gzip
import os
import pathlib
import re
import signal
import struct
import subprocess
import time
import unittest
import zlib

import numpy as np
import scipy.sparse
from safetensors import safe_open

import interop_test
from interop_test import DATA, forward, read_images
from support.cli import CliTestCase, program


def read_table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_png(path):
    """The pixels of a PNG file of 8-bit grey."""
    content, at, body = path.read_bytes(), 8, b""
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", chunk)
        if kind == b"IDAT":
            body += chunk
        at += 12 + length
    assert (depth, colour) == (8, 0), (depth, colour)
    lines = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, width + 1)
    pixels = np.zeros((height + 1, width + 1), np.uint8)
    for row, line in enumerate(lines):
        for column in range(width):
            left, above, corner = (int(pixels[row + 1, column]), int(pixels[row, column + 1]), int(pixels[row, column]))
            estimate = left + above - corner
            paeth = min((left, above, corner), key=lambda value: abs(estimate - value))
            add = (0, left, above, (left + above) // 2, paeth)[line[0]]
            pixels[row + 1, column + 1] = (int(line[column + 1]) + add) % 256
    return pixels[1:, 1:]


class TakeAway(CliTestCase):
    ROWS = 300

    def train(self, *options):
        self.new_folder()
        self.name = "sae_train"
        self.run_well(["--data", DATA, "--out", "run", "--limit", "500", "--limit_valid", self.ROWS, "--epochs", "1", *options])
        self.name = "sae"
        return self.folder / "run"

    def run_well(self, words):
        result = self.run_program(words)
        self.assertEqual(result.code, 0, str(result))
        return result

    def check_codes(self, *options, scale=lambda pixels: pixels):
        """All formats have the codes that NumPy computes from the model file; decoding them gives the reconstructions."""
        run = self.train(*options)
        _, codes, outputs = forward(run, scale(read_images(self.ROWS)))
        self.run_well(["encode", "run", "--out", "codes.npy"])
        found = np.load(self.folder / "codes.npy")
        np.testing.assert_allclose(found, codes, rtol=1e-4, atol=1e-5)
        self.assertEqual(found.dtype, np.float64 if "float64" in options else np.float32)
        self.check_same_codes(found)
        self.check_decoded(scale, outputs)
        return found

    def check_same_codes(self, codes):
        for name, *words in (("codes.csv",), ("codes.safetensors",), ("codes.npz", "--sparse"), ("threads.npy", "--threads", "1")):
            self.run_well(["encode", "run", "--out", name, *words])
            self.assertTrue((self.folder / f"{name}.rows.csv").is_file())
        table = np.loadtxt(self.folder / "codes.csv", delimiter=",", skiprows=1, dtype=codes.dtype)
        np.testing.assert_array_equal(table, codes)
        header = (self.folder / "codes.csv").read_text().partition("\n")[0].split(",")
        self.assertEqual(header, [f"unit_{unit}" for unit in range(codes.shape[1])])
        with safe_open(self.folder / "codes.safetensors", "numpy") as file:
            np.testing.assert_array_equal(file.get_tensor("codes"), codes)
            self.assertEqual(file.metadata()["units"], str(codes.shape[1]))
            self.assertRegex(file.metadata()["runs"], "^crc32:")
        sparse = scipy.sparse.load_npz(self.folder / "codes.npz")
        self.assertEqual((sparse.format, sparse.dtype, sparse.has_sorted_indices), ("csr", codes.dtype, True))
        np.testing.assert_array_equal(sparse.toarray(), codes)
        self.assertEqual(sparse.nnz, np.count_nonzero(codes))
        np.testing.assert_array_equal(np.load(self.folder / "threads.npy"), codes)
        self.assertEqual([row["row"] for row in read_table(self.folder / "codes.npy.rows.csv")], [str(row) for row in range(len(codes))])

    def check_decoded(self, scale, outputs):
        """outputs: of the network, in the scale of training."""
        low, high = scale(np.array(0.0)), scale(np.array(1.0))
        pixels = np.clip((outputs - low) / (high - low) * 255, 0, 255)
        result = self.run_well(["reconstruct", "run", "--out", "recon.npy"])
        reconstructed = np.load(self.folder / "recon.npy")
        self.assertEqual((reconstructed.dtype, reconstructed.shape), (np.uint8, (self.ROWS, 28, 28)))
        self.assertLessEqual(np.abs(reconstructed.reshape(self.ROWS, -1) - pixels).max(), 0.51)
        mse = float(re.fullmatch(r"mse +(\S+)\n", result.stdout)[1])
        np.testing.assert_allclose(mse, ((outputs - scale(read_images(self.ROWS))) ** 2).mean(), rtol=1e-5)
        for codes in ("codes.npy", "codes.csv", "codes.safetensors", "codes.npz"):
            self.run_well(["decode", "run", "--data", codes, "--out", "decoded.npy", "--force"])
            np.testing.assert_array_equal(np.load(self.folder / "decoded.npy"), reconstructed.reshape(self.ROWS, -1))
        self.run_well(["decode", "run", "--data", "codes.npy", "--out", "exact.npy", "--round", "no"])
        np.testing.assert_allclose(np.clip(np.load(self.folder / "exact.npy"), 0, 255), pixels, rtol=1e-4, atol=1e-2)

    def test_a_sigmoid_code(self):
        self.check_codes("--layers", "32")

    def test_a_k_sparse_code(self):
        codes = self.check_codes("--layers", "100", "--code_activation", "topk", "--k", "5", "--scale", "unit")
        self.assertEqual(np.count_nonzero(codes, axis=1).max(), 5)

    def test_a_deep_tied_relu_code_in_float64(self):
        self.check_codes("--layers", "64,32", "--tied", "yes", "--code_activation", "relu", "--penalty", "l1", "--dtype", "float64")

    def test_a_tanh_code_of_pixels_from_minus_1_to_1(self):
        self.check_codes("--layers", "32", "--code_activation", "tanh", "--scale", "symmetric", "--output_activation", "tanh",
                         scale=lambda pixels: 2 * pixels - 1)

    def test_a_whitened_run_is_undone(self):
        """Decoded with the mean and the inverse of the whitening that the model file has."""
        run = self.train("--layers", "32", "--whiten", "zca", "--output_activation", "identity", "--scale", "unit")
        weights = interop_test.read_weights(run)
        white = (read_images(self.ROWS) - weights["data.mean"]) @ weights["data.whitening"]
        _, codes, outputs = forward(run, white)
        self.run_well(["encode", "run", "--out", "codes.npy"])
        np.testing.assert_allclose(np.load(self.folder / "codes.npy"), codes, rtol=1e-3, atol=1e-4)
        self.run_well(["reconstruct", "run", "--out", "recon.npy", "--round", "no"])
        expected = 255 * (outputs @ weights["data.unwhitening"] + weights["data.mean"])
        found = np.load(self.folder / "recon.npy").reshape(self.ROWS, -1)
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=0.05)

    def test_a_stack_of_runs(self):
        self.train("--layers", "32")
        self.name = "sae_train"
        self.run_well(["--data", DATA, "--out", "upper", "--limit", "500", "--limit_valid", self.ROWS, "--epochs", "1", "--layers", "8",
                       "--encode_with", "run"])
        self.name = "sae"
        for runs, name in ((["run"], "lower"), (["upper"], "stacked"), (["run", "upper"], "named")):
            self.run_well(["encode", *runs, "--out", f"{name}.npy"])
        lower, stacked = np.load(self.folder / "lower.npy"), np.load(self.folder / "stacked.npy")
        weights = interop_test.read_weights(self.folder / "upper")
        scaled = (lower - weights["data.offset"]) / weights["data.divisor"] if "data.offset" in weights else lower
        _, codes, _ = forward(self.folder / "upper", scaled)
        np.testing.assert_allclose(stacked, codes, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(np.load(self.folder / "named.npy"), stacked)
        self.run_well(["decode", "upper", "--data", "stacked.npy", "--out", "decoded.npy"])
        self.run_well(["reconstruct", "upper", "--out", "recon.npy"])
        np.testing.assert_array_equal(np.load(self.folder / "decoded.npy"), np.load(self.folder / "recon.npy").reshape(self.ROWS, -1))

    def test_pictures_equal_the_array(self):
        self.train("--layers", "32")
        self.run_well(["reconstruct", "run", "--limit_valid", "20", "--out", "recon.npy"])
        self.run_well(["reconstruct", "run", "--limit_valid", "20", "--out", "pictures"])
        images = np.load(self.folder / "recon.npy")
        names = sorted(path.name for path in (self.folder / "pictures").iterdir())
        self.assertEqual(names, [f"{row:05}.png" for row in range(20)] + ["rows.csv"])
        for row in range(20):
            np.testing.assert_array_equal(read_png(self.folder / "pictures" / f"{row:05}.png"), images[row])
        labels = np.frombuffer(gzip.open(DATA / "t10k-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
        names = {row["label"]: int(label) for row, label in zip(read_table(self.folder / "pictures" / "rows.csv"), labels)}
        self.assertEqual(len(names), len(set(labels[:20])))

    def test_pipes_and_large_blocks(self):
        """Rows go through several blocks, from standard input and to standard output."""
        run = self.train("--layers", "32")
        pixels = np.random.default_rng(1).integers(0, 256, (5000, 784), np.uint8)
        np.save(self.folder / "x.npy", pixels)
        _, codes, _ = forward(run, pixels / 255)
        content = (self.folder / "x.npy").read_bytes()
        for words, load in ((["--out", "-"], lambda out: np.load(out)), (["--out", "-", "--sparse"], lambda out: scipy.sparse.load_npz(out).toarray())):
            done = subprocess.run([*program("sae"), "encode", "run", "--data", "-", *words], cwd=self.folder, input=content, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b"stdin: 5,000 rows", done.stderr)
            (self.folder / "out").write_bytes(done.stdout)
            np.testing.assert_allclose(load(self.folder / "out"), codes, rtol=1e-4, atol=1e-5)

    def test_an_interrupt_leaves_no_file(self):
        self.train("--layers", "512")
        with open(self.folder / "x.npy", "wb") as file:
            np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": (3_000_000, 784)})
            os.truncate(file.name, file.tell() + 3_000_000 * 784)  # a sparse file
        for words in (["encode", "run", "--out", "codes.npz", "--sparse"], ["reconstruct", "run", "--image_shape", "28x28", "--out", "pictures"]):
            before = set(os.listdir(self.folder))
            running = subprocess.Popen([*program("sae"), *words, "--data", "x.npy"], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(600):
                if set(os.listdir(self.folder)) != before:
                    break
                time.sleep(0.05)
            time.sleep(0.3)
            running.send_signal(signal.SIGINT)
            self.assertEqual(running.wait(60), 128 + signal.SIGINT)
            self.assertEqual(set(os.listdir(self.folder)), before)


if __name__ == "__main__":
    unittest.main()
