"""A Flower app that learns MNIST, in the structure of Flower's quickstart with PyTorch."""
