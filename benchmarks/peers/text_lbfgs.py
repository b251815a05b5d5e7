"""Multinomial logistic regression by quasi-Newton steps: scikit-learn."""
from text import compete

compete("lbfgs")
