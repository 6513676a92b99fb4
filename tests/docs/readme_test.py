# SPDX-License-Identifier: MIT
"""Runs the commands of README.md as a reader would, shortened to one epoch of a few images, beside the data they name."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import sklearn.datasets

from support.cli import CliTestCase, program

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def shortened(command):
    """The command on 200 images, one epoch."""
    command = re.sub(r"--epochs \d+", "--epochs 1", command)
    return re.sub(r"scripts/sae_train(?=[^\n]*--)", "scripts/sae_train --limit 200 --limit_valid 20", command)


def make_photos(folder):
    """The two photographs that scikit-learn ships."""
    folder.mkdir()
    for photo in (pathlib.Path(sklearn.datasets.__file__).parent / "images").glob("*.jpg"):
        shutil.copy(photo, folder)


def make_measurements(path):
    """scikit-learn's breast-cancer table, its class in the column `kind`."""
    table = sklearn.datasets.load_breast_cancer()
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*table.feature_names, "kind"])
        writer.writerows([*row, table.target_names[kind]] for row, kind in zip(table.data, table.target))


class Readme(CliTestCase):
    def setUp(self):
        super().setUp()
        make_photos(self.folder / "photos")
        make_measurements(self.folder / "measurements.csv")
        self.assertTrue(DATA.is_dir(), "the README's commands need FashionMNIST: scripts/setup installs it")
        released = ROOT / "build" / "release" / "bin" / "sae_train"
        if pathlib.Path(program()[0]).resolve() == released:
            (self.folder / "scripts").symlink_to(ROOT / "scripts")
        else:  # another preset: its own program, not the wrapper that builds release
            (self.folder / "scripts").mkdir()
            (self.folder / "scripts" / "sae_train").symlink_to(program()[0])

    def run_block(self, block):
        environment = {name: value for name, value in os.environ.items() if name != "SAE_DATA"}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, f"{block}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def training_commands(self):
        """Every line of a shell block that trains, and whole blocks where they loop."""
        for block in blocks("sh"):
            if "for " in block:
                yield block
            else:
                yield from (line for line in block.splitlines() if line.startswith("scripts/sae_train"))

    def test_every_training_command_works_and_prints_its_folder(self):
        commands = list(self.training_commands())
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            with self.subTest(command=command):
                output = self.run_block(shortened(command))
                if "for " not in command:
                    self.assertRegex(output, r"^\S+\n$")
                    self.assertTrue((self.folder / output.strip() / "metrics.csv").is_file())

    def test_the_python_example_gives_the_last_val_mse(self):
        self.run_block("scripts/sae_train --epochs 1 --limit 200 --log_level warning")
        with open(self.folder / "runs" / "latest" / "metrics.csv", newline="") as file:
            expected = float(list(csv.DictReader(file))[-1]["val_mse"])
        (example,) = blocks("python")
        done = subprocess.run([sys.executable, "-c", example], cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertAlmostEqual(float(done.stdout) / expected, 1, delta=1e-5)


if __name__ == "__main__":
    unittest.main()
