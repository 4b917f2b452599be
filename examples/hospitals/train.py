"""What runs in each hospital: a logistic regression for heart disease, on the hospital's own table.

HOSPITAL_DATA is the hospital's CSV file. In a simulation it is a folder with one file for each hospital.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import rondo
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import train_test_split

# A usual value of each number, and how far it usually deviates: round figures from medical knowledge. They scale the
# numbers, and a missing number counts as the usual one. So neither scaling nor filling needs anybody's data.
NUMBERS = {
    "age": (55, 10),
    "trestbps": (130, 20),
    "chol": (240, 50),
    "thalch": (140, 25),
    "oldpeak": (1, 1),
    "ca": (1, 1),
}
# The levels of each category become columns of 0 and 1. In a row without a value, all of them are 0.
CATEGORIES = {
    "sex": ["Female", "Male"],
    "cp": ["typical angina", "atypical angina", "non-anginal", "asymptomatic"],
    "fbs": ["FALSE", "TRUE"],
    "restecg": ["normal", "lv hypertrophy", "st-t abnormality"],
    "exang": ["FALSE", "TRUE"],
    "slope": ["upsloping", "flat", "downsloping"],
    "thal": ["normal", "fixed defect", "reversable defect"],
}
ZERO_IS_MISSING = ["trestbps", "chol"]  # no living patient has a blood pressure or a cholesterol of 0
COLUMNS = len(NUMBERS) + sum(map(len, CATEGORIES.values()))
L2 = 0.01  # penalty of the squared weights
HELD_OUT = 1 / 3


def read(file):
    """The rows of a hospital: columns of numbers, and whether the patient has a heart disease."""
    table = pd.read_csv(file, dtype=str)
    columns = []
    for name, (usual, deviation) in NUMBERS.items():
        values = pd.to_numeric(table[name])
        if name in ZERO_IS_MISSING:
            values = values.where(values > 0)
        columns.append(((values - usual) / deviation).fillna(0))
    for name, levels in CATEGORIES.items():
        unknown = set(table[name].dropna()) - set(levels)
        if unknown:
            raise ValueError(f"{file}: {name} must be one of {levels}, but is also {sorted(unknown)}")
        columns += [table[name] == level for level in levels]
    return np.column_stack(columns).astype(float), pd.to_numeric(table["num"]).to_numpy() > 0


def split(file):
    """Columns for training and those held out, then the labels of both. The split is the same in each call."""
    x, y = read(file)
    return train_test_split(x, y, test_size=HELD_OUT, stratify=y, random_state=0)


def own_file(partition):
    """The file of this hospital."""
    if not os.environ.get("HOSPITAL_DATA"):
        raise ValueError("HOSPITAL_DATA must be the hospital's CSV file, but is not set")
    data = Path(os.environ["HOSPITAL_DATA"])
    return sorted(data.glob("*.csv"))[partition] if data.is_dir() else data


def probability(weights, x):
    """The probability of a heart disease, for each row."""
    return 1 / (1 + np.exp(-(x @ weights["coef"] + weights["intercept"])))


def initialize(seed):
    return {"coef": np.zeros(COLUMNS, np.float32), "intercept": np.zeros(1, np.float32)}


def train(weights, round):
    x, _, y, _ = split(own_file(round.partition))
    rate = round.training.learning_rate
    loss = log_loss(y, probability(weights, x))
    for _ in range(round.training.epochs):  # steps of gradient descent on all rows
        error = probability(weights, x) - y
        weights["coef"] = weights["coef"] - rate * (x.T @ error / len(y) + L2 * weights["coef"])
        weights["intercept"] = weights["intercept"] - rate * error.mean()
    return rondo.Update(weights, examples=len(y), loss=loss)


def evaluate(weights, round):
    _, x, _, y = split(own_file(round.partition))
    found = probability(weights, x)
    metrics = {"accuracy": np.mean((found > 0.5) == y)}
    if 0 < y.mean() < 1:  # with patients of one kind only, there is no AUC
        metrics["auc"] = roc_auc_score(y, found)
    return rondo.Metrics(len(y), loss=log_loss(y, found, labels=[False, True]), **metrics)


if __name__ == "__main__":
    rondo.run(train, evaluate, initialize)
