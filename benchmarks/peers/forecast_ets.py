"""Exponential smoothing with a damped trend as statsmodels has it, of the latest thousand values."""
import pandas as pd
from forecast import compete
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

MOST = 1000


def ets(past, season, horizon):
    past = pd.Series(past[-MOST:])
    seasonal = {"seasonal": "add", "seasonal_periods": season} if season > 1 and len(past) > 2 * season else {}
    fitted = ETSModel(past, trend="add", damped_trend=True, **seasonal).fit(disp=False)
    bounds = fitted.get_prediction(len(past), len(past) + horizon - 1).summary_frame(alpha=0.2)
    return bounds["mean"], bounds["pi_lower"], bounds["pi_upper"]


compete(ets)
