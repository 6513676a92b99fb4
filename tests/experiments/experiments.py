# SPDX-License-Identifier: MIT
"""The driver of scripts/experiments: runs the studies, one after the other, and prints their tables."""

import sys
import time
from collections.abc import Callable, Mapping

import studies
from dead_units import dead
from lab import Lab, Unexpected
from repeat import repeat
from runner import ROOT, Stopped, parse_arguments

STUDIES: Mapping[str, Callable[[Lab], str]] = {
    "sparsity": studies.sparsity,
    "width": studies.width,
    "penalties": studies.penalties,
    "stability": studies.stability,
    "dead": dead,
    "repeat": repeat,
}


def run(lab: Lab, name: str) -> None:
    """Runs a study; prints its table and writes it to NAME/table.md."""
    began = time.monotonic()
    (lab.out / name).mkdir(parents=True, exist_ok=True)
    version = " (quick version)" if lab.quick else ""
    text = f"## {name}{version}\n\n{STUDIES[name](lab)}"
    (lab.out / name / "table.md").write_text(text, encoding="utf-8")
    print(text, flush=True)
    print(f"experiments: {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)


def main() -> int:
    arguments = parse_arguments("scripts/experiments", STUDIES)
    out = arguments.out or ROOT / "experiments" / ("quick" if arguments.quick else "")
    lab = Lab(ROOT / "build" / "release" / "bin" / "sae", out.resolve(), arguments.quick)
    print(f"experiments: the commands run in {lab.out}", file=sys.stderr)
    try:
        for name in arguments.names:
            run(lab, name)
    except Unexpected as error:
        print(f"experiments: error: {error}", file=sys.stderr)
        return 1
    except (Stopped, KeyboardInterrupt) as stop:
        code = stop.args[0] if stop.args else 130
        print(f"experiments: stopped with exit code {code}; run the same command again to resume", file=sys.stderr)
        return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
