# SPDX-License-Identifier: MIT
"""Writes the golden files of golden_test.cpp: for fixed weights and inputs the loss terms, the gradients, and 50 steps
of Adam and of SGD with momentum, all in float64.

Run it with the Python of .deps/peers, which needs torch==2.15.0 and numpy, and commit the changes:
    .deps/peers/bin/python tests/golden/make_golden.py
This is an independent implementation of the formulas with PyTorch's autograd, optimisers and distributions.
CASE.safetensors contains the case's settings as text, start.* (parameters), batches [K, B, D], terms (loss,
reconstruction, mse, penalty, decay of the first batch), gradient.* (of its loss), and for both optimisers OPT.losses
[50] (each before its step, cycling through the batches) and OPT.* (parameters after the last step)."""

import json
import math
import pathlib
import struct

import torch
from torch.distributions import Bernoulli, kl_divergence

STEPS, BATCHES = 50, 4
ADAM = {"adam_lr": 0.01}
SGD = {"sgd_lr": 0.05, "sgd_momentum": 0.9}
DEEP = {"layers": [10, 8, 6, 4], "width": 12, "batch": 16, "activation": "relu", "code_activation": "relu",
        "output_activation": "relu", "tied": "no", "loss": "mse", "beta": 0.001, "rho": 0.05, "lambda": 0, "spread": 0.6}
CASES = {
    "sigmoid_kl": {"layers": [6], "width": 8, "batch": 16, "activation": "relu", "code_activation": "sigmoid",
                   "output_activation": "sigmoid", "tied": "no", "loss": "mse", "penalty": "kl", "beta": 0.1,
                   "rho": 0.05, "lambda": 0.01, "spread": 1},
    "tied_tanh_kl": {"layers": [7, 5], "width": 8, "batch": 16, "activation": "sigmoid", "code_activation": "tanh",
                     "output_activation": "identity", "tied": "yes", "loss": "half_sse", "penalty": "kl",
                     "beta": 0.05, "rho": -0.6, "lambda": 0.001, "spread": 0.7},
    "deep_kl_per_sample": {**DEEP, "penalty": "kl_per_sample"},
    "deep_l1_all_layers": {**DEEP, "penalty": "l1_all_layers"},
    "tied_relu_l1": {"layers": [12], "width": 9, "batch": 16, "activation": "relu", "code_activation": "relu",
                     "output_activation": "identity", "tied": "yes", "loss": "mse", "penalty": "l1", "beta": 0.01,
                     "rho": 0.05, "lambda": 0.001, "spread": 0.5},
    "bce_plain": {"layers": [7, 5], "width": 8, "batch": 16, "activation": "tanh", "code_activation": "identity",
                  "output_activation": "sigmoid", "tied": "no", "loss": "bce", "penalty": "kl", "beta": 0,
                  "rho": 0.05, "lambda": 0.002, "spread": 1},
}
ACTIVATIONS = {"identity": lambda z: z, "relu": lambda z: z.clamp(min=0), "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def layers_of(case, parameters):
    """(weight, bias, activation) of each layer from input to output."""
    depth = len(case["layers"])
    encoder = [(parameters[f"encoder.{i}.weight"], parameters[f"encoder.{i}.bias"]) for i in range(depth)]
    decoder = []
    for i in range(depth):
        mirrored = encoder[depth - 1 - i][0].T
        weight = mirrored if case["tied"] == "yes" else parameters[f"decoder.{i}.weight"]
        decoder.append((weight, parameters[f"decoder.{i}.bias"]))
    names = [case["activation"]] * (depth - 1) + [case["code_activation"]]
    names += [case["activation"]] * (depth - 1) + [case["output_activation"]]
    return [(weight, bias, ACTIVATIONS[name]) for (weight, bias), name in zip(encoder + decoder, names)]


def activations_of(layers, x):
    values = []
    for weight, bias, activation in layers:
        x = activation(x @ weight.T + bias)
        values.append(x)
    return values


def kl_sum(rho, means):
    """Sum of KL(rho || mean); in these cases all means are inside the clamp."""
    assert 1e-6 < means.min() and means.max() < 1 - 1e-6
    target = Bernoulli(torch.full_like(means, rho))
    return kl_divergence(target, Bernoulli(means)).sum()


def kl_per_sample(layers, x, rho):
    total = 0
    for sample in x:
        z = sample
        for weight, bias, _ in layers:
            z = weight @ z + bias
            total = total + kl_sum(rho, z.sigmoid().mean().reshape(1))
    return total


def penalty_of(case, layers, x, values):
    if case["beta"] == 0:
        return torch.zeros((), dtype=torch.float64)
    code = values[len(case["layers"]) - 1]
    if case["penalty"] == "kl":
        scaled = case["code_activation"] == "tanh"
        means = sum(code) / len(code)
        return kl_sum((case["rho"] + 1) / 2, (means + 1) / 2) if scaled else kl_sum(case["rho"], means)
    if case["penalty"] == "l1":
        return torch.stack([sample.abs().sum() for sample in code]).mean()
    if case["penalty"] == "kl_per_sample":
        return kl_per_sample(layers, x, case["rho"])
    return sum(v.abs().sum() / v.numel() for v in values)


def reconstruction_of(kind, output, target):
    if kind == "mse":
        return ((output - target) ** 2).sum() / target.numel()
    if kind == "half_sse":
        return torch.stack([0.5 * torch.dot(o - t, o - t) for o, t in zip(output, target)]).mean()
    return (-torch.xlogy(target, output) - torch.special.xlog1py(1 - target, -output)).mean()


def terms_of(case, parameters, x):
    layers = layers_of(case, parameters)
    values = activations_of(layers, x)
    reconstruction = reconstruction_of(case["loss"], values[-1], x)
    mse = reconstruction_of("mse", values[-1], x)
    penalty = penalty_of(case, layers, x, values)
    # A tied matrix is both W1 and W2, so the sum is over layers, not over parameters.
    decay = case["lambda"] / 2 * sum((weight ** 2).sum() for weight, _, _ in layers)
    return reconstruction + case["beta"] * penalty + decay, reconstruction, mse, penalty, decay


def draw(shape, generator, low, high):
    return low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64)


