"""Draws the curves on standard input, and prints the largest differences between models, as JSON.

Called by `benchmarks/flower-app/run` as `compare.py PICTURE FLOWER AGAIN RONDO`: where to draw, and
the final models.
"""

import itertools
import json
import sys

import matplotlib
from safetensors.numpy import load_file

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

STYLES = {"Flower": "-", "Flower again": "--", "Rondo": "o"}


def draw(curves, picture):
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for plot, column, words in zip(axes, ("eval_acc", "eval_loss"), ("accuracy", "loss")):
        for name, style in STYLES.items():
            values = [metrics[column] for metrics in curves[name]]
            plot.plot(range(1, len(values) + 1), values, style, label=name, markerfacecolor="none")
        plot.set_xlabel("round")
        plot.xaxis.get_major_locator().set_params(integer=True)
        plot.set_ylabel(f"{words}, measured by clients")
        plot.legend()
    figure.savefig(picture, dpi=120)


def largest_difference(one, other):
    return max(float(abs(one[name] - other[name]).max()) for name in one)


def main():
    picture, *files = sys.argv[1:]
    draw(json.load(sys.stdin), picture)
    models = dict(zip(STYLES, map(load_file, files)))
    pairs = itertools.combinations(models, 2)
    print(
        json.dumps(
            {
                f"{one}, {other}": largest_difference(models[one], models[other])
                for one, other in pairs
            }
        )
    )


if __name__ == "__main__":
    main()
