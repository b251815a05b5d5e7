"""The Theta method as statsmodels has it."""
from forecast import compete
from statsmodels.tsa.forecasting.theta import ThetaModel


def theta(past, season, horizon):
    fitted = ThetaModel(past, period=season, deseasonalize=season > 1).fit()
    bounds = fitted.prediction_intervals(horizon, alpha=0.2)
    return fitted.forecast(horizon), bounds.iloc[:, 0], bounds.iloc[:, 1]


compete(theta)
