# SPDX-License-Identifier: MIT
"""The study of dead units: what the start of a topk code and the auxiliary loss do to them."""

import itertools
import statistics

from figures import number
from lab import Lab, figure, spread, table, trials
from studies import QUICK_SEEDS, SEEDS

STARTS = {
    "torch": "--init torch --decoder_norm free --pre_bias no --scale auto --output_activation identity",
    "sae": "--init sae --decoder_norm unit --pre_bias yes --scale rms --output_activation identity",
}


def dead(lab: Lab) -> str:
    """Two starts, each without and with the auxiliary loss, each at the better of two learning rates."""
    units, k, batch = lab.choose("4096", "64"), lab.choose("32", "4"), lab.choose("256", "32")
    grid = f"--lr 4e-4,2e-3 --seed {lab.choose(SEEDS, QUICK_SEEDS)}"
    cells = []
    for (start, options), auxk in itertools.product(STARTS.items(), ("0", "1")):
        folder = f"dead/{start}-auxk_{auxk}"
        lab.sae(f"sweep {grid} --out {folder} -- --code_activation topk --k {k} --layers {units} --batch_size {batch} {options} "
                f"--auxk {auxk} {lab.length(10)}")
        rows = lab.rows(folder, ("val_fvu", "test_fvu", "test_dead", "training_seconds"), trials(grid))
        by_rate = {rate: [row for row in rows if row["lr"] == rate] for rate in {row["lr"] for row in rows}}
        rate, best = min(by_rate.items(), key=lambda entry: statistics.mean(row["val_fvu"] for row in entry[1]))
        cells.append((f"`{start}`", auxk, str(rate), spread((row["test_dead"] for row in best), 0),
                      number(100 * statistics.mean(row["test_dead"] for row in best) / int(units), 1),
                      spread(row["test_fvu"] for row in best), figure(statistics.mean(row["training_seconds"] for row in best), 0)))
    return table(f"FashionMNIST, one layer of {units} units, topk with k {k}, batches of {batch}, {lab.duration(10)}; mean ± sample standard "
                 f"deviation over the seeds {lab.choose(SEEDS, QUICK_SEEDS)}. Rates are chosen by the FVU of the validation rows. Dead: never "
                 "active in the test images. Seconds of training on one thread, several runs at a time.",
                 ("start", "`--auxk`", "`--lr`", "dead units", "%", "test FVU", "seconds"), cells)
