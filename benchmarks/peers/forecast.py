"""What the forecast sides share: the panels, and the scores of a method on each."""
import json
import warnings

import numpy as np
from side import measure, path

warnings.filterwarnings("ignore")


def compete(forecast):
    """forecast(past, season, horizon) returns answers, lows and highs."""
    with open(path) as file:
        panels = json.load(file)

    def score(past, future, season, answers, lows, highs):
        changes = np.abs(past[season:] - past[:-season])
        scale = changes.mean() if len(changes) and changes.mean() > 0 else 1
        size = np.abs(future) + np.abs(answers)
        smape = np.where(size > 0, 200 * np.abs(future - answers) / np.where(size > 0, size, 1), 0).mean()
        return np.abs(future - answers).mean() / scale, smape, ((future >= lows) & (future <= highs)).mean()

    def one(series, season):
        past, future = np.array(series["past"]), np.array(series["future"])
        try:
            result = forecast(past, season, len(future))
        except Exception:  # a method that fails on a series answers its last value there
            result = (np.repeat(past[-1], len(future)),) * 3
        answers, lows, highs = (np.where(np.isfinite(part), part, past[-1]) for part in map(np.asarray, result))
        return score(past, future, season, answers, lows, highs)

    def figures(results):
        found = {}
        for panel, own in zip(panels, results):
            name = panel["panel"]["name"]
            mase, smape, held = np.mean(own, axis=0)
            found[f"{name} MASE"] = float(mase)
            found[f"{name} OWA"] = float((mase / panel["naiveMase"] + smape / panel["naiveSmape"]) / 2)
            found[f"{name} coverage"] = float(held)
        return found

    measure(
        lambda: [[one(series, panel["panel"]["season"]) for series in panel["panel"]["series"]] for panel in panels],
        lambda results: f"{sum(len(own) for own in results)} series",
        lambda results: float(np.mean([np.mean(own, axis=0)[0] for own in results])),
        figures)
