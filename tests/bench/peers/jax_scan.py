# SPDX-License-Identifier: MIT
"""The peer "jax_scan": JAX with one compiled scan over the whole epoch.

One jit-compiled step inside lax.scan, with donated buffers, gathers a batch and runs the forward and backward passes and
a hand-written Adam. A smaller last batch has its own compiled step. kl_per_sample's two chains share the first layer and
run the others as one batch of twice the size. XLA flushes denormal numbers to zero by default.

usage: jax_scan.py TASK"""

import os
from functools import partial
from typing import NamedTuple

import jax
import numpy as np
import protocol
from jax import numpy as jnp

ACTIVATIONS = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}
EPSILON = 1e-6
ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON = 0.9, 0.999, 1e-8

Layers = list[tuple[jax.Array, jax.Array]]
"""A weight [in, out] and a bias [out] for each layer."""


class State(NamedTuple):
    """The state that a step updates."""

    layers: Layers
    mean: Layers
    square: Layers
    steps: jax.Array


def kl_divergence(rho: float, rho_hat: jax.Array) -> jax.Array:
    """Σ KL(rho‖rho_hat) over the elements of rho_hat."""
    return (rho * jnp.log(rho / rho_hat) + (1 - rho) * jnp.log((1 - rho) / (1 - rho_hat))).sum()


def one_chain(task: protocol.Task, layers: Layers, values: jax.Array) -> tuple[jax.Array, jax.Array | float]:
    """Returns the output and the penalty: kl, or 0."""
    penalty = 0.0
    for at, ((weight, bias), name) in enumerate(zip(layers, task.activations)):
        values = ACTIVATIONS[name](values @ weight + bias)
        if task.penalty == "kl" and at == task.code_layer:
            penalty = kl_divergence(task.config["rho"], values.mean(0).clip(EPSILON, 1 - EPSILON))
    return values, penalty


def both_chains(task: protocol.Task, layers: Layers, images: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Returns the output and kl_per_sample. Products stack the network's rows above those of the chain, which has no
    activations."""
    rho, batch = task.config["rho"], len(images)
    weight, bias = layers[0]
    bare = images @ weight + bias
    outer = ACTIVATIONS[task.activations[0]](bare)
    penalty = kl_divergence(rho, jax.nn.sigmoid(bare).mean(1))
    for (weight, bias), name in list(zip(layers, task.activations))[1:]:
        sums = jnp.concatenate([outer, bare]) @ weight + bias
        outer, bare = ACTIVATIONS[name](sums[:batch]), sums[batch:]
        penalty += kl_divergence(rho, jax.nn.sigmoid(bare).mean(1))
    return outer, penalty


def objective(layers: Layers, task: protocol.Task, images: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Returns a batch's training objective and MSE."""
    chains = both_chains if task.penalty == "kl_per_sample" else one_chain
    output, penalty = chains(task, layers, images)
    mse = jnp.square(output - images).mean()
    loss = mse + task.config["beta"] * penalty
    if task.config["lambda"] > 0:
        loss += task.config["lambda"] / 2 * sum(jnp.square(weight).sum() for weight, _ in layers)
    return loss, mse


def adam(lr: float, state: State, gradients: Layers) -> State:
    """One step of Adam with default constants."""
    steps = state.steps + 1
    mean = jax.tree.map(lambda m, g: ADAM_BETA1 * m + (1 - ADAM_BETA1) * g, state.mean, gradients)
    square = jax.tree.map(lambda v, g: ADAM_BETA2 * v + (1 - ADAM_BETA2) * g * g, state.square, gradients)
    scale = lr / (1 - ADAM_BETA1**steps)
    root = 1 / jnp.sqrt(1 - ADAM_BETA2**steps)
    layers = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) * root + ADAM_EPSILON), state.layers, mean, square)
    return State(layers, mean, square, steps)


def step(task: protocol.Task, images: jax.Array, state: State, rows: jax.Array) -> tuple[State, jax.Array]:
    """One training step on the images of these rows. Returns the new state and [loss, MSE]."""
    terms, gradients = jax.value_and_grad(objective, has_aux=True)(state.layers, task, images[rows])
    return adam(task.config["lr"], state, gradients), jnp.stack(terms)


class Trainer:
    """Holds the state, the data and the compiled functions."""

    def __init__(self, task: protocol.Task):
        self.task = task
        self.images = jnp.asarray(task.load_images())
        self.random = np.random.default_rng(task.config["seed"])

        @partial(jax.jit, donate_argnums=1)
        def scan(images: jax.Array, state: State, order: jax.Array) -> tuple[State, jax.Array]:
            state, terms = jax.lax.scan(partial(step, task, images), state, order)
            return state, terms.sum(0)

        self.scan = scan
        self.last_step = jax.jit(partial(step, task), donate_argnums=1)
        self.state = self.start()
        self.train_epoch()  # compiles
        self.state = self.start()

    def start(self) -> State:
        layers = [(jnp.asarray(weight.T.copy()), jnp.asarray(bias)) for weight, bias in self.task.load_weights()]
        zeros = partial(jax.tree.map, jnp.zeros_like)
        return State(layers, zeros(layers), zeros(layers), jnp.zeros((), jnp.int32))

    def train_epoch(self) -> protocol.Means:
        rows, batch = self.task.rows, self.task.batch
        order = self.random.permutation(rows).astype(np.int32)
        whole = rows - rows % batch
        self.state, terms = self.scan(self.images, self.state, order[:whole].reshape(-1, batch))
        sums = terms * batch
        if whole < rows:
            self.state, terms = self.last_step(self.images, self.state, order[whole:])
            sums += terms * (rows - whole)
        jax.block_until_ready(self.state)
        loss, mse = np.asarray(sums) / rows
        return protocol.Means(float(loss), float(mse))


def limit_threads(threads: int) -> None:
    """Limits XLA's threads by CPU affinity: on first use it starts one per available core."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"


def main() -> None:
    task = protocol.read_task()
    if task.threads:
        limit_threads(task.threads)
    protocol.serve("JAX scan", {"JAX": jax.__version__}, Trainer(task).train_epoch)


if __name__ == "__main__":
    main()
