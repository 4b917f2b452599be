"""Classifies MNIST's test images with a model that Rondo trained, in NumPy alone.

    pip install numpy safetensors
    python examples/load_model_numpy.py runs/JOB/store/.../model.safetensors

Dense layers are [out, in], convolutions [out, in, kh, kw]; images are [1, 28, 28] in 0..1. That is
PyTorch's layout, and all there is to know about a model file.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

MNIST = Path(__file__).resolve().parents[1] / "datasets" / "mnist"


def idx(name: str, header: int) -> np.ndarray:
    return np.frombuffer(gzip.open(MNIST / f"{name}-ubyte.gz").read(), np.uint8, offset=header)


def convolve(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, pad: int) -> np.ndarray:
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    y = np.tensordot(windows, weight, axes=((1, 4, 5), (1, 2, 3)))  # [n, h, w, out]
    return y.transpose(0, 3, 1, 2) + bias[:, None, None]


def logits(model: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    layers = sorted({name.split(".")[0] for name in model})  # conv1, conv2, fc1, fc2, ...
    # Of the built-in models only kubefl-cnn (20 filters first) convolves without padding.
    pad = 0 if "conv1" in layers and model["conv1.weight"].shape[0] == 20 else 2
    for layer in layers:
        weight, bias = model[f"{layer}.weight"], model[f"{layer}.bias"]
        if layer.startswith("conv"):
            x = np.maximum(convolve(x, weight, bias, pad), 0)
            n, c, h, w = x.shape
            x = x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))  # max pooling, 2x2
        else:
            x = x.reshape(len(x), -1) @ weight.T + bias
            x = x if layer == layers[-1] else np.maximum(x, 0)
    return x


if len(sys.argv) != 2:
    sys.exit(f"usage: python {sys.argv[0]} MODEL.safetensors")
trained = load_file(sys.argv[1])
images = idx("t10k-images-idx3", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
guesses = [logits(trained, part).argmax(axis=1) for part in np.split(images, 20)]
accuracy = (np.concatenate(guesses) == idx("t10k-labels-idx1", 8)).mean()
print(f"accuracy {accuracy:.4f} on {len(images)} test images")
