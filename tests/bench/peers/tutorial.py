# SPDX-License-Identifier: MIT
"""The peer "tutorial": a sparse autoencoder as published PyTorch tutorials train it, rewritten from their description.

It uses a Dataset that converts one image at a time, a DataLoader, a sequence of nn.Linear layers, a penalty computed in
a loop over the model's children, torch.optim.Adam, and loss.item() in each step. The tutorials' Dataset also converts
images through PIL; this one does not.

usage: tutorial.py TASK                     trains epoch by epoch for scripts/bench
       tutorial.py TASK VALID EPOCHS UNTIL  starts from PyTorch's default weights and trains until the MSE on the images
                                            in file VALID is at most UNTIL; prints one JSON line per epoch"""

import sys

import numpy as np
import protocol
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

ACTIVATIONS = {"relu": functional.relu, "sigmoid": torch.sigmoid}


class Images(Dataset):
    """Images, converted to tensors on access."""

    def __init__(self, pixels: np.ndarray):
        self.pixels = torch.from_numpy(pixels.reshape(-1, 28, 28))

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        """One image [1, 28, 28] in [0, 1], and an unused label."""
        return self.pixels[index].unsqueeze(0).float().div(255), 0


class SparseAutoencoder(nn.Module):
    """Linear layers, each followed by an activation."""

    def __init__(self, widths: list[int], activations: list[str]):
        super().__init__()
        self.activations = activations
        for at, (inner, outer) in enumerate(zip(widths, widths[1:])):
            self.add_module(f"layer{at}", nn.Linear(inner, outer))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer, activation in zip(self.children(), self.activations):
            x = ACTIVATIONS[activation](layer(x))
        return x


def kl_divergence(rho: float, rho_hat: torch.Tensor) -> torch.Tensor:
    """Σ KL(rho‖rho_hat) over the elements of rho_hat."""
    wanted = torch.tensor([rho] * len(rho_hat))
    return torch.sum(wanted * torch.log(wanted / rho_hat) + (1 - wanted) * torch.log((1 - wanted) / (1 - rho_hat)))


def sparse_loss(task: protocol.Task, model: SparseAutoencoder, images: torch.Tensor) -> torch.Tensor:
    """kl_per_sample: penalises each layer's mean per image, in a chain without activations; kl: the code's mean per unit."""
    values, loss = images, torch.tensor(0.0)
    if task.penalty == "kl_per_sample":
        for layer in model.children():
            values = layer(values)
            loss = loss + kl_divergence(task.config["rho"], torch.mean(torch.sigmoid(values), 1))
        return loss
    for layer, activation in list(zip(model.children(), task.activations))[: task.code_layer + 1]:
        values = ACTIVATIONS[activation](layer(values))
    return kl_divergence(task.config["rho"], torch.mean(values, 0))


class Trainer:
    """Holds the model, the data and the optimiser."""

    def __init__(self, task: protocol.Task):
        self.task = task
        self.model = SparseAutoencoder(task.widths, task.activations)
        self.loader = DataLoader(Images(task.load_pixels()), batch_size=task.batch, shuffle=True)
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=task.config["lr"])

    def start_from_weights_of_the_task(self) -> None:
        with torch.no_grad():
            for layer, (weight, bias) in zip(self.model.children(), self.task.load_weights()):
                layer.weight.copy_(torch.from_numpy(weight))
                layer.bias.copy_(torch.from_numpy(bias))

    def loss(self, images: torch.Tensor) -> torch.Tensor:
        """The training objective of a batch."""
        loss = self.criterion(self.model(images), images)
        if self.task.penalty != "none":
            loss = loss + self.task.config["beta"] * sparse_loss(self.task, self.model, images)
        if self.task.config["lambda"] > 0:
            squares = sum(layer.weight.square().sum() for layer in self.model.children())
            loss = loss + self.task.config["lambda"] / 2 * squares
        return loss

    def train_epoch(self) -> protocol.Means:
        self.model.train()
        running_loss = 0.0
        for images, _ in self.loader:
            images = images.view(images.size(0), -1)
            self.optimizer.zero_grad()
            loss = self.loss(images)
            loss.backward()
            self.optimizer.step()
            running_loss += loss.item()
        return protocol.Means(running_loss / len(self.loader))

    def validate(self, loader: DataLoader) -> float:
        """Mean of the batches' MSE, as in the tutorials."""
        self.model.eval()
        running_loss = 0.0
        with torch.no_grad():
            for images, _ in loader:
                images = images.view(images.size(0), -1)
                running_loss += self.criterion(self.model(images), images).item()
        return running_loss / len(loader)


def train_until(trainer: Trainer, valid: str, epochs: int, until: float) -> None:
    """Trains and validates, one JSON line per epoch, until the validation MSE is at most `until`."""
    pixels = np.fromfile(valid, np.uint8).reshape(-1, protocol.WIDTH)
    loader = DataLoader(Images(pixels), batch_size=trainer.task.batch)
    for epoch in range(1, epochs + 1):
        trainer.train_epoch()
        val_mse = trainer.validate(loader)
        protocol.say(epoch=epoch, val_mse=val_mse)
        if val_mse <= until:
            return


def main() -> None:
    torch.set_flush_denormal(True)
    task = protocol.read_task()
    torch.manual_seed(task.config["seed"])
    if task.threads:
        torch.set_num_threads(task.threads)
    trainer = Trainer(task)
    if len(sys.argv) > 2:
        train_until(trainer, sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
        return
    trainer.start_from_weights_of_the_task()
    protocol.serve("tutorial", {"PyTorch": torch.__version__}, trainer.train_epoch)


if __name__ == "__main__":
    main()
