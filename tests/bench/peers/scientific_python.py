# SPDX-License-Identifier: MIT
"""The peer "scientific_python": work on all rows at once with NumPy, SciPy and scikit-learn.

    minimise    SciPy's L-BFGS on UFLDL's sparse autoencoder in NumPy
    classify    scikit-learn's LogisticRegression, which uses the same L-BFGS
    cluster     scikit-learn's KMeans from the first ten rows

Its threads are those of the environment, because its libraries read them when they are imported.

usage: scientific_python.py TASK"""

import pathlib
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import protocol
import scipy
import sklearn
from protocol import Means
from scipy.optimize import minimize
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "learn"))
import ufldl  # noqa: E402

CLASSES = 10


def minimiser(task: protocol.Task) -> Callable[[], Means]:
    config, rows = task.config, task.load_images().astype(np.float64)
    objective = ufldl.Objective(rows, config["layers"][0], config["rho"], config["lambda"], config["beta"])
    (first, first_bias), (second, second_bias) = task.load_weights()
    start = np.concatenate([part.ravel() for part in (first, second, first_bias, second_bias)]).astype(np.float64)
    options = {"maxiter": config["epochs"], "maxfun": 10 * config["epochs"], "maxcor": 10, "ftol": 0, "gtol": 0}
    return lambda: Means(minimize(objective, start, jac=True, method="L-BFGS-B", options=options).fun)


def classifier(task: protocol.Task) -> Callable[[], Means]:
    rows, labels, decay = task.load_images().astype(np.float64), task.load_labels(), task.config["lambda"]
    model = LogisticRegression(C=1 / (decay * len(rows)), max_iter=task.config["epochs"], tol=0)

    def work() -> Means:
        start = time.perf_counter()
        model.fit(rows, labels)
        seconds = time.perf_counter() - start
        chances = model.predict_log_proba(rows)[np.arange(len(rows)), labels]
        return Means(decay / 2 * (model.coef_ ** 2).sum() - chances.mean(), seconds=seconds)
    return work


def clusterer(task: protocol.Task) -> Callable[[], Means]:
    rows = task.load_images()
    model = KMeans(CLASSES, n_init=1, init=rows[:CLASSES], max_iter=task.config["epochs"], tol=0)
    return lambda: Means(model.fit(rows).inertia_)


WORK = {"minimise": minimiser, "classify": classifier, "cluster": clusterer}


def main() -> None:
    warnings.simplefilter("ignore", ConvergenceWarning)  # the number of iterations is the task's
    task = protocol.read_task()
    versions = {"NumPy": np.__version__, "SciPy": scipy.__version__, "scikit-learn": sklearn.__version__}
    protocol.serve("scientific_python", versions, WORK[task.work](task))


if __name__ == "__main__":
    main()
