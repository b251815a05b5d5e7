"""What every peer shares: its two arguments, the clock, and the one line of JSON that it prints."""
import gc
import json
import sys
import time

rows = int(sys.argv[1])
path = sys.argv[2]


def measure(action, shape, accuracy=None, figures=None):
    """Measures action() and prints the measurement; shape(result) says what was produced, in the words of our side."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    result = action()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    line = {"seconds": seconds, "cpuSeconds": cpu_seconds, "shape": shape(result)}
    if accuracy is not None:
        line["accuracy"] = accuracy(result)
    if figures is not None:
        line["figures"] = figures(result)
    print(json.dumps(line))
