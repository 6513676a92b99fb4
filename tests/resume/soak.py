# SPDX-License-Identifier: MIT
"""The long version of resume_test.Killed: prints kills, resumes and the files that differ; exit code 1 if any do."""

import argparse
import os
import pathlib
import sys
import tempfile

from resume import runs
from support import idx_data
from support.cli import program


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="minimum number of kills (default 200)")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2), "little"), help="seed of the random times")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sae-soak-") as name:
        folder = pathlib.Path(name)
        idx_data.make_dataset(folder / "data", train=400, test=40)
        counts = runs.soak(program(), folder, arguments.kills, 8, arguments.seed, lambda text: print(text, file=sys.stderr))
    print(f"kills {counts.kills}, resumes {counts.resumes} ({counts.resumes_inside} from a checkpoint), "
          f"runs compared {counts.finished}, files that differed {len(counts.differing)}, seed {arguments.seed}")
    for name in counts.differing:
        print(f"differs: {name}")
    return 1 if counts.differing else 0


if __name__ == "__main__":
    sys.exit(main())
