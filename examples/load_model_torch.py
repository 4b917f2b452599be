"""Loads a model that Rondo trained into PyTorch, unchanged, and classifies MNIST's test images.

    pip install torch numpy safetensors
    python examples/load_model_torch.py runs/JOB/store/.../model.safetensors
"""

import gzip
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

MNIST = Path(__file__).resolve().parents[1] / "datasets" / "mnist"


def idx(name: str, header: int) -> torch.Tensor:
    data = gzip.open(MNIST / f"{name}-ubyte.gz").read()
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=header).copy())


def network(tensors: dict[str, torch.Tensor]) -> nn.Module:
    """The built-in model that these tensors belong to: mcmahan-2nn, mcmahan-cnn or kubefl-cnn."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    names = sorted({name.split(".")[0] for name in tensors})  # conv1, conv2, fc1, fc2, ...
    for name in names:
        shape = tensors[f"{name}.weight"].shape
        if name.startswith("conv"):
            # Of the built-in models only kubefl-cnn (20 filters first) convolves without padding.
            padding = 0 if tensors["conv1.weight"].shape[0] == 20 else 2
            layers[name] = nn.Conv2d(shape[1], shape[0], shape[2:], padding=padding)
            layers[f"{name}_relu"] = nn.ReLU()
            layers[f"{name}_pool"] = nn.MaxPool2d(2)
        else:
            if "flatten" not in layers:
                layers["flatten"] = nn.Flatten()
            layers[name] = nn.Linear(shape[1], shape[0])
            if name != names[-1]:
                layers[f"{name}_relu"] = nn.ReLU()
    return nn.Sequential(layers)


if len(sys.argv) != 2:
    sys.exit(f"usage: python {sys.argv[0]} MODEL.safetensors")
trained = load_file(sys.argv[1])
model = network(trained)
model.load_state_dict(trained)
images = idx("t10k-images-idx3", 16).reshape(-1, 1, 28, 28).float() / 255
with torch.no_grad():
    guesses = torch.cat([model(part).argmax(dim=1) for part in images.split(500)])
accuracy = (guesses == idx("t10k-labels-idx1", 8)).float().mean().item()
print(f"accuracy {accuracy:.4f} on {len(images)} test images")
