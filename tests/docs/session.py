# SPDX-License-Identifier: MIT
"""Simulates a reader who pastes the shell blocks of a page, from top to bottom, in one folder with the data that the page names.

Every block of the language `sh` runs as printed, in bash. The programs and scripts in it are stand-ins
(stand_in.py), so that the page takes seconds:
- sae_train and `sae train`: --print_config checks the command as printed; then it trains one epoch on 200 rows;
- sae sweep: each trial trains one epoch on 200 rows;
- sae classify: 2 epochs, and at most 200 rows if the page sets --limit;
- sae cluster, sae anomaly: as printed;
- sae check-gradients: only --print_config, because it takes over 10 s even with few rows;
- other scripts (they build, download or take minutes) are not run; each argument must occur in the script.
Any other command is not found, and fails."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys

import sklearn.datasets

import pages
from support import prestarted
from support.cli import CliTestCase, program

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
LANGUAGES = {"sh", "python", "text"}
COMMAND = re.compile(r"^(?:scripts/|build/release/bin/)?(?:sae_train|sae)\b|^scripts/\w+", re.MULTILINE)
STAND_IN = pathlib.Path(__file__).with_name("stand_in.py")


def make_photos(folder: pathlib.Path) -> None:
    """Copies the two photographs included in scikit-learn."""
    folder.mkdir()
    for photo in (pathlib.Path(sklearn.datasets.__file__).parent / "images").glob("*.jpg"):
        shutil.copy(photo, folder)


def make_measurements(path: pathlib.Path) -> None:
    """Writes scikit-learn's breast-cancer table, with the class in the column `kind`."""
    table = sklearn.datasets.load_breast_cancer()
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*table.feature_names, "kind"])
        writer.writerows([*row, table.target_names[kind]] for row, kind in zip(table.data, table.target))


def make_people(path: pathlib.Path) -> None:
    """Writes a table with a text column and missing values, and the classes in the column `income`."""
    schools = ("school", "college", "university")
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["age", "education", "hours", "income"])
        writer.writerows([20 + row % 50, schools[row % 3], "" if row % 7 == 0 else 20 + row % 30,
                          "high" if row % 4 == 0 else "low"] for row in range(300))


class Session(CliTestCase):
    def setUp(self):
        super().setUp()
        self.assertTrue(DATA.is_dir(), "the pages' commands need FashionMNIST: scripts/setup installs it")
        make_photos(self.folder / "photos")
        make_measurements(self.folder / "measurements.csv")
        make_people(self.folder / "people.csv")
        self.log = self.folder / "commands.log"
        self.log.touch()
        for name in ("sae_train", "sae"):
            self.put_stand_in(self.folder / "build" / "release" / "bin" / name, program(name)[0])
        for script in (pages.ROOT / "scripts").iterdir():
            if os.access(script, os.X_OK) and script.is_file():
                self.put_stand_in(self.folder / "scripts" / script.name,
                                  program()[0] if script.name == "sae_train" else str(script))

    def put_stand_in(self, path: pathlib.Path, behind: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{STAND_IN}" {path.name} "{behind}" "$@"\n', encoding="utf-8")
        path.chmod(0o755)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "SAE_DATA"}
        started = {"SAE_PRESTARTED_SOCKET": prestarted.socket_path()} if prestarted.socket_path() else {}
        return {**kept, **started, "SAE_DOCS_LOG": str(self.log), "PATH": f"{self.folder}/build/release/bin:{kept['PATH']}"}

    def run_words(self, *words: str) -> str:
        done = subprocess.run(words, cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=600)
        self.assertEqual(done.returncode, 0, f"{words[-1]}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def paste(self, page: str) -> int:
        """Runs all shell blocks of a page and returns the number of commands that ran."""
        for block in pages.blocks((pages.ROOT / page).read_text(encoding="utf-8")):
            self.assertIn(block.language, LANGUAGES, f"{page}: a fence of an unknown language:\n{block.text}")
            if block.language != "sh":
                continue
            before = len(self.log.read_text(encoding="utf-8").splitlines())
            self.run_words("bash", "-euo", "pipefail", "-c", block.text)
            ran = len(self.log.read_text(encoding="utf-8").splitlines()) - before
            self.assertGreaterEqual(ran, len(COMMAND.findall(block.text)), f"{page}: not every command ran:\n{block.text}")
        return len(self.log.read_text(encoding="utf-8").splitlines())
