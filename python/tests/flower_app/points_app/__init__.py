"""A Flower app without PyTorch: logistic regression in NumPy."""
