"""A net with one hidden layer of 100."""
from accuracy import compete
from sklearn.neural_network import MLPClassifier, MLPRegressor

SHAPE = {"hidden_layer_sizes": (100,), "max_iter": 500, "alpha": 0.01, "random_state": 7}
compete(lambda: MLPRegressor(**SHAPE), lambda: MLPClassifier(**SHAPE))
