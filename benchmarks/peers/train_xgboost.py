"""100 trees of 31 leaves on histograms: XGBoost, its DMatrix included."""
import os
import xgboost as xgb
from sklearn.metrics import roc_auc_score
from side import measure, rows
from table import held_bytes, peak_bytes, read

x, y = read()
train_x, train_y, test_x, test_y = x[:rows], y[:rows], x[rows:], y[rows:]
# min_child_weight bounds the sum of p(1-p), which is a quarter of a row at most: 5 stands for 20 rows.
parameters = {
    "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0, "max_bin": 255,
    "eta": 0.1, "lambda": 1, "min_child_weight": 5, "nthread": os.cpu_count(), "verbosity": 0,
}
before = held_bytes()
peak = before


def train():
    global peak
    model = xgb.train(parameters, xgb.DMatrix(train_x, train_y), 100)
    peak = peak_bytes()
    return model


measure(
    train,
    lambda model: f"{rows}x{x.shape[1]} {len(model.get_dump())} trees",
    lambda model: roc_auc_score(test_y, model.predict(xgb.DMatrix(test_x))),
    lambda model: {"peakBytesPerCell": (peak - before) / train_x.size})
