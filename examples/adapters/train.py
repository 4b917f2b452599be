"""Trains a LoRA adapter of a language model. The adapter travels; the base model and the texts do not.

rondo simulate --model initial/adapter_model.safetensors --trainer "python train.py" --dataset none ...

With --freeze-a, clients train only B (FFA-LoRA). The job then needs --roles '*lora_A*=keep'.
"""

from __future__ import annotations

import functools
import sys

import rondo  # isort: skip - first: what is printed from here on is not part of the protocol

import torch
from peft import PeftModel, get_peft_model_state_dict, set_peft_model_state_dict

from adapter import base, held_out, loss, to_train, with_adapter

BATCHES = 4  # that a client trains on in a round


@functools.cache
def model() -> PeftModel:
    """The base model with an adapter, made once in each process."""
    made = with_adapter(base(), seed=0)
    for name, parameter in made.named_parameters():
        if "lora_A" in name and "--freeze-a" in sys.argv:
            parameter.requires_grad = False
    return made


def client(round: rondo.Round) -> int:
    """The number of the client, by which the example finds its text."""
    if round.partition is None:
        raise ValueError("only simulated clients have a number: let train.py read the text of its client instead")
    return round.partition


def train(weights: dict[str, torch.Tensor], round: rondo.Round) -> rondo.Update:
    """Trains the adapter on some batches of the client's text."""
    net, texts, size = model(), to_train(client(round)), round.training.batch_size
    set_peft_model_state_dict(net, weights)
    net.train()
    trained = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=round.training.learning_rate)
    order = torch.randperm(len(texts), generator=torch.Generator().manual_seed(round.seed))
    losses = []
    for batch in order[: BATCHES * size].split(size):
        if round.closed():
            break
        optimizer.zero_grad()
        found = loss(net, texts[batch])
        found.backward()
        optimizer.step()
        losses.append(found.item())
        round.progress(len(losses), BATCHES)
    adapter = get_peft_model_state_dict(net, save_embedding_layers=False)
    return rondo.Update(adapter, size * len(losses), loss=sum(losses) / len(losses))


def evaluate(weights: dict[str, torch.Tensor], round: rondo.Round) -> rondo.Metrics:
    """The loss on the text that the client holds out."""
    net, texts = model(), held_out(client(round))
    set_peft_model_state_dict(net, weights)
    net.eval()
    with torch.no_grad():
        return rondo.Metrics(len(texts), loss=loss(net, texts).item())


if __name__ == "__main__":
    rondo.run(train, evaluate)
