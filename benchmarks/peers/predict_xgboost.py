"""Probabilities in bulk: XGBoost, straight from the array."""
import os
import numpy as np
import xgboost as xgb
from side import measure, path
from table import read

x, _ = read()
model = xgb.Booster({"nthread": os.cpu_count()}, model_file=os.path.join(os.path.dirname(path), "forest.ubj"))
measure(lambda: model.inplace_predict(x), lambda p: f"{len(p)} probabilities, mean {p.astype(np.float64).mean():.3f}")
