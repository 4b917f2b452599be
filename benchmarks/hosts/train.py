"""A small CNN in PyTorch. Each host runs this same script."""

import rondo
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
net = nn.Sequential(
    *(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
    *(nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2)),
    *(nn.Flatten(), nn.Linear(512, 10)),
)


def train(weights, round):
    net.load_state_dict(weights)
    images, labels = map(torch.from_numpy, round.data())
    optimizer = torch.optim.SGD(net.parameters(), lr=round.training.learning_rate)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(round.seed))
    for batch in order.split(round.training.batch_size):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
    return rondo.Update(net.state_dict(), examples=len(labels), loss=loss)


if __name__ == "__main__":
    rondo.run(train)
