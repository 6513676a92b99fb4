# SPDX-License-Identifier: MIT
"""UFLDL's sparse autoencoder in NumPy and SciPy, for comparison with ours.

    ufldl.py IMAGES UNITS ROWS ITERATIONS RHO LAMBDA BETA    prints J and the mean activation that SciPy's L-BFGS reaches
"""

import gzip
import sys

import numpy as np
from scipy.optimize import minimize


def read_images(path, rows):
    """The first `rows` images of a gzip IDX file, [rows, pixels] in [0, 1]."""
    with gzip.open(path) as file:
        header = np.frombuffer(file.read(16), ">u4")
        pixels = int(header[2] * header[3])
        return np.frombuffer(file.read(rows * pixels), np.uint8).reshape(rows, pixels) / 255.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Objective:
    """J = (1/2m) sum |h(x) - x|^2 + (lambda/2)(|W1|^2 + |W2|^2) + beta sum KL(rho || rho_hat), and its gradient."""

    def __init__(self, x, units, rho, decay, beta):
        self.x, self.units, self.rho, self.decay, self.beta = x, units, rho, decay, beta

    def split(self, theta):
        width, units = self.x.shape[1], self.units
        ends = np.cumsum([units * width, units * width, units])
        w1, w2, b1, b2 = np.split(theta, ends)
        return w1.reshape(units, width), w2.reshape(width, units), b1, b2

    def codes(self, theta):
        w1, _, b1, _ = self.split(theta)
        return sigmoid(self.x @ w1.T + b1)

    def __call__(self, theta):
        w1, w2, b1, b2 = self.split(theta)
        m, rho = len(self.x), self.rho
        code = sigmoid(self.x @ w1.T + b1)
        output = sigmoid(code @ w2.T + b2)
        mean = code.mean(0)
        error = output - self.x
        divergence = rho * np.log(rho / mean) + (1 - rho) * np.log((1 - rho) / (1 - mean))
        value = (error ** 2).sum() / (2 * m) + self.decay / 2 * ((w1 ** 2).sum() + (w2 ** 2).sum()) \
            + self.beta * divergence.sum()
        delta3 = error * output * (1 - output)
        delta2 = (delta3 @ w2 + self.beta * (-rho / mean + (1 - rho) / (1 - mean))) * code * (1 - code)
        gradient = (delta2.T @ self.x / m + self.decay * w1, delta3.T @ code / m + self.decay * w2,
                    delta2.mean(0), delta3.mean(0))
        return value, np.concatenate([part.ravel() for part in gradient])


def minimum(objective, iterations, seed=1):
    """J and each unit's mean activation after SciPy's L-BFGS with memory 10, from the exercise's initial weights."""
    width, units = objective.x.shape[1], objective.units
    bound = np.sqrt(6 / (width + units + 1))
    start = np.random.default_rng(seed).uniform(-bound, bound, 2 * width * units)
    theta = np.concatenate([start, np.zeros(units + width)])
    found = minimize(objective, theta, jac=True, method="L-BFGS-B",
                     options={"maxiter": iterations, "maxfun": 10 * iterations, "maxcor": 10, "ftol": 0, "gtol": 0})
    return found.fun, objective.codes(found.x).mean(0)


if __name__ == "__main__":
    images, units, rows, iterations, rho, decay, beta = sys.argv[1:]
    reference = Objective(read_images(images, int(rows)), int(units), float(rho), float(decay), float(beta))
    value, mean = minimum(reference, int(iterations))
    print(f"J {value:.5f}, mean activation {mean.mean():.5f} ({mean.min():.5f} to {mean.max():.5f})")
