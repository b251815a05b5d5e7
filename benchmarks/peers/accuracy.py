"""What the peers on public tables share: the splits, one form of the rows, and the loss of a model on each."""
import json
import os
import warnings

os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from side import measure, path

warnings.filterwarnings("ignore")


def compete(regressor, classifier):
    """regressor() and classifier() return models of scikit-learn's kind; they get standardised numbers and one-hot categories."""
    with open(path) as file:
        tables = json.load(file)

    def loss(table):
        train, test = pd.read_csv(table["train"]), pd.read_csv(table["test"])
        x, z, y, truth = train.drop(columns="y"), test.drop(columns="y"), train["y"], test["y"]
        texts = [name for name in x if x[name].dtype == object]
        numbers = [name for name in x if name not in texts]
        form = make_column_transformer(
            (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), texts))
        x, z = form.fit_transform(x), form.transform(z)
        if table["task"] == "regression":
            mean, deviation = y.mean(), y.std()
            answers = regressor().fit(x, (y - mean) / deviation).predict(z) * deviation + mean
            return float(np.sqrt(((truth - answers) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()))
        classes = sorted(y.astype(str).unique())
        codes = y.astype(str).map(classes.index)
        chances = classifier().fit(x, codes).predict_proba(z)
        of_truth = [chances[row][classes.index(name)] if name in classes else 0 for row, name in enumerate(truth.astype(str))]
        return float(-np.log(np.clip(of_truth, 1e-15, 1)).mean())

    def figures(losses):
        names = list(dict.fromkeys(table["name"] for table in tables))
        return {name: float(np.mean([own for table, own in zip(tables, losses) if table["name"] == name])) for name in names}

    measure(
        lambda: [loss(table) for table in tables],
        lambda losses: f"{len(losses)} splits",
        figures=figures)
