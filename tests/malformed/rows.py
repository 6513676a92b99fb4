# SPDX-License-Identifier: MIT
"""What the tables of this folder are made of: one row is one wrong call and the refusal that it must get."""

import dataclasses
import typing

USAGE, DATA, OUTPUT = 2, 3, 4


@dataclasses.dataclass(frozen=True)
class Row:
    """`PROGRAM --data data --out run ARGS`, in a folder that holds a small sound data set in data/.

    A default argument is left out where `args` names the option itself. `stderr` are patterns, each found in some
    line; `errors` is the number of error lines (default: one a pattern); `prepare(folder)` spoils the folder first.
    """

    name: str
    args: list
    code: int
    stderr: list
    errors: typing.Optional[int] = None
    prepare: typing.Optional[typing.Callable] = None
    env: typing.Optional[dict] = None
    defaults: tuple = (("--data", "data"), ("--out", "run"))
    program: str = "sae_train"

    def command(self):
        given = {arg.split("=")[0] for arg in self.args}
        return [word for pair in self.defaults if pair[0] not in given for word in pair] + self.args


def refused(option, *values, expected="expected"):
    """A row for each value of one option, which must be refused in a line that shows option and value."""
    return [Row(f"--{option} {value!r}", [f"--{option}", value], USAGE, [f"error: --{option}: {expected}.* found"])
            for value in values]
