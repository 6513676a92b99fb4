# SPDX-License-Identifier: MIT
"""Invalid calls of `sae export` and `sae import`, and broken files of other programs."""

import json
import pathlib
import shutil

import numpy as np
from classify_rows import prepared
from downstream_rows import call
from rows import DATA, OUTPUT, USAGE, Row
from run_rows import CHECKPOINT, bytes_of, flip, run_with
from safetensors.numpy import load_file, save_file

FOREIGN = pathlib.Path(__file__).resolve().parents[1] / "interop" / "foreign"
NEW = ("--out", "new")


def foreign(name, change=lambda folder: None):
    """Copies a folder that the library wrote into the folder as source/ and applies `change`."""
    def prepare(folder):
        shutil.copytree(FOREIGN / name, folder / "source")
        change(folder / "source")
    return prepare


def settings(**changes):
    def change(folder):
        path = folder / "cfg.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return change


def tensors(change):
    """`change` gets the arrays by name."""
    def apply(folder):
        path = next(path for path in (folder / "sae_weights.safetensors", folder / "sae.safetensors") if path.exists())
        arrays = load_file(path)
        change(arrays)
        save_file(arrays, path)
    return apply


def set_array(name, array):
    return tensors(lambda arrays: arrays.__setitem__(name, array))


def set_value(name, value):
    def change(arrays):
        arrays[name] = np.array(arrays[name])
        arrays[name].flat[0] = value
    return tensors(change)


@tensors
def overflowing(arrays):
    for name in ("W_enc", "b_dec"):
        arrays[name] = np.full_like(arrays[name], 1e30)


def cut(name, at):
    def change(folder):
        path = folder / name
        path.write_bytes(path.read_bytes()[:at])
    return change


def removed(name):
    return lambda folder: (folder / name).unlink()


def took(name, source, args, code, *stderr, words=("source",), **more):
    """`sae import source ARGS` with a folder of another library."""
    return Row(f"import: {name}", ["import", *words, *args], code, list(stderr), prepare=source, defaults=(), program="sae", **more)


def broken(name, library, change, *stderr):
    return took(name, foreign(library, change), NEW, DATA, *stderr)


def imported(folder):
    """An imported run without rows of its own."""
    run = folder / "run"
    document = json.loads((run / "config.json").read_text())
    document["provenance"] = {"imported": {"kind": "sae-lens"}}
    document["config"]["data"] = None
    (run / "config.json").write_text(json.dumps(document))


def an_export(folder):
    (folder / "run" / "export-onnx").mkdir()
    (folder / "run" / "export-onnx" / "export.json").write_text('{"schema": 1, "command": "export"}')


def onnx_export(folder):
    (folder / "source").mkdir()
    (folder / "source" / "export.json").write_text('{"schema": 1, "command": "export", "format": "onnx"}')


def no_format(folder):
    (folder / "source").mkdir()
    (folder / "source" / "export.json").write_text('{"schema": 1, "command": "export"}')


def npy_export(folder):
    """Its record has another width than its tensors."""
    (folder / "source").mkdir()
    network = {"width": 4, "layers": [2], "activation": "relu", "code_activation": "relu", "output_activation": "identity", "k": None,
               "dtype": "float32"}
    (folder / "source" / "export.json").write_text(json.dumps({"schema": 1, "command": "export", "format": "npy", "network": network}))
    for name, shape in {"W_enc": (3, 2), "b_enc": 2, "W_dec": (2, 3), "b_dec": 3}.items():
        np.save(folder / "source" / f"{name}.npy", np.ones(shape, np.float32))


def no_source(folder):
    (folder / "source").mkdir()


EXPORTS = [
    call("export", "no run", [], USAGE, "RUN: expected the folder of a run, found none", words=()),
    call("export", "two runs", [], USAGE, "unexpected argument 'run'", words=("run", "run")),
    call("export", "an unknown format", ["--format", "pickle"], USAGE,
         "error: --format: expected safetensors, npy, onnx, saelens, csv, found 'pickle'"),
    call("export", "an option of training", ["--scale", "unit"], USAGE, "unknown option '--scale'"),
    call("export", "unknown weights", ["--weights", "first"], USAGE, "error: --weights: expected last, best, found 'first'"),
    *(call("export", f"a sigmoid output as {kind}", ["--format", kind], USAGE,
           "error: run: expected a run whose scale can be folded into its weights, found --output_activation sigmoid after --scale unit")
      for kind in ("safetensors", "npy", "csv", "saelens")),
    call("export", "a missing run", [], CHECKPOINT, "none: expected the folder of a run, found nothing", words=("none",)),
    call("export", "a broken run", [], CHECKPOINT, "expected content with the checksum", prepare=bytes_of("model.safetensors", flip(.6))),
    call("export", "existing results", [], OUTPUT, "run/export-onnx: expected a new folder, found results of export", prepare=prepared(an_export)),
    call("export", "a folder with other files", ["--out", "data", "--force"], OUTPUT, "data: expected an empty folder or results of export"),
    call("export", "a folder that cannot be created", ["--out", "/proc/x"], OUTPUT, "/proc/x: cannot write"),
]

