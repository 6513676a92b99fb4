# SPDX-License-Identifier: MIT
"""The studies of training: each is the sweeps and comparisons that one would type, and a table of their figures."""

import itertools
import re
import statistics

from digits import write_digits
from figures import number
from lab import Lab, Row, figure, spread, table, trials

SEEDS, QUICK_SEEDS = "1,2,3", "1,2"
BUDGET = 16
"""Settings are chosen at this number of units per row, because L0 counts other things for other codes."""
BUDGETS = (4, 16, 64)

# The options that are varied, and those that all runs of the family share.
# The start of the other families, without what a typed topk implies.
PLAIN_TOPK = ("--code_activation topk --output_activation auto --init torch --decoder_norm free --pre_bias no --scale auto "
              "--lr 2e-3")
FAMILIES = {
    "kl": ("--beta log:1e-4:1e-2:3 --rho .00125,.0025,.005,.01,.02,.05", ""),
    "l1": ("--beta log:1e-5:1e-2:7", "--penalty l1"),
    "topk": ("--k 4,8,16,32", PLAIN_TOPK),
    "kl_per_sample": ("--beta log:1e-5:10:7 --rho .02,.05,.2,.5", "--penalty kl_per_sample --code_activation relu"),
    "l1_all_layers": ("--beta log:3e-3:.3:5", "--penalty l1_all_layers --code_activation relu"),
}
QUICK_GRIDS = {"kl": "--beta 1e-3,1e-2", "l1": "--beta 1e-4,1e-3", "topk": "--k 8,16", "kl_per_sample": "--beta 1e-5,1e-4",
               "l1_all_layers": "--beta 1e-3,1e-2"}


def sparsity(lab: Lab) -> str:
    """What the weight of the KL penalty and its target mean activation do to sparsity and error."""
    grid = lab.choose("--beta log:1e-4:1e-1:7 --rho .01,.02,.05,.1,.2", "--beta 1e-3,1e-1 --rho .05,.2")
    lab.sae(f"sweep {grid} --out sparsity/grid -- {lab.length(10)}")
    metrics = ("val_rho_hat", "val_l0", "val_hoyer", "val_fvu", "val_mse")
    rows = lab.rows("sparsity/grid", metrics, trials(grid))
    for kind in ("front_l0", "front_hoyer"):
        lab.plot(f"sparsity/{kind}.png", f"sparsity/grid --plot_of {kind}")
    rows.sort(key=lambda row: (float(row["rho"]), float(row["beta"])))
    return table(f"FashionMNIST, default network, {lab.duration(10)}; figures of the validation rows.",
                 ("rho", "beta", "mean activation", "L0", "Hoyer", "FVU", "MSE"),
                 [(f"{row['rho']}", f"{row['beta']}", figure(row["val_rho_hat"], 3), number(row["val_l0"], 1),
                   figure(row["val_hoyer"], 3), figure(row["val_fvu"]), figure(row["val_mse"])) for row in rows])


def width(lab: Lab) -> str:
    """What more units are worth, at two weights of the penalty."""
    widths = lab.choose("--layers 64 --layers 128 --layers 256 --layers 512 --layers 1024 --layers 2048", "--layers 32 --layers 64")
    grid = f"{widths} --beta 1e-3,1e-2"
    lab.sae(f"sweep {grid} --out width/grid -- {lab.length(10)}")
    metrics = ("val_fvu", "val_l0", "val_dead", "training_seconds")
    rows = lab.rows("width/grid", metrics, trials(grid))
    for kind in ("front_l0", "budget", "seconds"):
        lab.plot(f"width/{kind}.png", f"width/grid --plot_of {kind}")
    rows.sort(key=lambda row: (float(row["beta"]), int(row["layers"])))
    return table(f"FashionMNIST, one layer, {lab.duration(10)}; seconds of training on one thread, several runs at a time.",
                 ("beta", "units", "FVU", "L0", "dead units", "seconds"),
                 [(f"{row['beta']}", f"{row['layers']}", figure(row["val_fvu"]), number(row["val_l0"], 1),
                   figure(row["val_dead"]), number(row["training_seconds"], 1)) for row in rows])


