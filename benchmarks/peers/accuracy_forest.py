"""Random forests of 300 trees."""
from accuracy import compete
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

compete(lambda: RandomForestRegressor(300, random_state=7), lambda: RandomForestClassifier(300, random_state=7))
