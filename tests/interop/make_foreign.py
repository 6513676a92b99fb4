# SPDX-License-Identifier: MIT
"""Writes tests/interop/foreign: small sparse autoencoders saved by sae-lens and eai-sparsify, with what they compute.

Needs torch 2.15.0, sae-lens 6.54.12 and eai-sparsify 1.3.3, which the tests do not have:
    python3 -m venv peers && peers/bin/pip install torch==2.15.0 sae-lens==6.54.12 eai-sparsify==1.3.3
    peers/bin/python tests/interop/make_foreign.py
With folders of `sae export --format saelens` as arguments it writes nothing; it loads each with sae-lens and prints the
largest difference of its code and reconstruction from those of expected.safetensors in that folder (x, code, reconstruction)."""

import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

FOLDER = pathlib.Path(__file__).with_name("foreign")
WIDTH, UNITS, ROWS, K = 6, 10, 7, 3


def draw(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def fill(parameters) -> None:
    """Values that do not come from the library's own initialization."""
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(sorted(parameters)):
            parameter.copy_(draw(*parameter.shape, seed=seed))


def save_expected(folder: pathlib.Path, code: torch.Tensor, reconstruction: torch.Tensor, rows: torch.Tensor) -> None:
    save_file({"x": rows, "code": code.contiguous(), "reconstruction": reconstruction.contiguous()}, folder / "expected.safetensors")


def make_saelens(name: str, cls, config) -> None:
    sae = cls(config)
    fill(sae.named_parameters())
    sae.save_model(FOLDER / name)
    rows = draw(ROWS, WIDTH, seed=99)
    with torch.no_grad():
        code = sae.encode(rows)
        save_expected(FOLDER / name, code, sae.decode(code), rows)


def make_sparsify(name: str) -> None:
    from sparsify import SparseCoder, SparseCoderConfig

    sae = SparseCoder(WIDTH, SparseCoderConfig(num_latents=UNITS, k=K))
    fill(sae.named_parameters())
    sae.save_to_disk(FOLDER / name)
    rows = draw(ROWS, WIDTH, seed=99)
    with torch.no_grad():
        found = sae.encode(rows)
        code = torch.zeros(ROWS, UNITS).scatter_(1, found.top_indices, found.top_acts)
        save_expected(FOLDER / name, code, code @ sae.W_dec + sae.b_dec, rows)


def write() -> None:
    from sae_lens.saes.standard_sae import StandardSAE, StandardSAEConfig
    from sae_lens.saes.topk_sae import TopKSAE, TopKSAEConfig

    size = {"d_in": WIDTH, "d_sae": UNITS}
    make_saelens("saelens_standard", StandardSAE, StandardSAEConfig(**size))
    make_saelens("saelens_topk", TopKSAE, TopKSAEConfig(**size, k=K, apply_b_dec_to_input=False))
    make_saelens("saelens_topk_rescaled", TopKSAE, TopKSAEConfig(**size, k=K, rescale_acts_by_decoder_norm=True))
    make_sparsify("sparsify")


def check(folder: pathlib.Path) -> None:
    from sae_lens import SAE

    sae = SAE.load_from_disk(folder)
    expected = load_file(folder / "expected.safetensors")
    with torch.no_grad():
        code = sae.encode(expected["x"])
        found = {"code": code, "reconstruction": sae.decode(code)}
    errors = {name: float((value - expected[name]).abs().max() / expected[name].abs().max()) for name, value in found.items()}
    print(json.dumps({"folder": str(folder), "class": type(sae).__name__, **errors}))


if __name__ == "__main__":
    if sys.argv[1:]:
        for argument in sys.argv[1:]:
            check(pathlib.Path(argument))
    else:
        write()
