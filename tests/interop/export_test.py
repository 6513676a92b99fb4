# SPDX-License-Identifier: MIT
"""What `sae export` writes is read by its own home and computes what the run computes; what sae-lens and eai-sparsify write
is read by `sae import`. The runs are recomputed with NumPy, in float64, from model.safetensors and docs/run-folder.md."""

import csv
import json
import pathlib
import shutil
import unittest

import numpy as np
import onnxruntime
from safetensors.numpy import load_file, save_file

import interop_test as layers
from support.cli import CliTestCase

FOREIGN = pathlib.Path(__file__).with_name("foreign")
PIXELS = np.random.default_rng(1).integers(0, 256, (400, 36), dtype=np.uint8)
NUMBERS = np.random.default_rng(2).normal(size=(300, 6)) * [1, 10, 0.1, 1, 3, 1] + [0, 50, 0, -2, 9, 1]
SAE = ("--code_activation", "topk", "--k", "4", "--init", "sae", "--pre_bias", "yes", "--decoder_norm", "unit", "--scale", "rms",
       "--output_activation", "identity")
TRAIN = ("--epochs", "3", "--batch_size", "20", "--log_level", "warning", "--images_every", "0", "--threads", "1")


def transform(weights, rows):
    """Rows as in the files to the network's input."""
    if "data.fill" in weights:
        rows = np.where(np.isnan(rows), weights["data.fill"], rows)
    if "data.offset" in weights:
        rows = (rows - weights["data.offset"]) / weights["data.divisor"]
    if "data.sigma" in weights:
        limit = 3 * weights["data.sigma"]
        rows = (np.clip(rows - rows.mean(1, keepdims=True), -limit, limit) / limit + 1) * 0.4 + 0.1
    if "data.whitening" in weights:
        rows = (rows - weights["data.mean"]) @ weights["data.whitening"]
    return rows


def undo(weights, values):
    if "data.whitening" in weights:
        values = values @ weights["data.unwhitening"] + weights["data.mean"]
    if "data.offset" in weights and "data.sigma" not in weights:
        values = values * weights["data.divisor"] + weights["data.offset"]
    return values


def keep(activation, values, k):
    """layers.apply knows topk alone."""
    return layers.keep_largest(np.maximum(values, 0) if activation == "topk_relu" else values, k)


def apply(part, values, k):
    for weight, bias, activation in part:
        values = values @ weight.T + bias
        if callable(activation):
            values = activation(values)
        else:
            values = keep(activation, values, k) if activation.startswith("topk") else layers.ACTIVATIONS[activation](values)
    return values


def expected(runs, rows):
    """Code of the last run and reconstruction of a chain of run folders."""
    values, chain = rows.astype(np.float64), []
    for run in runs:
        weights = layers.read_weights(run)
        config, parts = layers.read_layers(run)
        depth = len(config["layers"])
        k = config["k"] and round(config["k"] * config["k_eval_factor"])
        values = apply(parts[:depth], transform(weights, values), k)
        chain.append((weights, parts[depth:]))
    code = values
    for weights, decoder in reversed(chain):
        values = undo(weights, apply(decoder, values, None))
    return code, values


class ExportCase(CliTestCase):
    def sae(self, *words):
        self.name = "sae"
        result = self.run_program(words)
        self.assertEqual(result.code, 0, str(result))
        return result

    def train(self, data, *options, out="run"):
        self.name = "sae_train"
        result = self.run_program(["--data", data, "--out", out, *TRAIN, *options])
        self.assertEqual(result.code, 0, str(result))
        return self.folder / out

    def save(self, array, name="rows.npy"):
        np.save(self.folder / name, array)
        return name

    def export(self, run, kind, *options):
        return self.folder / self.sae("export", run, "--format", kind, *options).stdout.strip()

    def assert_near(self, found, wanted, message=""):
        self.assertEqual(found.shape, wanted.shape, message)
        self.assertLess(np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1), 1e-5, message)