def start_of(case, generator):
    widths = [case["width"]] + case["layers"]
    pairs = [("encoder", i, widths[i], widths[i + 1]) for i in range(len(widths) - 1)]
    pairs += [("decoder", i, widths[-1 - i], widths[-2 - i]) for i in range(len(widths) - 1)]
    start = {}
    for part, i, fan_in, fan_out in pairs:
        if part == "encoder" or case["tied"] == "no":
            start[f"{part}.{i}.weight"] = draw((fan_out, fan_in), generator, -case["spread"], case["spread"])
        start[f"{part}.{i}.bias"] = draw((fan_out,), generator, -0.2, 0.4)
    return start


def leaves(start):
    return {name: value.clone().requires_grad_() for name, value in start.items()}


def train(case, start, batches, make_optimizer):
    """The losses before each step, and the parameters at the end."""
    parameters = leaves(start)
    optimizer = make_optimizer(parameters.values())
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = terms_of(case, parameters, batches[step % BATCHES])[0]
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] and math.isfinite(losses[-1]), losses
    return torch.tensor(losses, dtype=torch.float64), parameters


def arrays_of(case, seed):
    generator = torch.Generator().manual_seed(seed)
    start = start_of(case, generator)
    batches = draw((BATCHES, case["batch"], case["width"]), generator, 0, 1)
    parameters = leaves(start)
    terms = terms_of(case, parameters, batches[0])
    terms[0].backward()
    arrays = {f"start.{name}": value for name, value in start.items()}
    arrays |= {"batches": batches, "terms": torch.stack([term.detach() for term in terms])}
    arrays |= {f"gradient.{name}": value.grad for name, value in parameters.items()}
    optimizers = {"adam": lambda p: torch.optim.Adam(p, lr=ADAM["adam_lr"]),
                  "sgd": lambda p: torch.optim.SGD(p, lr=SGD["sgd_lr"], momentum=SGD["sgd_momentum"])}
    for name, make_optimizer in optimizers.items():
        losses, end = train(case, start, batches, make_optimizer)
        arrays |= {f"{name}.losses": losses} | {f"{name}.{key}": value.detach() for key, value in end.items()}
    return arrays


def safetensors_bytes(metadata, arrays):
    """https://github.com/huggingface/safetensors#format"""
    header, data = {"__metadata__": metadata}, b""
    for name, value in arrays.items():
        content = value.contiguous().numpy().astype("<f8").tobytes()
        header[name] = {"dtype": "F64", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def text_of(value):
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def main():
    folder = pathlib.Path(__file__).parent
    for seed, (name, case) in enumerate(CASES.items(), 1):
        metadata = {key: text_of(value) for key, value in (case | ADAM | SGD).items()}
        (folder / f"{name}.safetensors").write_bytes(safetensors_bytes(metadata, arrays_of(case, seed)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
