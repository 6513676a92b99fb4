# SPDX-License-Identifier: MIT
"""The study `repeat`: the same small sweep on other dates; its byte-stable files must have the same checksums."""

import csv
import datetime
import hashlib
import json
import pathlib

from lab import Lab, expect, table, trials
from runner import read_json

GRID, QUICK_GRID = "--penalty kl,l1 --seed 1,2", "--penalty kl,l1 --seed 1"
TIMES = ("seconds", "images_per_second")
"""Columns of metrics.csv that are measured times."""


def untimed(metrics: pathlib.Path) -> bytes:
    """metrics.csv without its times."""
    with open(metrics, encoding="utf-8", newline="") as file:
        rows = [[value for name, value in row.items() if name not in TIMES] for row in csv.DictReader(file)]
    return "\n".join(map(",".join, rows)).encode()


def checksums(sweep: pathlib.Path) -> dict[str, str]:
    """SHA-256 of the byte-stable files of each run, by run and file name."""
    found = {}
    for run in sorted(config.parent for config in sweep.glob("*/config.json")):
        contents = {name: (run / name).read_bytes() for name in ("model.safetensors", "checkpoint.safetensors")}
        contents["metrics.csv"] = untimed(run / "metrics.csv")
        found.update({f"{run.name}/{name}": hashlib.sha256(content).hexdigest() for name, content in contents.items()})
    return found


def processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")


def measure(lab: Lab, date: str) -> None:
    """Runs the sweep in a folder of this date and writes its checksums to DATE.json, unless an earlier call did.
    Remove both to run it again on the same date, for instance with another build."""
    path = lab.out / "repeat" / f"{date}.json"
    if path.exists():
        return
    grid = lab.choose(GRID, QUICK_GRID)
    lab.sae(f"sweep {grid} --out repeat/{date} -- --device cpu {lab.length(3)}")
    files = checksums(lab.out / "repeat" / date)
    expect(len(files) == 3 * trials(grid), f"{3 * trials(grid)} files of the runs in repeat/{date}", len(files))
    config = read_json(next((lab.out / "repeat" / date).glob("*/config.json")))
    measured = {"date": date, "versions": config["provenance"]["versions"], "processor": processor(), "files": files}
    path.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")


def repeat(lab: Lab) -> str:
    """Today's checksums beside those of all earlier dates."""
    today = datetime.date.today().isoformat()
    for date in (today, f"{today}-again") if lab.quick else (today,):
        measure(lab, date)
    dates = [read_json(path) for path in sorted((lab.out / "repeat").glob("*.json"), key=lambda path: path.stem)]
    *earlier, last = dates
    if lab.quick:
        expect(earlier[-1]["files"] == last["files"], "equal bytes of two sweeps of the same day", "different ones")
    files = [(f"`{name}`", last["files"][name][:12],
              *("equal" if date["files"].get(name) == last["files"][name] else "different" for date in earlier))
             for name in last["files"]]
    machines = [(date["date"], ", ".join(f"{name} {version}" for name, version in date["versions"].items()), date["processor"])
                for date in dates]
    return (table("Equal bytes are promised on the same machine with the same build.", ("date", "versions", "processor"), machines) + "\n"
            + table("metrics.csv is compared without its times.", ("file", f"SHA-256 on {last['date']}", *(date["date"] for date in earlier)), files))
