# SPDX-License-Identifier: MIT
"""Shared by all sections: the programs, the networks as printed by sae_train, and the files of a benchmark."""

import gzip
import json
import os
import pathlib
import subprocess
from dataclasses import dataclass, field

import numpy as np

WIDTH = 784
"""Pixels per image."""
NETS = {"default": (), "tutorial": ("--preset", "tutorial-kl")}
"""The options of sae_train that select each network of the training steps."""
OTHER_NETS = {"ufldl-mnist": ("--preset", "ufldl-mnist")}
OWN_PEERS = ("scientific_python",)
"""Peers whose libraries the tests have anyway."""
DISTRIBUTION = pathlib.Path("/usr/share/datasets/fashion-mnist")
IMAGES = {"train": "train-images-idx3-ubyte", "valid": "t10k-images-idx3-ubyte"}
LABELS = "train-labels-idx1-ubyte"
IMAGES_HEADER, LABELS_HEADER = 16, 8
"""Bytes before the values of an IDX file."""


@dataclass(frozen=True)
class Options:
    """The user's options. images: per epoch; only: text that the rows to run must contain."""

    rounds: int = 7
    images: int = 15000
    only: str = ""
    peers: bool = False

    def wants(self, label: str) -> bool:
        return self.only in label


@dataclass
class Workspace:
    """A checkout with a release build, and a folder for temporary files of the benchmark."""

    root: pathlib.Path
    folder: pathlib.Path
    versions: dict[str, str] = field(default_factory=dict)
    """Versions of the frameworks that have run, by name."""

    @property
    def sae_train(self) -> pathlib.Path:
        return self.program("sae_train")

    def program(self, name: str) -> pathlib.Path:
        return self.root / "build/release/bin" / name

    def peer(self, name: str) -> list[str]:
        """The command that starts a peer."""
        folder = "python" if name in OWN_PEERS else "peers"
        return [str(self.root / f".deps/{folder}/bin/python"), "-B", str(self.root / f"tests/bench/peers/{name}.py")]

    def config(self, net: str, **options: object) -> dict:
        """The full configuration of a network, by option name, with some options overridden."""
        command = [self.sae_train, *(NETS | OTHER_NETS)[net], "--print_config"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return {**json.loads(printed), **options}

    def images(self, part: str = "train") -> pathlib.Path:
        """A file of FashionMNIST's pixels, 784 bytes per image. part: train or valid."""
        path = self.folder / f"{part}.pixels"
        if not path.exists():
            path.write_bytes(read_idx(find_data(self.root), IMAGES[part], IMAGES_HEADER))
        return path

    def labels(self) -> pathlib.Path:
        """A file of the training images' labels, a byte each."""
        path = self.folder / "train.labels"
        if not path.exists():
            path.write_bytes(read_idx(find_data(self.root), LABELS, LABELS_HEADER))
        return path

    def weights(self, config: dict) -> pathlib.Path:
        """A file of initial weights for all contestants: uniform in ±1/sqrt(inputs), PyTorch's default."""
        encoder = [WIDTH, *config["layers"]]
        widths = encoder + encoder[-2::-1]
        path = self.folder / f"{'-'.join(map(str, widths))}.weights"
        if not path.exists():
            random = np.random.default_rng(config["seed"])
            with path.open("wb") as file:
                for inner, outer in zip(widths, widths[1:]):
                    bound = inner**-0.5
                    file.write(random.uniform(-bound, bound, (inner + 1) * outer).astype(np.float32).tobytes())
        return path

    def machine(self) -> str:
        """One line: the processor, the number of cores, and the versions of the programs and frameworks that ran."""
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        version = subprocess.run([self.sae_train, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        others = "".join(f", {name} {number}" for name, number in sorted(self.versions.items()) if name != "LibTorch")
        return f"{models[0] if models else 'unknown processor'}, {len(os.sched_getaffinity(0))} cores; {version}{others}"


def find_data(root: pathlib.Path) -> pathlib.Path:
    """The FashionMNIST folder that sae_train would use."""
    named = os.environ.get("SAE_DATA")
    if named:
        return pathlib.Path(named)
    folders = [pathlib.Path("data/fashion-mnist"), root / "data/fashion-mnist", DISTRIBUTION]
    return next((folder for folder in folders if any(folder.glob(f"{IMAGES['train']}*"))), DISTRIBUTION)


def read_idx(folder: pathlib.Path, name: str, header: int) -> bytes:
    """Reads the values of an IDX file, plain or gzipped."""
    path = folder / name
    if path.exists():
        return path.read_bytes()[header:]
    with gzip.open(f"{path}.gz") as file:
        return file.read()[header:]


def require_peers(workspace: Workspace) -> None:
    """Raises FileNotFoundError if the peers' Python is not installed."""
    if not pathlib.Path(workspace.peer("tutorial")[0]).exists():
        raise FileNotFoundError("the peers' Python is not installed: run scripts/setup --peers")
