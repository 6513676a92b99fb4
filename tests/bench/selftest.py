# SPDX-License-Identifier: MIT
"""Tests of scripts/bench without measurements: quantiles, ratios, losses, turns, tables and their page."""

import math
import pathlib
import tempfile
import unittest

import all_rows
import measures
import tables
from contestants import Entrant, take_turns
from measures import Epoch
from steps import Row, best_entrant, loss_complaints, peer_cells, step_cells, thread_cells


def epochs(*seconds, loss=None):
    return [Epoch(one, loss) for one in seconds]


class Measures(unittest.TestCase):
    def test_quantiles_lie_between_neighbours(self):
        self.assertEqual(measures.quantile([3, 1, 2], 0.5), 2)
        self.assertEqual(measures.quantile([1, 2, 3, 4], 0.5), 2.5)
        self.assertEqual(measures.quantile([1, 2, 3, 4, 5], 0.25), 2)
        self.assertEqual(measures.quantile([7], 0.75), 7)

    def test_the_spread_is_half_the_interquartile_range(self):
        self.assertEqual(measures.spread_percent([8, 9, 10, 11, 12]), 10)
        self.assertEqual(measures.spread_percent([5]), 0)

    def test_a_ratio_is_the_median_of_the_rounds_own(self):
        self.assertEqual(measures.ratio(epochs(2, 8, 30), epochs(1, 2, 10)), 3)
        with self.assertRaises(ValueError):
            measures.ratio(epochs(1, 2), epochs(1))

    def test_a_rate_is_images_a_second(self):
        self.assertEqual(measures.rate(epochs(0.5, 0.5, 0.5), 15000), "30,000 (±0 %)")

    def test_the_last_loss_counts(self):
        reference = epochs(1, loss=9) + epochs(1, loss=2)
        self.assertAlmostEqual(measures.loss_difference(epochs(1, loss=2.1), reference), 0.05)
        self.assertAlmostEqual(measures.loss_difference(epochs(1, loss=1.9), reference), 0.05)
        for broken in (None, math.nan, math.inf):
            self.assertEqual(measures.loss_difference(epochs(1, loss=broken), reference), math.inf)


class Turns(unittest.TestCase):
    def test_another_one_begins_each_round_and_the_first_is_dropped(self):
        order = []

        class Fake:
            def __init__(self, name):
                self.name = name

            def epoch(self):
                order.append(self.name)
                return Epoch(len(order))

        found = take_turns([Fake("a"), Fake("b"), Fake("c")], 2)
        self.assertEqual("".join(order), "abcbcacab")
        self.assertEqual([[one.seconds for one in own] for own in found], [[6, 8], [4, 9], [5, 7]])


class Steps(unittest.TestCase):
    def setUp(self):
        self.row = Row("tutorial", 32, "none", {})
        self.results = {Entrant("fused", 1): epochs(4, 4, loss=1), Entrant("fused", 2): epochs(2, 2, loss=1),
                        Entrant("autograd", 1): epochs(8, 8, loss=1), Entrant("autograd", 2): epochs(6, 6, loss=1),
                        Entrant("limit", 1): epochs(2, 2), Entrant("limit", 2): epochs(1, 1),
                        Entrant("tutorial", None): epochs(40, 40, loss=1.01),
                        Entrant("pytorch_compiled", 1): epochs(8, 8, loss=1),
                        Entrant("pytorch_compiled", 2): epochs(9, 9, loss=1),
                        Entrant("jax_scan", 1): epochs(6, 6, loss=1), Entrant("jax_scan", 2): epochs(5, 5, loss=1)}

    def test_a_line_for_each_number_of_threads(self):
        one, two = step_cells(self.row, self.results, 100)
        self.assertEqual(one[:4] + one[-2:], ["tutorial", "32", "none", "1", "2.00", "2.00"])
        self.assertEqual(two[3:], ["2", "50 (±0 %)", "17 (±0 %)", "100 (±0 %)", "3.00", "2.00"])
        self.assertEqual(thread_cells(self.row, self.results)[3:], ["2.00", "1.33", "2.00"])

    def test_peers_are_compared_at_their_best(self):
        self.assertEqual(best_entrant(self.results, "pytorch_compiled").threads, 1)
        self.assertEqual(best_entrant(self.results, "jax_scan").threads, 2)
        cells = peer_cells(self.row, self.results, 100)
        self.assertEqual(cells[4], "2 (±0 %), default thr.")
        self.assertEqual(cells[-4:], ["20.00", "4.00", "2.50", "within 1.0 %"])

    def test_another_loss_is_noticed(self):
        self.assertEqual(loss_complaints(self.results), [])
        self.results[Entrant("jax_scan", 1)] = epochs(1, 1, loss=1.2)
        self.assertEqual(loss_complaints(self.results), ["jax_scan on 1 thread has 1.2, fused 1"])
        self.assertEqual(peer_cells(self.row, self.results, 100)[-1], "LOSS DIFFERS")
        self.results[Entrant("jax_scan", 1)] = epochs(1, 1, loss=math.nan)
        self.assertEqual(len(loss_complaints(self.results)), 1)


class AllRows(unittest.TestCase):
    def setUp(self):
        self.row = all_rows.Row("a fit", "SciPy", "minimise", "default", {}, 100, 0.01)
        self.results = {Entrant("fused", 1): epochs(3, 3, loss=2), Entrant("fused", 2): epochs(2, 2, loss=2),
                        Entrant("scientific_python", 1): epochs(5, 5, loss=2.01), Entrant("scientific_python", 2): epochs(6, 6, loss=2)}

    def test_both_are_compared_at_their_best(self):
        self.assertEqual(all_rows.cells(self.row, self.results),
                         ["a fit", "SciPy", "2.00 (±0 %), 2 thr.", "5.00 (±0 %), 1 thr.", "2.50", "2", "2.01"])

    def test_another_value_is_noticed(self):
        self.assertEqual(all_rows.complaints(self.row, self.results), [])
        self.results[Entrant("scientific_python", 2)] = epochs(6, 6, loss=2.03)
        self.assertEqual(all_rows.complaints(self.row, self.results), ["a fit: scientific_python on 2 threads has 2.03, ours 2"])


class Tables(unittest.TestCase):
    def test_markdown(self):
        self.assertEqual(tables.table(["a", "b"], [["1", "2"]]), "| a | b |\n|---|---|\n| 1 | 2 |\n")
        with self.assertRaises(ValueError):
            tables.table(["a", "b"], [["1"]])

    def test_only_the_section_is_replaced(self):
        begin, end = tables.marks("steps")
        other = "".join(tables.marks("scaling"))
        text = f"# Title\n{begin}old\n{end}\nbehind\n{other}\n"
        self.assertEqual(tables.replace_section(text, "steps", "new\n"), f"# Title\n{begin}new\n{end}\nbehind\n{other}\n")
        with self.assertRaises(ValueError):
            tables.replace_section(text, "quality", "new\n")

    def test_a_file_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text("".join(tables.marks("steps")))
            tables.write_section(page, "steps", "÷\n")
            self.assertEqual(page.read_text(encoding="utf-8"), "÷\n".join(tables.marks("steps")))

    def test_the_page_has_a_place_for_each_section(self):
        page = (pathlib.Path(__file__).parents[2] / tables.PAGE).read_text(encoding="utf-8")
        for section in ("steps", "peers", "few_active", "all_rows", "scaling", "quality", "startup", "reading"):
            tables.replace_section(page, section, "")


if __name__ == "__main__":
    unittest.main()
