"""200 boosted trees of depth 6."""
import os
from accuracy import compete
import xgboost as xgb

SHAPE = {"n_estimators": 200, "learning_rate": 0.1, "max_depth": 6, "tree_method": "hist", "n_jobs": os.cpu_count(), "random_state": 7}
compete(lambda: xgb.XGBRegressor(**SHAPE), lambda: xgb.XGBClassifier(**SHAPE))