def run_family(lab: Lab, folder: str, family: str, shared: str) -> tuple[str, list[str], list[Row]]:
    """Chooses settings from the family's grid with seed 1, and trains them with all seeds: (settings, folders of the runs, runs)."""
    grid, options = FAMILIES[family]
    grid = lab.choose(grid, QUICK_GRIDS[family])
    fixed = f"{options} {shared}".strip()
    lab.sae(f"sweep {grid} --seed 1 --out {folder} -- {fixed}")
    tried = lab.rows(folder, ("val_fvu",), trials(grid), "seed=1")
    best = min(tried, key=lambda row: lab.fvu_at(f"{folder}/{row['run']}", BUDGET))
    chosen = {name: best[name] for name in re.findall(r"--(\w+)", grid)}
    seeds = lab.choose(SEEDS, QUICK_SEEDS)
    lab.sae(f"sweep {' '.join(f'--{name} {value}' for name, value in chosen.items())} --seed {seeds} --out {folder} -- {fixed}")
    rows = lab.rows(folder, ("val_l0", "test_fvu"), trials(f"--seed {seeds}"), ",".join(f"{name}={value}" for name, value in chosen.items()))
    return ", ".join(f"{name} {value}" for name, value in chosen.items()), [f"{folder}/{row['run']}" for row in rows], rows


def penalties(lab: Lab) -> str:
    """The penalties at equal width and equal budget, on FashionMNIST and on scikit-learn's digits."""
    write_digits(lab.out / "penalties")
    units = lab.choose("512", "64")
    data = {"fashion": f"--layers {units} {lab.length(10)}",
            "digits": "--data penalties/digits_train.npy --test_data penalties/digits_test.npy --image_shape 8x8 "
                      f"--layers 128 {lab.length(200)}"}
    cells = []
    for name, shared in data.items():
        compared: list[str] = []
        for family in FAMILIES:
            settings, folders, rows = run_family(lab, f"penalties/{name}-{family}", family, shared)
            budgets = [spread(lab.fvu_at(folder, k) for folder in folders) for k in BUDGETS]
            cells.append((name, family, settings, *budgets, spread((row["val_l0"] for row in rows), 1),
                          spread(row["test_fvu"] for row in rows)))
            compared += folders
        for kind in ("budget", "front_l0"):
            lab.plot(f"penalties/{name}-{kind}.png", f"{' '.join(compared)} --over seed --plot_of {kind}")
    return table(f"One layer: {units} units and {lab.duration(10)} for FashionMNIST, 128 units and {lab.duration(200)} for digits. "
                 f"Settings: the lowest FVU of the validation rows at k = {BUDGET} (the nearest point of fvu_at_k) with seed 1. "
                 f"Figures: mean ± sample standard deviation over the seeds {lab.choose(SEEDS, QUICK_SEEDS)}.",
                 ("data", "family", "settings", *(f"FVU at k = {k}" for k in BUDGETS), "L0", "test FVU"), cells)


def stability(lab: Lab) -> str:
    """How many units two runs have in common that differ in the seed alone, over all pairs of seeds."""
    families = {"kl": "", "l1": "--penalty l1", "topk": f"{PLAIN_TOPK} --k 16"}
    units = lab.choose("512", "64")
    seeds = lab.choose("1,2,3,4,5", "1,2,3")
    cells = []
    for family, options in families.items():
        folder = f"stability/{family}"
        fixed = f"{options} --layers {units} {lab.length(25)}".strip()
        lab.sae(f"sweep --seed {seeds} --out {folder} -- {fixed}")
        rows = lab.rows(folder, ("val_fvu",), trials(f"--seed {seeds}"))
        pairs = list(itertools.combinations([f"{folder}/{row['run']}" for row in rows], 2))
        matches = [lab.match(*pair) for pair in pairs]
        lab.plot(f"stability/{family}-units.png", f"{' '.join(pairs[0])} --units")
        shares = [spread((one.share[cosine] for one in matches), 3) for cosine in ("0.9", "0.7")]
        chance = number(statistics.mean(one.chance["0.7"] for one in matches), 3)
        alive = spread((len(lab.living(f"{folder}/{row['run']}")) for row in rows), 0)
        cells.append((family, str(len(pairs)), *shares, chance, alive, spread((one.living["0.7"] for one in matches), 3),
                      spread(row["val_fvu"] for row in rows)))
    return table(f"FashionMNIST, one layer of {units} units, {lab.duration(25)}. Share of units whose partner in the other run has at least "
                 "this cosine: mean ± sample standard deviation over the pairs. Chance: the same with permuted inputs.",
                 ("penalty", "pairs", "found again, cosine ≥ .9", "≥ .7", "chance, ≥ .7", "living units", "of these, ≥ .7", "FVU"), cells)