class Onnx(ExportCase):
    def check_runs(self, rows, *runs, element="float"):
        """ONNX Runtime on raw rows against NumPy; also on one row, because the number of rows is free."""
        folder = self.export(runs[-1], "onnx")
        session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
        (inputs,) = session.get_inputs()
        self.assertEqual((inputs.name, inputs.type, inputs.shape), ("x", f"tensor({element})", ["N", rows.shape[1]]))
        rows = rows.astype(np.float32 if element == "float" else np.float64)
        for part in (rows, rows[:1]):
            code, reconstruction = session.run(["code", "reconstruction"], {"x": part})
            wanted = expected(runs, part)
            self.assert_near(code, wanted[0], "code")
            self.assert_near(reconstruction, wanted[1], "reconstruction")
        return session, code

    def test_the_default_with_a_sigmoid_code_and_output(self):
        self.check_runs(PIXELS, self.train(self.save(PIXELS), "--layers", "20"))

    def test_a_tied_deep_network_stores_each_weight_once(self):
        run = self.train(self.save(PIXELS), "--layers", "24,12", "--tied", "yes", "--activation", "tanh")
        self.check_runs(PIXELS, run)
        weights = sum(array.nbytes for name, array in load_file(run / "model.safetensors").items() if not name.startswith("data"))
        size = (run / "export-onnx" / "model.onnx").stat().st_size
        self.assertLess(abs(size - weights), 3000)

    def test_topk_with_more_units_at_inference(self):
        run = self.train(self.save(PIXELS), "--layers", "20", "--code_activation", "topk", "--k", "4", "--k_eval_factor", "2", "--dtype", "float64")
        session, code = self.check_runs(PIXELS, run, element="double")
        self.assertEqual((code != 0).sum(1).tolist(), [8])

    def test_topk_that_keeps_all_units(self):
        self.check_runs(PIXELS, self.train(self.save(PIXELS), "--layers", "5", "--code_activation", "topk", "--k", "5"))

    def test_topk_relu_in_float32(self):
        self.check_runs(PIXELS, self.train(self.save(PIXELS), "--layers", "20", "--code_activation", "topk_relu", "--k", "4"))

    def test_a_bias_before_the_encoder_and_a_decoder_of_norm_1(self):
        run = self.train(self.save(PIXELS), "--layers", "20", *SAE)
        self.check_runs(PIXELS, run)
        decoder = load_file(run / "model.safetensors")["decoder.0.weight"]
        np.testing.assert_allclose(np.linalg.norm(decoder, axis=0), 1, atol=1e-6)

    def test_a_code_chosen_in_the_batch_has_its_threshold(self):
        run = self.train(self.save(PIXELS), "--layers", "20", "--code_activation", "batchtopk", "--k", "2")
        self.check_runs(PIXELS, run)
        self.assertGreater(len(set((expected([run], PIXELS)[0] != 0).sum(1))), 1)

    def test_a_code_above_its_own_thresholds(self):
        run = self.train(self.save(PIXELS), "--layers", "20", "--code_activation", "soft_threshold")
        self.check_runs(PIXELS, run)

    def test_ties_take_the_lower_index(self):
        weights = {"W_enc": np.repeat(np.eye(2, 3, dtype=np.float32), 2, axis=1), "b_enc": np.zeros(6, np.float32),
                   "W_dec": np.ones((6, 2), np.float32), "b_dec": np.zeros(2, np.float32)}
        source = self.folder / "ties"
        source.mkdir()
        save_file(weights, source / "sae_weights.safetensors")
        config = json.loads((FOREIGN / "saelens_topk" / "cfg.json").read_text())
        (source / "cfg.json").write_text(json.dumps({**config, "d_in": 2, "d_sae": 6, "k": 3}))
        self.sae("import", "ties", "--out", "run")
        _, code = self.check_runs(np.array([[1, 1], [2, 1]]), self.folder / "run")
        self.assertEqual(code.tolist(), [[1, 1, 1, 0, 0, 0]])

    def test_whitening_of_standardized_columns(self):
        run = self.train(self.save(NUMBERS), "--scale", "standardize", "--whiten", "zca", "--layers", "9", "--output_activation", "identity")
        self.check_runs(NUMBERS, run, element="double")

    def test_whitened_patches_with_their_own_normalization(self):
        images = np.random.default_rng(3).integers(0, 256, (30, 12, 12), dtype=np.uint8)
        run = self.train(self.save(images), "--patches", "4x4", "--patch_count", "300", "--patch_norm", "ufldl", "--whiten", "zca",
                         "--layers", "9", "--output_activation", "identity")
        self.check_runs(images[:, :4, :4].reshape(30, 16), run)

    def test_a_table_with_missing_values_texts_and_a_scale_for_each_column(self):
        rng = np.random.default_rng(4)
        with open(self.folder / "t.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["a", "big", "kind"])
            writer.writerows([row % 7 or "", 1.6e9 + rng.integers(0, 10**6), "xyz"[row % 3]] for row in range(200))
        run = self.train("t.csv", "--missing", "mean", "--categories", "onehot", "--layers", "4", "--scale", "minmax")
        rows = np.array([[3, 1.6e9 + 777, 1, 0, 0], [np.nan, 1.6e9, 0, 0, 1]])
        session, _ = self.check_runs(rows, run, element="double")
        names = session.get_modelmeta().custom_metadata_map["columns"]
        self.assertEqual(json.loads(names), ["a", "big", "kind=x", "kind=y", "kind=z"])

    def test_a_chain_of_runs(self):
        first = self.train(self.save(PIXELS), "--layers", "12", out="first")
        second = self.train("rows.npy", "--layers", "5", "--encode_with", "first", "--scale", "standardize", "--output_activation", "identity",
                            out="second")
        self.check_runs(PIXELS, first, second)

    def test_the_best_weights(self):
        run = self.train(self.save(PIXELS), "--layers", "8")
        other = self.train("rows.npy", "--layers", "8", "--seed", "2", out="other")
        shutil.copy(other / "model.safetensors", run / "best.safetensors")
        folder = self.export(run, "onnx", "--weights", "best")
        session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
        (code,) = session.run(["code"], {"x": PIXELS.astype(np.float32)})
        self.assert_near(code, expected([other], PIXELS)[0])


class Folded(ExportCase):
    """Formats of weights alone: the scale is folded in."""

    NAMES = ("W_enc", "b_enc", "W_dec", "b_dec")

    def linear_run(self, *options):
        return self.train(self.save(NUMBERS), "--layers", "10", "--output_activation", "identity", *options)

    def check_tensors(self, run, rows, tensors, k=None):
        pre = rows @ tensors["W_enc"] + tensors["b_enc"]
        config = json.loads((run / "config.json").read_text())["config"]
        activation = config["code_activation"]
        code = keep(activation, pre, k) if k else layers.ACTIVATIONS[activation](pre)
        wanted = expected([run], rows)
        self.assert_near(code, wanted[0], "code")
        self.assert_near(code @ tensors["W_dec"] + tensors["b_dec"], wanted[1], "reconstruction")

    def read_csv(self, folder, name):
        return np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)

    def test_safetensors_numpy_and_csv_hold_the_same_folded_tensors(self):
        for options in (("--scale", "standardize"), ("--scale", "unit"), ("--scale", "none", "--code_activation", "relu", "--penalty", "l1")):
            with self.subTest(options=options):
                self.new_folder()
                run = self.linear_run(*options)
                tensors = load_file(self.export(run, "safetensors") / "network.safetensors")
                self.assertEqual({name: array.shape for name, array in tensors.items()},
                                 {"W_enc": (6, 10), "b_enc": (10,), "W_dec": (10, 6), "b_dec": (6,)})
                self.check_tensors(run, NUMBERS, tensors)
                arrays, table = self.export(run, "npy"), self.export(run, "csv")
                for name in self.NAMES:
                    np.testing.assert_array_equal(np.load(arrays / f"{name}.npy"), tensors[name])
                    np.testing.assert_array_equal(self.read_csv(table, name).astype(np.float32), tensors[name])

    def test_a_bias_before_the_encoder_is_in_the_first_bias(self):
        run = self.train(self.save(NUMBERS), "--layers", "10", *SAE)
        tensors = load_file(self.export(run, "safetensors") / "network.safetensors")
        self.check_tensors(run, NUMBERS, tensors, k=4)
        self.sae("import", str(run / "export-safetensors"), "--out", "imported")
        self.assertFalse(json.loads((self.folder / "imported" / "config.json").read_text())["config"]["pre_bias"])

    def check_threshold(self, *options):
        self.new_folder()
        run = self.train(self.save(NUMBERS), "--layers", "20", *options)
        threshold = load_file(run / "model.safetensors")["code.threshold"]
        code, reconstruction = expected([run], NUMBERS)
        for kind in ("safetensors", "npy", "csv"):
            with self.subTest(kind=kind, options=options):
                folder = self.export(run, kind)
                self.sae("import", folder, "--out", f"back-{kind}")
                np.testing.assert_array_equal(load_file(self.folder / f"back-{kind}" / "model.safetensors")["code.threshold"], threshold)
        tensors = load_file(self.export(run, "saelens") / "sae_weights.safetensors")
        self.assertEqual(json.loads((run / "export-saelens" / "cfg.json").read_text())["architecture"], "jumprelu")
        pre = NUMBERS @ tensors["W_enc"] + tensors["b_enc"]
        found = np.where(pre > tensors["threshold"], pre, 0)
        self.assertEqual(tensors["threshold"].shape, (20,))
        self.assert_near(found, code, "code")
        self.assert_near(found @ tensors["W_dec"] + tensors["b_dec"], reconstruction, "reconstruction")
        self.sae("import", str(run / "export-saelens"), "--out", "jumprelu")
        np.testing.assert_array_equal(load_file(self.folder / "jumprelu" / "model.safetensors")["code.threshold"], tensors["threshold"])

    def test_thresholds_are_exported_and_imported(self):
        self.check_threshold("--code_activation", "batchtopk", "--k", "2")
        self.check_threshold("--code_activation", "jumprelu", "--l0", "4")

    def test_a_deep_tied_network_has_its_layers_untied(self):
        run = self.train(self.save(NUMBERS), "--layers", "8,4", "--tied", "yes", "--output_activation", "identity", "--scale", "minmax")
        tensors = load_file(self.export(run, "safetensors") / "network.safetensors")
        relu, sigmoid = layers.ACTIVATIONS["relu"], layers.ACTIVATIONS["sigmoid"]
        hidden = relu(NUMBERS @ tensors["encoder.0.weight"].T + tensors["encoder.0.bias"])
        code = sigmoid(hidden @ tensors["encoder.1.weight"].T + tensors["encoder.1.bias"])
        back = relu(code @ tensors["decoder.0.weight"].T + tensors["decoder.0.bias"])
        wanted = expected([run], NUMBERS)
        self.assert_near(code, wanted[0])
        self.assert_near(back @ tensors["decoder.1.weight"].T + tensors["decoder.1.bias"], wanted[1])

    def test_a_saelens_folder_has_what_saelens_itself_writes(self):
        for kind, options in (("standard", ("--code_activation", "relu", "--penalty", "l1")),
                              ("topk", ("--code_activation", "topk_relu", "--k", "3"))):
            with self.subTest(kind=kind):
                self.new_folder()
                run = self.linear_run("--scale", "standardize", *options)
                folder, home = self.export(run, "saelens"), FOREIGN / f"saelens_{kind}"
                found, wanted = (json.loads((place / "cfg.json").read_text()) for place in (folder, home))
                self.assertEqual(found.keys(), wanted.keys())
                self.assertEqual(found["metadata"]["sae_lens_version"], wanted["metadata"]["sae_lens_version"])
                self.assertEqual({**found, "metadata": 0}, {**wanted, "metadata": 0, "apply_b_dec_to_input": False})
                tensors, own = (load_file(place / "sae_weights.safetensors") for place in (folder, home))
                self.assertEqual({name: (array.shape, array.dtype) for name, array in tensors.items()},
                                 {name: (array.shape, array.dtype) for name, array in own.items()})
                self.check_tensors(run, NUMBERS, tensors, found.get("k"))


