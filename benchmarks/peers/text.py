"""What the sides that learn texts share: words, pairs of words and runs of 3 to 5 characters by TF-IDF, the penalty chosen on validation rows, then all but the test rows learned."""
import json
import os

# One thread on all sides.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import warnings

import numpy as np
from scipy.sparse import hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from side import measure, path

PENALTIES = [1, 10, 100]


def compete(solver):
    warnings.simplefilter("ignore", ConvergenceWarning)
    with open(path) as file:
        tables = json.load(file)

    def encode(fit, other):
        vectorizers = [
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float64),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float64)]
        return hstack([v.fit_transform(fit) for v in vectorizers]).tocsr(), hstack([v.transform(other) for v in vectorizers]).tocsr()

    def model(c):
        return LogisticRegression(C=c, solver=solver, max_iter=200)

    def accuracy(table, split):
        texts, labels, parts = np.array(table["texts"], dtype=object), np.array(table["labels"]), np.array(split)
        train, valid = encode(texts[parts == 0], texts[parts == 1])
        scores = [model(c).fit(train, labels[parts == 0]).score(valid, labels[parts == 1]) for c in PENALTIES]
        known, test = encode(texts[parts < 2], texts[parts == 2])
        return model(PENALTIES[int(np.argmax(scores))]).fit(known, labels[parts < 2]).score(test, labels[parts == 2])

    measure(
        lambda: {table["name"]: float(np.mean([accuracy(table, split) for split in table["splits"]])) for table in tables},
        lambda found: f"{sum(len(t['splits']) for t in tables)} models of {sum(len(t['texts']) for t in tables)} texts in {len(found)} sets",
        lambda found: float(np.mean(list(found.values()))),
        lambda found: found)
