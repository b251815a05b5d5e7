"""The table of floats that SyntheticTable wrote: features and label."""
import numpy as np
from side import path

FEATURES = 28


def read(name=path):
    cells = np.fromfile(name, dtype="<f4").reshape(-1, FEATURES + 1)
    return np.ascontiguousarray(cells[:, :-1]), np.ascontiguousarray(cells[:, -1])


def peak_bytes():
    """The most memory that this process has held."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def held_bytes():
    """The memory that this process holds now."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))