class Import(ExportCase):
    def check_import(self, source, *words):
        """The imported run, recomputed with NumPy and with ONNX Runtime, gives what the library computed."""
        self.sae("import", source, "--out", "run", *words)
        known = load_file(source / "expected.safetensors")
        model = self.export("run", "onnx") / "model.onnx"
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        for code, reconstruction in (expected([self.folder / "run"], known["x"]), session.run(["code", "reconstruction"], {"x": known["x"]})):
            self.assert_near(code, known["code"], "code")
            self.assert_near(reconstruction, known["reconstruction"], "reconstruction")

    def test_networks_of_saelens_and_sparsify(self):
        for name in ("saelens_standard", "saelens_topk", "saelens_topk_rescaled", "sparsify"):
            with self.subTest(name=name):
                self.new_folder()
                self.check_import(FOREIGN / name)

    def test_exports_are_read_back_to_the_same_tensors(self):
        run = self.train(self.save(NUMBERS), "--layers", "9", "--output_activation", "identity", "--code_activation", "topk_relu", "--k", "3")
        first = load_file(self.export(run, "safetensors") / "network.safetensors")
        for kind in ("safetensors", "npy", "csv", "saelens"):
            with self.subTest(kind=kind):
                folder = self.folder / "run" / "export-safetensors" if kind == "safetensors" else self.export(run, kind)
                self.sae("import", folder, "--out", f"back-{kind}")
                again = load_file(self.export(f"back-{kind}", "safetensors") / "network.safetensors")
                self.assertEqual(again.keys(), first.keys())
                for name in first:
                    np.testing.assert_array_equal(again[name], first[name])

    def test_an_imported_run_measures_as_its_source(self):
        run = self.train(self.save(PIXELS), "--layers", "9", "--output_activation", "identity", "--code_activation", "topk_relu", "--k", "3",
                         "--scale", "unit")
        self.sae("import", self.export(run, "saelens"), "--out", "back", "--data", "rows.npy")
        own, back = (json.loads(self.sae("eval", name, "--json").stdout) for name in ("run", "back"))
        for name in ("fvu", "l0", "hoyer", "dead", "rho_hat"):
            self.assertAlmostEqual(back["metrics"][name], own["metrics"][name], delta=1e-5, msg=name)
        # Errors are in the units of the files: pixels, not 1/255.
        self.assertAlmostEqual(back["metrics"]["mse"] / 255**2, own["metrics"]["mse"], delta=1e-6)
        self.assertEqual([point["k"] for point in back["fvu_at_k"]], [1, 2, 4, 8, 9])
        self.assertIn("imported", self.sae("runs", "back").stdout)


if __name__ == "__main__":
    unittest.main()
