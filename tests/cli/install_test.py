# SPDX-License-Identifier: MIT
"""An installed program runs from anywhere: it finds LibTorch without help. Its pages and pictures are installed, too.

usage: install_test.py CMAKE BUILD_FOLDER
"""

import pathlib
import subprocess
import sys
import tempfile


def main(cmake, build):
    with tempfile.TemporaryDirectory(prefix="sae-install-") as prefix:
        subprocess.run([cmake, "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([f"{prefix}/bin/sae_train", "--version"], cwd=prefix, env={}, capture_output=True, text=True)
        if done.returncode != 0 or not done.stdout.startswith("sae_train "):
            sys.exit(f"the installed program: code {done.returncode}\n{done.stdout}{done.stderr}")

        pages = next(pathlib.Path(prefix).rglob("README.md")).parent
        for name in ("docs/options.md", "docs/faq.md", "data/figures/reconstructions.png"):
            if not (pages / name).is_file():
                sys.exit(f"the installed pages: expected {name} beside README.md, found none")


if __name__ == "__main__":
    main(*sys.argv[1:])
