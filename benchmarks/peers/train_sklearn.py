"""100 trees of 31 leaves on histograms: scikit-learn."""
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from side import measure, rows
from table import held_bytes, peak_bytes, read

x, y = read()
train_x, train_y, test_x, test_y = x[:rows], y[:rows], x[rows:], y[rows:]
before = held_bytes()
peak = before


def train():
    global peak
    model = HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=31, learning_rate=0.1, min_samples_leaf=20, max_bins=255, l2_regularization=1, early_stopping=False).fit(train_x, train_y)
    peak = peak_bytes()
    return model


measure(
    train,
    lambda model: f"{rows}x{x.shape[1]} {model.n_iter_} trees",
    lambda model: roc_auc_score(test_y, model.predict_proba(test_x)[:, 1]),
    lambda model: {"peakBytesPerCell": (peak - before) / train_x.size})
