"""Support vector machines with a Gaussian kernel, the cost by cross-validation."""
from accuracy import compete
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC, SVR

COSTS = {"C": [1, 10, 100]}
compete(
    lambda: GridSearchCV(SVR(epsilon=0.05), COSTS, cv=3),
    lambda: GridSearchCV(SVC(probability=True, random_state=7), COSTS, cv=3, scoring="neg_log_loss"))
