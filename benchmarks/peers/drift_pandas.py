"""The population stability index of every feature, second half of the rows against the deciles of the first: pandas and numpy."""
import numpy as np
import pandas as pd
from side import measure, path, rows

cells = np.fromfile(path, dtype="<f4").reshape(rows, -1).astype(np.float64)[:, :-1]
frame = pd.DataFrame(np.asfortranarray(cells), columns=[f"f{i + 1}" for i in range(cells.shape[1])])
half = rows // 2
reference, current = frame.iloc[:half], frame.iloc[half:]


def edges_of(column):
    ordered = np.sort(column)
    edges = ordered[[i * len(ordered) // 10 for i in range(1, 10)]]
    return np.unique(edges[edges > ordered[0]])


def shares_of(column, edges):
    # The first bin is the missing cells.
    missing = column.isna()
    bins = np.where(missing, 0, 1 + np.searchsorted(edges, column, side="right"))
    return np.bincount(bins, minlength=len(edges) + 2) / len(column)


profile = {name: (edges_of(reference[name]), shares_of(reference[name], edges_of(reference[name]))) for name in frame.columns}


def check():
    found = {}
    for name, (edges, expected) in profile.items():
        r, c = np.maximum(expected, 1e-4), np.maximum(shares_of(current[name], edges), 1e-4)
        found[name] = float(np.sum((c - r) * np.log(c / r)))
    return pd.Series(found).sort_values(ascending=False)


measure(check, lambda found: f"{len(current)}x{len(found)}", lambda found: float(found.sum()))
