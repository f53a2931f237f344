"""Trains on what is in a folder as the notebook does, but with Python's XGBoost; writes what came out beside it."""

import json
import math
import os
import sys

import numpy as np
import scipy.sparse
import xgboost

folder, library = sys.argv[1:]

# The package loads the file that lies inside it, which is to be the one that Node used.
own = os.path.join(os.path.dirname(xgboost.__file__), "lib", os.path.basename(library))
assert os.path.samefile(own, library), f"Python uses {own}"


def read(name, kind):
    return np.fromfile(os.path.join(folder, name), dtype=kind)


with open(os.path.join(folder, "task.json"), encoding="utf-8") as file:
    task = json.load(file)


def matrix(name):
    shape = (task["rows"][name], task["columns"])
    parts = (read(f"{name}.data", "<f8"), read(f"{name}.indices", "<i4"), read(f"{name}.rowStarts", "<i4"))
    return xgboost.DMatrix(scipy.sparse.csr_matrix(parts, shape=shape), label=read(f"{name}.labels", "<f8"))


train, validation = matrix("train"), matrix("validation")
evaluations = {}
booster = xgboost.train(
    task["parameters"],
    train,
    num_boost_round=task["rounds"],
    evals=[(validation, "validation")],
    early_stopping_rounds=task["earlyStoppingRounds"],
    evals_result=evaluations,
    verbose_eval=False,
)
predictions = booster.predict(validation)
predictions.tofile(os.path.join(folder, "python.predictions"))

of_node = xgboost.Booster(model_file=os.path.join(folder, "model.ubj"))
of_node.predict(validation).tofile(os.path.join(folder, "node-in-python.predictions"))

total = 0.0
for actual, prediction in zip(read("validation.labels", "<f8"), predictions):
    difference = float(actual) - float(prediction)
    total += difference * difference
print(
    json.dumps(
        {
            "version": xgboost.__version__,
            "evaluations": evaluations["validation"]["rmse"],
            "rmse": math.sqrt(total / len(predictions)),
            "bestIteration": booster.best_iteration,
            "bestIterationOfNode": of_node.best_iteration,
        }
    )
)
