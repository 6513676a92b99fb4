# SPDX-License-Identifier: MIT
"""The long version of resume_test.Killed, and the same for sweeps: prints kills, resumes and the files that differ; exit code 1
if any do."""

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
    parser.add_argument("--sweep_kills", type=int, default=50, help="minimum number of kills of sweeps (default 50)")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2), "little"), help="seed of the random times")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sae-soak-") as name:
        folder = pathlib.Path(name)
        idx_data.make_dataset(folder / "data", train=400, test=40)
        say = lambda text: print(text, file=sys.stderr)
        single = runs.soak(program(), folder, arguments.kills, 8, arguments.seed, say) if arguments.kills else runs.Counts()
        sweeps = runs.soak_sweep(program("sae"), folder, arguments.sweep_kills, arguments.seed, say)
    for what, counts in (("runs", single), ("sweeps", sweeps)):
        print(f"{what}: kills {counts.kills}, resumes {counts.resumes} ({counts.resumes_inside} seen from a checkpoint), "
              f"runs compared {counts.finished}, files that differed {len(counts.differing)}, seed {arguments.seed}")
    differing = single.differing + sweeps.differing
    for name in differing:
        print(f"differs: {name}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
