"""Fit and score times of scikit-learn's IsolationForest, one thread: prints "set fit_ms score_ms" for each CSV given, medians of 5."""
import statistics
import sys
import time
import warnings

import numpy
from sklearn.ensemble import IsolationForest

warnings.filterwarnings("ignore")


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - start) * 1000


for path in sys.argv[1:]:
    rows = numpy.loadtxt(path, delimiter=",", skiprows=1)[:, :-1].astype(numpy.float32)
    IsolationForest(n_jobs=1).fit(rows[:1000]).score_samples(rows[:1000])
    fits, scores = [], []
    for seed in range(5):
        forest, fit = timed(lambda: IsolationForest(n_jobs=1, random_state=seed).fit(rows))
        _, score = timed(lambda: forest.score_samples(rows))
        fits.append(fit)
        scores.append(score)
    print(path, statistics.median(fits), statistics.median(scores), flush=True)
