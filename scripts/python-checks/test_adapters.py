"""A round over LoRA adapters is the weighted mean of the clients' files, key by key."""

import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
from safetensors import deserialize
from safetensors.numpy import load_file

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
CLIENTS = 4
RANK, WIDTH = 16, 24
NAMES = [
    f"base_model.model.model.layers.{layer}.self_attn.{module}.lora_{matrix}.weight"
    for layer in (0, 1)
    for module in ("q_proj", "v_proj")
    for matrix in "AB"
]
CONFIG = {"peft_type": "LORA", "base_model_name_or_path": "some/model", "r": RANK, "lora_alpha": 32}


def bfloat16(numbers):
    """The bits of finite F32 numbers as BF16, rounded to nearest even."""
    bits = np.ascontiguousarray(numbers, "<f4").view("<u4")
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2")


def write(file, dtype):
    """An adapter as PEFT saves it. The package safetensors writes BF16 only with PyTorch."""
    random = np.random.default_rng(7)
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name in NAMES:
        shape = (RANK, WIDTH) if "lora_A" in name else (WIDTH, RANK)
        numbers = random.normal(size=shape).astype("<f4")
        begin = len(data)
        data += (numbers if dtype == "F32" else bfloat16(numbers)).tobytes()
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def bits(file):
    """The dtype, the shape and the bytes of each tensor."""
    return {
        name: (entry["dtype"], tuple(entry["shape"]), bytes(entry["data"]))
        for name, entry in deserialize(file.read_bytes())
    }


class Adapters(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.initial, self.returned = self.folder / "initial", self.folder / "returned"
        self.initial.mkdir()
        self.returned.mkdir()

    def rondo(self, *words):
        environment = {**os.environ, "PYTHONPATH": str(HOME / "python" / "src")}
        command = [str(HOME / "rondo"), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def train(self, dtype, *flags):
        """One round from a new adapter; the file of the new version, and the folder that PEFT loads."""
        write(self.initial / "adapter_model.safetensors", dtype)
        (self.initial / "adapter_config.json").write_text(json.dumps(CONFIG))
        trainer = f"'{sys.executable}' '{HERE / 'toy_adapter_trainer.py'}' '{self.returned}'"
        summary = self.rondo(
            "simulate", "--job", "toy", "--model", self.initial / "adapter_model.safetensors", "--dataset", "none",
            "--trainer", trainer, "--clients", CLIENTS, "--fraction", 1, "--rounds", 1, "--evaluate-every", 0,
            "--json", *flags,
        )  # fmt: skip
        self.rondo("model", "download", "--as", "peft", "--out", "peft")
        return load_file(self.folder / json.loads(summary)["model_file"]), self.folder / "peft"

    def mean(self, name):
        """The mean of the clients' tensors, weighted by their examples."""
        tensors = [load_file(self.returned / f"{client}.safetensors")[name] for client in range(CLIENTS)]
        return np.average(np.array(tensors, "f8"), axis=0, weights=[client + 1 for client in range(CLIENTS)])

    def test_an_adapter_of_rank_16_is_the_weighted_mean_of_the_clients_files(self):
        version, peft = self.train("F32")
        self.assertEqual(sorted(version), sorted(NAMES))
        for name in NAMES:
            np.testing.assert_allclose(version[name], self.mean(name), rtol=1e-6, atol=1e-6, err_msg=name)
        downloaded = load_file(peft / "adapter_model.safetensors")
        for name in NAMES:
            np.testing.assert_array_equal(downloaded[name], version[name], err_msg=name)
        self.assertEqual(json.loads((peft / "adapter_config.json").read_text()), CONFIG)

    def test_an_adapter_in_bf16_is_the_rounded_mean(self):
        version, peft = self.train("BF16")
        downloaded = bits(peft / "adapter_model.safetensors")
        for name in NAMES:
            np.testing.assert_allclose(version[name], self.mean(name), rtol=1e-6, atol=1e-6, err_msg=name)
            rounded = bfloat16(version[name])
            self.assertEqual(downloaded[name], ("BF16", version[name].shape, rounded.tobytes()), name)

    def test_a_frozen_a_keeps_its_bits_and_does_not_travel(self):
        self.check_frozen_a("F32")

    def test_a_frozen_a_in_bf16_keeps_its_bits_and_does_not_travel(self):
        self.check_frozen_a("BF16")

    def check_frozen_a(self, dtype):
        version, peft = self.train(dtype, "--roles", "*lora_A*=keep")
        before = bits(self.initial / "adapter_model.safetensors")
        after = bits(peft / "adapter_model.safetensors")
        for name in NAMES:
            if "lora_A" in name:
                self.assertEqual(after[name], before[name], name)
            else:
                self.assertNotEqual(after[name], before[name], name)
                np.testing.assert_allclose(version[name], self.mean(name), rtol=1e-6, atol=1e-6, err_msg=name)
        updates = list((self.folder / "runs" / "toy" / "store" / "updates").glob("*/*/*.safetensors"))
        self.assertEqual(len(updates), CLIENTS)
        for update in updates:
            self.assertEqual(sorted(load_file(update)), sorted(name for name in NAMES if "lora_B" in name))


if __name__ == "__main__":
    unittest.main()
