"""Trains the forest that the sides of predict and shap share: forest_xgboost.py ROWS TABLE DUMP; for XGBoost itself it lies beside the dump as forest.ubj."""
import json
import math
import os
import sys
import xgboost as xgb
from side import rows
from table import read

x, y = read()
model = xgb.train({"objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide", "max_leaves": 31, "max_depth": 0, "max_bin": 255,
                   "eta": 0.1, "lambda": 1, "min_child_weight": 5, "base_score": 0.5, "nthread": 1, "verbosity": 0}, xgb.DMatrix(x[:rows], y[:rows]), 100)
model.save_model(os.path.join(os.path.dirname(sys.argv[3]), "forest.ubj"))
with open(sys.argv[3], "w") as dump:
    json.dump({"baseMargin": 0.0, "trees": [json.loads(tree) for tree in model.get_dump(dump_format="json", with_stats=True)]}, dump)
