"""Boosted trees on histograms, stopped early."""
from accuracy import compete
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

SHAPE = {"early_stopping": True, "random_state": 7}
compete(lambda: HistGradientBoostingRegressor(**SHAPE), lambda: HistGradientBoostingClassifier(**SHAPE))
