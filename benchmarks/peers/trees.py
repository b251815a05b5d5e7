"""What the accuracy sides share: the tables, their splits, and the score of a model on each."""
import json
import os

# Times are not the subject here, and threads that wait by turning in circles take hours on a busy machine. Read when the libraries are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from side import measure, path

SCORES = {"regression": r2_score, "binary": roc_auc_score, "multiclass": accuracy_score}


def compete(fit):
    """fit(x, y, task, classes) returns a function from rows to numbers, probabilities of class 1, or classes."""
    with open(path) as file:
        tables = json.load(file)

    def mean(table):
        cells = np.fromfile(table["table"], dtype="<f4").reshape(-1, table["features"] + 1)
        x, y = np.ascontiguousarray(cells[:, :-1]), cells[:, -1].astype(np.float64)
        tests = np.fromfile(table["splits"], dtype=np.uint8).reshape(table["splitCount"], -1) == 1
        score = SCORES[table["task"]]
        return float(np.mean([score(y[test], fit(x[~test], y[~test], table["task"], table["classes"])(x[test])) for test in tests]))

    measure(
        lambda: {table["name"]: mean(table) for table in tables},
        lambda scores: f"{sum(table['splitCount'] for table in tables)} models of {len(scores)} tables",
        lambda scores: float(np.mean([scores[table["name"]] for table in tables if table["splitCount"] > 1])),
        lambda scores: scores)
