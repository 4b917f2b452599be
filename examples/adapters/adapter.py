"""The base model, its adapter and the clients' texts."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

DATA = Path(__file__).resolve().parent / "data"
RANK = 16
TOKENS = 64  # of a sequence
HELD_OUT = 8  # sequences of each client that it never trains on

torch.set_num_threads(1)


def base() -> PreTrainedModel:
    """The base model in F32. It never travels."""
    return AutoModelForCausalLM.from_pretrained(DATA, gguf_file="base.gguf", dtype=torch.float32)


def with_adapter(model: PreTrainedModel, seed: int) -> PeftModel:
    """The model with a new adapter, which changes nothing yet: A is random and B is zero."""
    torch.manual_seed(seed)
    config = LoraConfig(task_type="CAUSAL_LM", r=RANK, lora_alpha=2 * RANK, target_modules=["q_proj", "o_proj"])
    made = get_peft_model(model, config)
    made.peft_config["default"].base_model_name_or_path = "HuggingFaceTB/SmolLM2-135M-Instruct"
    return made


@functools.cache
def tokenizer() -> PreTrainedTokenizerBase:
    """Turns text into tokens."""
    return AutoTokenizer.from_pretrained(DATA, gguf_file="base.gguf")


@functools.cache
def roles() -> list[dict[str, str]]:
    """The texts, the longest first. Each client has one."""
    return json.loads((DATA / "roles.json").read_text(encoding="utf-8"))


@functools.cache
def sequences(client: int) -> torch.Tensor:
    """The tokens of a client's text, in their order."""
    tokens = torch.tensor(tokenizer()(roles()[client]["text"])["input_ids"])
    return tokens[: len(tokens) // TOKENS * TOKENS].view(-1, TOKENS)


def to_train(client: int) -> torch.Tensor:
    """The sequences that a client trains on."""
    return sequences(client)[:-HELD_OUT]


def held_out(client: int) -> torch.Tensor:
    """The sequences that a client holds out: the end of its text."""
    return sequences(client)[-HELD_OUT:]


def loss(model: torch.nn.Module, batch: torch.Tensor) -> torch.Tensor:
    """The mean loss of the next token."""
    return model(input_ids=batch, labels=batch).loss