IMPORTS = [
    took("nothing", foreign("sparsify"), NEW, USAGE, "PATH: expected a folder or a file, found none", words=()),
    took("no --out", foreign("sparsify"), [], USAGE, "--out: expected the folder of the new run, found none"),
    took("a missing folder", foreign("sparsify"), NEW, DATA, "none: expected a folder or a safetensors file, found nothing", words=("none",)),
    took("an empty folder", no_source, NEW, DATA, r"source: expected a folder of sae export \(export.json\), sae-lens"),
    took("a name that is too long", no_source, NEW, DATA, "cannot read: File name too long", words=("x" * 300,)),
    took("an export of no format", no_format, NEW, DATA, r"export.json: expected a format \(safetensors, npy, csv or saelens\), found none"),
    took("an export of another width", npy_export, NEW, DATA, "export.json: network: expected the width of the tensors, 3, found 4"),
    took("a run", run_with(), NEW, DATA, "run: expected a network of another program, found a run", words=("run",)),
    took("an ONNX export", onnx_export, NEW, DATA, "source: expected a network as safetensors, npy, csv or saelens, found one as onnx"),
    took("a file of no network", foreign("sparsify"), NEW, DATA, "cfg.json: expected a folder, or a file that ends in .safetensors",
         words=("source/cfg.json",)),
    took("data options without data", foreign("sparsify"), [*NEW, "--limit", "3"], USAGE, "--limit has no effect without --data"),
    took("rows of another width", foreign("sparsify"), [*NEW, "--data", "data"], DATA, "data: expected rows of 6 values, found 784"),
    took("an existing folder", foreign("sparsify"), ["--out", "data"], OUTPUT, "data: expected an empty folder or a run, found other files"),
    took("a folder that cannot be created", foreign("sparsify"), ["--out", "/proc/x"], OUTPUT, "/proc/x: cannot write"),
]

FILES = [
    *(broken(f"an unknown tensor of {library}", library, set_array("threshold", np.zeros(3, np.float32)),
             "safetensors: unexpected tensor 'threshold'") for library in ("saelens_standard", "sparsify")),
    broken("a missing tensor", "saelens_topk", tensors(lambda arrays: arrays.pop("b_dec")), "expected a tensor b_dec, found none"),
    broken("nan weights", "saelens_topk", set_value("W_enc", np.nan), "W_enc: expected finite values, found nan or inf"),
    broken("infinite weights", "sparsify", set_value("W_dec", np.inf), "W_dec: expected finite values, found nan or inf"),
    broken("a bias of another length", "saelens_topk", set_array("b_enc", np.zeros(11, np.float32)), r"sae_weights.safetensors: b_enc: expected F32 of shape \[10\], found F32 of shape \[11\]"),
    broken("a turned matrix", "saelens_topk", set_array("W_dec", np.zeros((6, 10), np.float32)), r"sae_weights.safetensors: W_dec: expected F32 of shape \[10 x 6\], found F32 of shape \[6 x 10\]"),
    broken("a vector for a matrix", "sparsify", set_array("encoder.weight", np.zeros(60, np.float32)), r"sae.safetensors: encoder.weight: expected a matrix, found a shape of \[60\]"),
    broken("two types", "saelens_topk", set_array("b_dec", np.zeros(6)), r"b_dec: expected F32 of shape \[6\], found F64 of shape \[6\]"),
    broken("half-precision weights", "sparsify", set_array("b_dec", np.zeros(6, np.float16)), "expected dtype F32, F64, I64 or U8, found"),
    broken("truncated weights", "saelens_topk", cut("sae_weights.safetensors", -5), "source/sae_weights.safetensors: "),
    broken("no weights", "saelens_topk", cut("sae_weights.safetensors", 0), "source/sae_weights.safetensors: "),
    broken("no settings", "sparsify", removed("cfg.json"), "source/cfg.json: expected a file, found none"),
    broken("truncated settings", "sparsify", cut("cfg.json", 20), "source/cfg.json"),
    broken("another width of the code", "sparsify", settings(num_latents=11), r"sae.safetensors: encoder.weight: expected F32 of shape \[11 x 6\], found F32 of shape \[10 x 6\]"),
    broken("a huge code", "sparsify", settings(num_latents=10**12), "cfg.json: expected num_latents from 1 to 1000000000, found"),
    broken("a code too wide for its count", "sparsify", settings(num_latents=0, d_in=10**9, expansion_factor=10**9),
           "cfg.json: expected d_in times expansion_factor from 1 to 1000000000, found 1000000000000000000"),
    *(broken(f"{name} beside the library's own name", "sparsify", set_array(name, np.zeros((6, 10), np.float32)), f"unexpected tensor '{name}'")
      for name in ("W_enc", "b_enc")),
    broken("weights that overflow when folded", "saelens_standard", overflowing, "expected weights that stay finite with b_dec"),
    broken("more active units than units", "saelens_topk", settings(k=11), "--k: expected a whole number from 1 to 10, found 11"),
    broken("another architecture", "saelens_standard", settings(architecture="gated"), "expected architecture standard, topk or jumprelu, found \"gated\""),
    broken("a normalization", "saelens_standard", settings(normalize_activations="layer_norm"), "expected normalize_activations none, found"),
    broken("a transcoder", "sparsify", settings(transcode=True), "expected transcode false, found true"),
    broken("groups of units", "sparsify", settings(activation="groupmax"), "expected activation \"topk\", found \"groupmax\""),
]

USES = [
    *(call(command, "an imported run without rows", args, USAGE, "run: expected rows of its own, found an imported run", prepare=prepared(imported))
      for command, args in {"eval": (), "cluster": (), "anomaly": (), "classify": (), "report": (), "show": ("--unit", "0"),
                            "encode": ("--out", "x.npy"), "reconstruct": ("--out", "x.npy"), "units": ()}.items()),
    call("verify", "an imported run", (), USAGE, "run: expected a run trained here, found an imported one", prepare=prepared(imported)),
]

ROWS = EXPORTS + IMPORTS + FILES + USES
