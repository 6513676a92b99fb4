# SPDX-License-Identifier: MIT
"""Figures of the tables: quantiles, spreads, ratios over rounds and differences between losses."""

from collections.abc import Sequence
from dataclasses import dataclass

# Losses of runs that differ only in the order of the images or in rounding agree within 10 %.
TOLERANCE = 0.15


@dataclass(frozen=True)
class Epoch:
    """One epoch of a contestant. loss: mean training objective; mse: its MSE term; None if not measured."""

    seconds: float
    loss: float | None = None
    mse: float | None = None


def quantile(values: Sequence[float], share: float) -> float:
    """The `share`-quantile of the values, linearly interpolated."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def spread_percent(values: Sequence[float]) -> float:
    """Half the interquartile range, in percent of the median."""
    return 50 * (quantile(values, 0.75) - quantile(values, 0.25)) / median(values)


def seconds_of(epochs: Sequence[Epoch]) -> list[float]:
    return [epoch.seconds for epoch in epochs]


def ratio(upper: Sequence[Epoch], lower: Sequence[Epoch]) -> float:
    """Median over the rounds of the ratio of seconds."""
    return median([one.seconds / other.seconds for one, other in zip(upper, lower, strict=True)])


def rate(epochs: Sequence[Epoch], images: int) -> str:
    """Images per second at the median time, with the spread."""
    seconds = seconds_of(epochs)
    return f"{images / median(seconds):,.0f} (±{spread_percent(seconds):.0f} %)"


def loss_difference(epochs: Sequence[Epoch], reference: Sequence[Epoch]) -> float:
    """Relative difference of the last training loss from the reference's; infinite if missing or nan."""
    loss, wanted = epochs[-1].loss, reference[-1].loss
    if loss is None or wanted is None or loss != loss:
        return float("inf")
    return abs(loss / wanted - 1)
