# SPDX-License-Identifier: MIT
"""The driver of scripts/bench: runs the selected sections, prints Markdown tables and writes them to
docs/benchmarks.md.

Everything that is compared takes turns, round by round. A figure is the median over the rounds, its spread is half the
interquartile range, and a ratio is the median of the ratios in each round."""

import argparse
import os
import pathlib
import sys
import tempfile

import all_rows
import few_active
import quality
import reading
import scaling
import startup
import steps
from tables import PAGE, write_section
from workspace import Options, Workspace, require_peers

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECTIONS = ("steps", "few_active", "all_rows", "scaling", "quality", "startup", "reading")
BUSY = 0.5
"""One-minute load average above which figures are unreliable."""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("section", nargs="?", choices=[*SECTIONS, "all"], default="steps")
    parser.add_argument("--rounds", type=int, default=Options.rounds)
    parser.add_argument("--images", type=int, default=Options.images)
    parser.add_argument("--only", default=Options.only, metavar="WORD")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or not 1 <= arguments.images <= quality.TRAINING_IMAGES:
        parser.error(f"expected at least one round, and 1 to {quality.TRAINING_IMAGES} images")
    if arguments.write and arguments.only:
        parser.error("--write needs complete tables: omit --only")
    return arguments


def run_sections(section: str, workspace: Workspace, options: Options) -> tuple[dict[str, str], list[str]]:
    """Returns all tables by section, and the errors found in them."""
    complaints: list[str] = []
    results: dict[str, str] = {}
    if section in ("steps", "all"):
        results, complaints = steps.run(workspace, options)
    if section in ("all_rows", "all"):
        tables, differences = all_rows.run(workspace, options)
        results |= tables
        complaints += differences
    for name, module in (("few_active", few_active), ("scaling", scaling), ("quality", quality), ("startup", startup),
                         ("reading", reading)):
        if section in (name, "all"):
            results |= module.run(workspace, options)
    return results, complaints


def caption(name: str, workspace: Workspace, options: Options) -> str:
    """Text above a table: the machine and the number of rounds and images."""
    amount = {"steps": f"{options.rounds} rounds of {options.images:,} images",
              "peers": f"{options.rounds} rounds of {options.images:,} images",
              "few_active": f"{options.rounds} rounds of {options.images:,} images",
              "all_rows": f"{options.rounds} rounds",
              "scaling": f"{options.rounds} rounds of {options.images:,} images unless stated otherwise",
              "quality": f"{quality.TRAINING_IMAGES:,} images",
              "startup": f"{max(options.rounds, startup.LEAST_ROUNDS)} rounds",
              "reading": f"{reading.rounds_of(options)} rounds"}
    return f"{workspace.machine()}; {amount[name]}.\n\n"


def main() -> int:
    arguments = parse_arguments()
    options = Options(arguments.rounds, arguments.images, arguments.only, arguments.peers)
    load = os.getloadavg()[0]
    if load > BUSY:
        print(f"bench: warning: this machine is busy (load {load:.1f}): figures will be noisy", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="sae-bench-") as folder:
        workspace = Workspace(ROOT, pathlib.Path(folder))
        if options.peers:
            require_peers(workspace)
        results, complaints = run_sections(arguments.section, workspace, options)
        for name, text in results.items():
            body = caption(name, workspace, options) + text
            print(body)
            if arguments.write:
                write_section(ROOT / PAGE, name, body)
    for line in complaints:
        print(f"bench: error: {line}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
