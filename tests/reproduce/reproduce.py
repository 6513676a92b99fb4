# SPDX-License-Identifier: MIT
"""The driver of scripts/reproduce: trains the systems of the sources and compares their figures with ours."""

import sys
from collections.abc import Callable, Mapping

import downstream
import published
import ufldl_systems
from figures import Figure, table
from runner import ROOT, Runner, Stopped, parse_arguments

SYSTEMS: Mapping[str, Callable[[Runner], list[Figure]]] = {
    "default": published.default_run,
    "tutorial-kl": published.tutorial_kl,
    "tutorial-l1": published.tutorial_l1,
    "ufldl-patches": ufldl_systems.patches,
    "ufldl-mnist": ufldl_systems.mnist,
    "ufldl-linear": ufldl_systems.linear,
    "tanh-100": published.tanh_100,
    **{f"anton-{kind}": published.anton(kind) for kind in published.ANTON},
    "k-sparse": downstream.k_sparse,
    "denoise": published.denoise,
    "stacked": downstream.stacked,
    "self-taught": downstream.self_taught,
}


def main() -> int:
    arguments = parse_arguments("scripts/reproduce", SYSTEMS)
    out = arguments.out or ROOT / "runs" / ("reproduce-quick" if arguments.quick else "reproduce")
    out.mkdir(parents=True, exist_ok=True)
    runner = Runner(ROOT / "build" / "release" / "bin", out.resolve(), arguments.quick)
    figures: list[tuple[str, Figure]] = []
    try:
        for name in arguments.names:
            figures += [(name, figure) for figure in SYSTEMS[name](runner)]
    except (Stopped, KeyboardInterrupt) as stop:
        code = stop.args[0] if stop.args else 130
        print(f"reproduce: stopped with exit code {code}; run the same command again to resume", file=sys.stderr)
        return code
    text = table(figures)
    (out / "table.md").write_text(text, encoding="utf-8")
    print(text, end="")
    missed = sum(figure.holds is False for _, figure in figures)
    if missed:
        print(f"reproduce: {missed} of {len(figures)} figures miss their targets", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
