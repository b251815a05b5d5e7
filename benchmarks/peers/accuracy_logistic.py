"""Linear models: the penalty by cross-validation for numbers, the usual one for classes."""
from accuracy import compete
from sklearn.linear_model import LogisticRegression, RidgeCV

compete(lambda: RidgeCV(alphas=[0.01, 0.1, 1, 10, 100]), lambda: LogisticRegression(max_iter=2000))
