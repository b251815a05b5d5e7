"""Least, greatest, mean, deviation and deciles of columns in memory: pandas."""
import numpy as np
import pandas as pd
from side import measure, path, rows

cells = np.fromfile(path, dtype="<f4").reshape(rows, -1).astype(np.float64)[:, :-1]
frame = pd.DataFrame(np.asfortranarray(cells), columns=[f"f{i + 1}" for i in range(cells.shape[1])])


def profile():
    return frame.describe(), frame.quantile([i / 10 for i in range(1, 10)], interpolation="higher")


def shape(result):
    described, deciles = result
    spread = (described.loc["max"] - described.loc["min"]).sum()
    return (f"{rows}x{described.shape[1]} range={spread:.4f} mean={described.loc['mean'].abs().sum():.4f} "
            f"deviation={described.loc['std'].sum():.4f} deciles={deciles.abs().to_numpy().sum():.4f}")


measure(profile, shape)
