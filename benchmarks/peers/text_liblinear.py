"""Logistic regression of one class against the others by trust regions and coordinate descent: scikit-learn."""
from text import compete

compete("liblinear")
