# SPDX-License-Identifier: MIT
"""What the figures of the tables are: quantiles, spreads, ratios of rounds, and whether losses agree."""

from collections.abc import Sequence
from dataclasses import dataclass

# Runs of one program that differ in the order of the images or in rounding alone lie within 10 % of each other.
TOLERANCE = 0.15


@dataclass(frozen=True)
class Epoch:
    """One epoch of a contestant. `loss`: mean training objective, `mse`: part of it; None: it has none."""

    seconds: float
    loss: float | None = None
    mse: float | None = None


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies, interpolated between neighbours."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def spread_percent(values: Sequence[float]) -> float:
    """Half the interquartile range, in per cent of the median."""
    return 50 * (quantile(values, 0.75) - quantile(values, 0.25)) / median(values)


def seconds_of(epochs: Sequence[Epoch]) -> list[float]:
    return [epoch.seconds for epoch in epochs]


def ratio(upper: Sequence[Epoch], lower: Sequence[Epoch]) -> float:
    """The median of the rounds' own ratios of seconds."""
    return median([one.seconds / other.seconds for one, other in zip(upper, lower, strict=True)])


def rate(epochs: Sequence[Epoch], images: int) -> str:
    """Images a second, by the median, and the spread."""
    seconds = seconds_of(epochs)
    return f"{images / median(seconds):,.0f} (±{spread_percent(seconds):.0f} %)"


def loss_difference(epochs: Sequence[Epoch], reference: Sequence[Epoch]) -> float:
    """By which share the last training loss differs from the reference's; infinite when it is no number."""
    loss, wanted = epochs[-1].loss, reference[-1].loss
    if loss is None or wanted is None or loss != loss:
        return float("inf")
    return abs(loss / wanted - 1)
