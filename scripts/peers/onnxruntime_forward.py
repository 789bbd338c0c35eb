"""Times a network in ONNX Runtime for `deltanas bench`, turn by turn.

  onnxruntime_forward.py MODEL.onnx --threads N

Prints {"ready": true}; for each line `run N` runs once uncounted and N times on the clock and prints {"ms": [...]};
leaves at the end of its input. Needs onnxruntime and numpy.
"""

import argparse
import json
import sys
import time

import numpy
import onnxruntime


def session(model, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # Threads spin within a run, as by default, but not between turns, when the other side runs.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    network = session(arguments.model, arguments.threads)
    source = network.get_inputs()[0]
    shape = [size if isinstance(size, int) else 1 for size in source.shape]
    frame = {source.name: numpy.random.default_rng(0).standard_normal(shape, dtype=numpy.float32)}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if len(words) != 2 or words[0] != "run":
            sys.exit(f"onnxruntime_forward.py: {line.strip()!r} is no request")
        network.run(None, frame)
        times = []
        for _ in range(int(words[1])):
            start = time.perf_counter()
            network.run(None, frame)
            times.append(1e3 * (time.perf_counter() - start))
        print(json.dumps({"ms": times}), flush=True)


main()
