# SPDX-License-Identifier: MIT
"""The peer "pytorch_compiled": PyTorch at its fastest on a CPU.

All images are one tensor; each batch gathers its rows. torch.compile compiles the forward pass and the loss, with the
options that are fastest for the task. Adam is fused, and no step waits for a value. kl_per_sample's two chains share the
first layer and run the others as one batch of twice the size.

usage: pytorch_compiled.py TASK"""

import time

import protocol
import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid}
EPSILON = 1e-6
COMPILE_OPTIONS = ({}, {"cpp_wrapper": True}, {"max_autotune": True})
TRIAL_STEPS, TRIALS = 20, 5


def kl_divergence(rho: float, rho_hat: torch.Tensor) -> torch.Tensor:
    """Σ KL(rho‖rho_hat) over the elements of rho_hat."""
    return (rho * torch.log(rho / rho_hat) + (1 - rho) * torch.log((1 - rho) / (1 - rho_hat))).sum()


class Objective(nn.Module):
    """A batch's training objective and MSE. Adam applies the weight decay; here it adds only to the value."""

    def __init__(self, task: protocol.Task):
        super().__init__()
        self.activations = [ACTIVATIONS[name] for name in task.activations]
        self.code_layer, self.penalty = task.code_layer, task.penalty
        self.rho, self.beta, self.decay = (task.config[name] for name in ("rho", "beta", "lambda"))
        layers = task.load_weights()
        self.weights = nn.ParameterList(torch.from_numpy(weight.copy()) for weight, _ in layers)
        self.biases = nn.ParameterList(torch.from_numpy(bias.copy()) for _, bias in layers)

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if self.penalty == "kl_per_sample":
            output, penalty = self.both_chains(images)
        else:
            output, penalty = self.one_chain(images)
        mse = functional.mse_loss(output, images)
        loss = mse if penalty is None else mse + self.beta * penalty
        if self.decay > 0:
            loss = loss + self.decay / 2 * sum(weight.detach().square().sum() for weight in self.weights)
        return loss, mse

    def one_chain(self, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        penalty = None
        for at, activation in enumerate(self.activations):
            values = activation(functional.linear(values, self.weights[at], self.biases[at]))
            if self.penalty == "kl" and at == self.code_layer:
                penalty = kl_divergence(self.rho, values.mean(0).clamp(EPSILON, 1 - EPSILON))
        return values, penalty

    def both_chains(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Products stack the network's rows above those of the chain, which has no activations."""
        batch = len(images)
        sums = functional.linear(images, self.weights[0], self.biases[0])
        outer, bare = self.activations[0](sums), sums
        penalty = kl_divergence(self.rho, torch.sigmoid(bare).mean(1))
        for at, activation in list(enumerate(self.activations))[1:]:
            sums = functional.linear(torch.cat([outer, bare]), self.weights[at], self.biases[at])
            outer, bare = activation(sums[:batch]), sums[batch:]
            penalty = penalty + kl_divergence(self.rho, torch.sigmoid(bare).mean(1))
        return outer, penalty


class Trainer:
    """Holds the objective, the data and the optimiser."""

    def __init__(self, task: protocol.Task):
        self.task = task
        self.images = torch.from_numpy(task.load_images())
        self.objective = Objective(task)
        self.compiled = min((self.compile(options) for options in COMPILE_OPTIONS), key=self.trial_seconds)
        self.objective.zero_grad(set_to_none=True)
        self.optimizer = torch.optim.Adam(self.parameter_groups(), lr=task.config["lr"], fused=True)

    def parameter_groups(self) -> list[dict]:
        """Weights and biases; in separate groups only with weight decay, because each group costs an optimiser call."""
        decay = self.task.config["lambda"]
        if decay == 0:
            return [{"params": list(self.objective.parameters())}]
        return [{"params": list(self.objective.weights), "weight_decay": decay}, {"params": list(self.objective.biases)}]

    def compile(self, options: dict) -> nn.Module:
        """Compiles the objective for both batch sizes."""
        compiled = torch.compile(self.objective, dynamic=False, options=options)
        for size in {self.task.batch, self.task.rows % self.task.batch or self.task.batch}:
            compiled(self.images[:size])[0].backward()
        return compiled

    def trial_seconds(self, compiled: nn.Module) -> float:
        """Shortest time of several trials. They run without the optimiser, so the weights stay unchanged."""
        seconds = []
        for _ in range(TRIALS):
            start = time.perf_counter()
            for _ in range(TRIAL_STEPS):
                compiled(self.images[: self.task.batch])[0].backward()
            seconds.append(time.perf_counter() - start)
        return min(seconds)

    def train_epoch(self) -> protocol.Means:
        batches = torch.randperm(self.task.rows).split(self.task.batch)
        losses, mses = [], []
        for rows in batches:
            loss, mse = self.compiled(self.images[rows])
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.detach())
            mses.append(mse.detach())
        shares = torch.tensor([len(rows) for rows in batches], dtype=torch.float32) / self.task.rows
        return protocol.Means((torch.stack(losses) @ shares).item(), (torch.stack(mses) @ shares).item())


def main() -> None:
    torch.set_flush_denormal(True)
    task = protocol.read_task()
    torch.manual_seed(task.config["seed"])
    if task.threads:
        torch.set_num_threads(task.threads)
    protocol.serve("PyTorch compiled", {"PyTorch": torch.__version__}, Trainer(task).train_epoch)


if __name__ == "__main__":
    main()
