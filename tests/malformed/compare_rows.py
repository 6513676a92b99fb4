# SPDX-License-Identifier: MIT
"""Invalid calls of `sae compare` and `sae best`."""

from downstream_rows import call
from rows import OUTPUT, USAGE
from run_rows import CHECKPOINT, run_with

ROWS = [
    call("compare", "no run", [], USAGE, "RUN...: expected the folder of a run, found none", words=()),
    call("compare", "a missing folder", [], CHECKPOINT, "none: expected a run or a folder of runs, found nothing", words=("none",)),
    call("compare", "a folder without runs", [], CHECKPOINT, "data: expected runs or folders of runs, found no run", words=("data",)),
    call("compare", "several problems", ["--metrics", "val_msr", "--sort", "val", "--over", "seeds", "--where", "l9<3", "--at", "first"], USAGE,
         "--at: expected last, best, found 'first'"),
    call("compare", "names of nothing", ["--metrics", "val_msr", "--sort", "sorted", "--over", "seeds", "--where", "l9<3"], USAGE,
         r"--where: expected a figure or an option of sae_train, found 'l9'",
         r"--over: expected an option of sae_train, found 'seeds' \(did you mean 'seed'\?\)",
         r"--metrics: expected a figure, found 'val_msr' \(did you mean 'val_mse'\?\)", "--sort: expected a figure or an option of sae_train, found 'sorted'"),
    call("compare", "a condition without a relation", ["--where", "val_l0"], USAGE, "--where: expected a name, one of <=, >=, <, >, = and !=, and a value"),
    call("compare", "another relation", ["--where", "val_l0==3"], USAGE, "--where: expected a name, one of .*found 'val_l0==3'"),
    call("compare", "a word as a limit", ["--where", "val_l0<few"], USAGE, "--where: expected a number after val_l0<, found 'few'"),
    call("compare", "a value that the option cannot have", ["--where", "penalty=l2"], USAGE, "--penalty: expected kl, .*found 'l2'"),
    call("compare", "a state that no run has", ["--where", "state=done"], USAGE, "--where: expected a state .*found 'done'"),
    call("compare", "conditions that no run meets", ["--where", "val_mse<0"], USAGE, "found none of 1 runs: val_mse<0 leaves 0"),
    call("compare", "two formats", ["--json", "--format", "csv"], USAGE, "--json: expected no other format beside it, found --format csv"),
    call("compare", "an unknown format", ["--format", "xml"], USAGE, "--format: expected text, csv, json, markdown, found 'xml'"),
    call("compare", "an order of nothing", ["--reverse"], USAGE, "--reverse has no effect without --sort"),
    call("compare", "groups sorted by what differs in them", ["--over", "seed", "--sort", "seed"], USAGE,
         "--sort: expected a figure or an option that the groups of --over have in common, found 'seed'"),
    call("compare", "a plot of another kind of file", ["--plot", "front.svg"], USAGE, "--plot: expected a file name that ends in .png, found 'front.svg'"),
    call("compare", "the kind of no plot", ["--plot_of", "budget"], USAGE, "--plot_of has no effect without --plot"),
    call("compare", "a plot in place of other files", ["--plot", "x.png"], OUTPUT, "x.png: expected a new file or a PNG picture, found another file",
         prepare=run_with(lambda run: (run.parent / "x.png").write_text("notes"))),
    call("compare", "a plot in a missing folder", ["--plot", "no/x.png"], OUTPUT, "no/x.png: "),
    call("compare", "the units of one run", ["--units"], USAGE, "--units: expected two runs, found 1"),
    call("compare", "options of another comparison", ["--units", "--sort", "val_mse", "--over", "seed", "--format", "markdown"], USAGE,
         "--sort has no effect with --units", "--over has no effect with --units", "--format: expected text, csv or json with --units, found markdown",
         words=("run", "run")),
    call("best", "no run", [], USAGE, "RUN...: expected the folder of a run, found none", words=()),
    call("best", "a figure without a direction", ["--by", "val_l0"], USAGE, "--by: expected a figure of which a lower or a higher value is better"),
    call("best", "an unknown figure", ["--by", "mse"], USAGE, "--by: expected a figure, found 'mse'"),
    call("best", "conditions that no run meets", ["--where", "val_mse<0"], USAGE, "found none of 1 runs: val_mse<0 leaves 0"),
    call("best", "a run that is not finished", [], USAGE, "expected a finished run, found none of 1",
         prepare=run_with(lambda run: (run / "summary.json").unlink())),
]
