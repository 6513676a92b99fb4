# SPDX-License-Identifier: MIT
"""report.html and report.json: NumPy recomputes the numbers, and a browser shows what is tested here."""

import json
import math
import pathlib
import re
import sys
import unittest

import numpy as np
from PIL import Image
from sklearn.decomposition import PCA

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from interop_test import apply, read_layers  # noqa: E402
from support import browser  # noqa: E402
from support.cli import CliTestCase  # noqa: E402

CLASSES = ["<b>bold", "cross", "line"]
SIDE = 8


def draw(kind, source):
    """A noisy picture of a class."""
    pixels = source.integers(0, 40, (SIDE, SIDE))
    at = source.integers(1, SIDE - 1)
    if kind != "line":
        pixels[at, :] = 220
    if kind != "<b>bold":
        pixels[:, at] = 220
    return pixels.astype(np.uint8)


def errors_by_unit(layers, depth, inputs, rest):
    """Mean squared error with each unit at rest, straight from the definition."""
    code = apply(layers[:depth], inputs, None)
    errors = []
    for unit in range(code.shape[1]):
        switched = code.copy()
        switched[:, unit] = rest[unit]
        errors.append(np.square(apply(layers[depth:], switched, None) - inputs).mean())
    return np.array(errors)


class Pages(CliTestCase):
    def make_images(self):
        source = np.random.default_rng(3)
        for kind in CLASSES:
            (self.folder / "images" / kind).mkdir(parents=True)
            for i in range(40):
                Image.fromarray(draw(kind, source)).save(self.folder / "images" / kind / f"{i:03}.png")

    def train(self, *args, data="images", epochs=20):
        self.check(["--data", data, "--out", "run", "--epochs", str(epochs), "--progress", "off", "--threads", "1", *args],
                   stdout="run\n", stderr=None, files=None)
        report = json.loads((self.folder / "run" / "report.json").read_text())
        config, layers = read_layers(self.folder / "run")
        return report, config, layers

    def images(self):
        """All rows in file order, and the class of each."""
        paths = sorted((self.folder / "images").glob("*/*.png"))
        return (np.stack([np.asarray(Image.open(path)).reshape(-1) for path in paths]) / 255,
                np.array([CLASSES.index(path.parent.name) for path in paths]), [f"{path.parent.name}/{path.name}" for path in paths])

    def test_numbers_equal_numpy(self):
        self.make_images()
        report, _, layers = self.train("--layers", "12", "--valid", "30")
        rows, labels, names = self.images()
        shown = report["rows"]["id"]
        # The samples hold each validation row that was shown; find the 30 rows by the run's own table of errors.
        valid = self.validation_rows(names)
        training = np.setdiff1d(np.arange(len(rows)), valid)
        self.assertLessEqual(set(shown), {names[row] for row in valid})
        code = apply(layers[:1], rows[valid], None)
        units, place = report["units"], report["units"]["index"]
        np.testing.assert_allclose(units["rate"], (code > 0.5).mean(0)[place], rtol=1e-4)
        np.testing.assert_allclose(units["mean"], code.mean(0)[place], rtol=1e-4)
        np.testing.assert_allclose(units["largest"], code.max(0)[place], rtol=1e-4)
        rest = apply(layers[:1], rows[training], None).mean(0)
        np.testing.assert_allclose(units["off"], rest[place], rtol=1e-4)
        base = np.square(apply(layers, rows[valid], None) - rows[valid]).mean()
        rise = errors_by_unit(layers, 1, rows[valid], rest) - base
        np.testing.assert_allclose(units["importance"], rise[place], rtol=1e-3, atol=1e-7)
        strongest = [[valid.tolist().index(names.index(shown[row])) for row in own] for own in units["strongest"]]
        for unit, own in zip(place, strongest):
            above = np.flatnonzero(code[:, unit] > rest[unit])
            self.assertEqual(own, sorted(above, key=lambda row: -code[row, unit])[:20])
        for unit, shares, own in zip(place, units["class_shares"], strongest):
            above = np.flatnonzero(code[:, unit] > rest[unit])
            np.testing.assert_allclose(shares, np.bincount(labels[valid][above], minlength=3) / len(above), rtol=1e-4)
        self.check_baselines(report, rows[training], rows[valid], code)

    def validation_rows(self, names):
        """Indices of the run's validation rows: those that `sae anomaly` scores."""
        program, self.name = self.name, "sae"
        self.check(["anomaly", "run", "--out", "scores"], stdout=re.compile(r"[^$]*"), stderr=None, files=None)
        self.name = program
        lines = (self.folder / "scores" / "anomaly.csv").read_text().splitlines()
        return np.array(sorted(names.index(line.split(",")[0]) for line in lines[1:]))

    def check_baselines(self, report, training, valid, code):
        variation = np.square(valid - valid.mean(0)).sum()
        mean, pca = report["baselines"][0], report["baselines"][1]
        self.assertAlmostEqual(mean["fvu"], np.square(valid - training.mean(0)).sum() / variation, places=4)
        components = min(max(round((code > 0.5).sum(1).mean()), 1), valid.shape[1])
        fitted = PCA(components).fit(training)
        error = np.square(valid - fitted.inverse_transform(fitted.transform(valid))).sum()
        self.assertIn(str(components), pca["name"])
        self.assertAlmostEqual(pca["fvu"], error / variation, places=4)

    def test_a_browser_shows_run_units_and_samples(self):
        self.make_images()
        # Trained until single units matter.
        report, _, layers = self.train("--layers", "12", "--valid", "30", "--lr", "0.02", epochs=100)
        with browser.Browser() as page:
            page.open(self.folder / "run" / "report.html")
            self.check_run(page, report)
            self.check_units(page, report)
            self.check_sample(page, report, layers)
            self.check_phone(page)
            self.assertEqual(page.errors(), [])

    def check_run(self, page, report):
        self.assertEqual(page.text("#title"), "run")
        self.assertEqual(page.texts("#figures .value"), [figure["value"] for figure in report["card"]])
        self.assertIn("<b>bold", page.texts("#classes td"))
        self.assertEqual(page.run("return document.querySelectorAll('#classes b').length"), 0)
        self.assertIn("--epochs 100", page.text("#command"))
        changed = page.texts("#options tr.changed td:first-child")
        self.assertLessEqual({"--epochs", "--layers", "--data"}, set(changed))
        self.assertNotIn("--beta", page.texts("#options td:first-child"))
        page.choose("#all-options", True)
        self.assertIn("--beta", page.texts("#options td:first-child"))
        page.choose("#curve-kind", "4")
        self.assertEqual(page.run("return Chart.getChart('curves').data.datasets[0].data.map((point) => point.y)"), report["history"]["val_l0"])
        page.choose("#curve-x", "seconds")
        last = page.run("return Chart.getChart('curves').data.datasets[0].data.at(-1).x")
        self.assertAlmostEqual(last, sum(report["history"]["seconds"]))
        page.choose("#curve-log", True)
        self.assertEqual(page.run("return Chart.getChart('curves').options.scales.y.type"), "logarithmic")

    def check_units(self, page, report):
        units = report["units"]
        self.assertIn("A unit is active in a row if its code is above 0.5.", page.text("#rates-note"))
        self.assertIn("units are dead (its code varies by less than 0.1) and not shown.", page.text("#units-note"))
        page.choose("#unit-sort", "1")
        order = [int(unit) for unit in page.run("return Array.from(document.querySelectorAll('#tiles .tile'), (tile) => tile.dataset.unit)")]
        importance = dict(zip(units["index"], units["importance"]))
        self.assertEqual([importance[unit] for unit in order], sorted(units["importance"], reverse=True))
        page.choose("#unit-ascending", True)
        self.assertEqual(page.run("return document.querySelector('#tiles .tile').dataset.unit"), str(min(importance, key=importance.get)))
        page.choose("#unit-class", "1")
        self.assertEqual(page.text("#unit-count").split()[0], str(units["main_class"].count(1)))
        page.choose("#unit-class", "")
        page.choose("#unit-search", str(units["index"][0]))
        self.assertIn(f"unit {units['index'][0]}", page.text("#tiles .tile span"))
        page.choose("#unit-search", "")
        page.click("#tiles .tile")
        first = page.text("#card-title")
        self.assertEqual(page.run("return document.getElementById('card').open"), True)
        place = units["index"].index(int(first.split()[1]))
        self.assertEqual(page.run("return document.querySelectorAll('#card .examples')[0].children.length"), len(units["strongest"][place]))
        page.press(browser.RIGHT)
        self.assertNotEqual(page.text("#card-title"), first)
        page.press(browser.LEFT)
        self.assertEqual(page.text("#card-title"), first)
        page.press(browser.ESCAPE)
        self.assertEqual(page.run("return document.getElementById('card').open"), False)

    def check_sample(self, page, report, layers):
        """Switches the strongest unit of the first sample off: the error is that of the code with this unit at rest."""
        rows, _, names = self.images()
        samples = report["samples"]
        row = names.index(report["rows"]["id"][samples["row"][0]])
        page.click("#groups .tile")
        self.assertIn("line" if "line" in names[row] else names[row].split("/")[0], page.text("#card-title"))
        error = float(page.text("#sample-error").split()[-1])
        self.assertAlmostEqual(error, np.square(apply(layers, rows[[row]], None) - rows[row]).mean(), places=4)
        unit = samples["units"][0][0]
        page.click(f"#sample-units .switch[data-unit='{unit}']")
        switched = apply(layers[:1], rows[[row]], None)
        switched[0, unit] = report["units"]["off"][report["units"]["index"].index(unit)]
        expected = np.square(apply(layers[1:], switched, None) - rows[row]).mean()
        self.check_switched(page, expected, error)
        page.click(f"#sample-units .switch[data-unit='{unit}']")
        self.assertEqual(float(page.text("#sample-error").split()[-1]), error)
        page.click("#card-close")

    def check_switched(self, page, expected, error):
        """The page shows the error with a unit off, to a twentieth of what the unit changes and four digits."""
        self.assertGreater(abs(expected - error), 0.01 * error)
        shown = float(page.text("#sample-error").split()[3])
        self.assertAlmostEqual(shown, expected, delta=0.05 * abs(expected - error) + 1e-4 * expected)

    def check_phone(self, page):
        page.click("#theme")
        self.assertEqual(page.run("return document.documentElement.dataset.theme"), "dark")
        page.resize(390, 800)
        self.assertLessEqual(page.run("return document.documentElement.scrollWidth"), 390)
        page.click("#groups .tile")
        self.assertLessEqual(page.run("return document.getElementById('card').scrollWidth"), 390)

    def test_the_output_of_a_deep_decoder_without_a_unit(self):
        self.make_images()
        report, _, layers = self.train("--layers", "16,6", "--valid", "30", "--lr", "0.02", epochs=100)
        self.assertFalse(report["display"]["summed"])
        rows, _, names = self.images()
        samples = report["samples"]
        row = names.index(report["rows"]["id"][samples["row"][0]])
        with browser.Browser() as page:
            page.open(self.folder / "run" / "report.html")
            page.click("#groups .tile")
            unit = samples["units"][0][1]
            page.click(f"#sample-units .switch[data-unit='{unit}']")
            switched = apply(layers[:2], rows[[row]], None)
            switched[0, unit] = report["units"]["off"][report["units"]["index"].index(unit)]
            expected = np.square(apply(layers[2:], switched, None) - rows[row]).mean()
            self.check_switched(page, expected, np.square(apply(layers, rows[[row]], None) - rows[row]).mean())
            self.assertEqual(page.errors(), [])

    def test_tables_are_shown_in_their_own_units(self):
        source = np.random.default_rng(1)
        rows = source.normal([5, -300], [1, 40], (60, 2))
        (self.folder / "t.csv").write_text("height,<i>depth\n" + "".join(f"{a:.3f},{b:.3f}\n" for a, b in rows))
        report, _, _ = self.train("--layers", "3", "--scale", "standardize", data="t.csv")
        self.assertEqual(report["display"]["columns"], ["height", "<i>depth"])
        with browser.Browser() as page:
            page.open(self.folder / "run" / "report.html")
            page.click("#groups .tile")
            cells = page.texts("#card td")
            self.assertEqual(cells[0], "height")
            row = int(report["rows"]["id"][report["samples"]["row"][0]])
            self.assertAlmostEqual(float(cells[1]), rows[row, 0], delta=0.002)
            self.assertAlmostEqual(float(cells[5]), rows[row, 1], delta=0.2)
            self.assertTrue(math.isfinite(float(cells[2])))
            page.click("#card-close")
            page.click("#tiles .tile")
            self.assertIn("<i>depth", page.texts("#card td"))
            self.assertEqual(page.errors(), [])


if __name__ == "__main__":
    unittest.main()
