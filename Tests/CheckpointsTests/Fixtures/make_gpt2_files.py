"""Makes gpt2/: small random models in the files of nanoGPT and of llm.c, and their logits.

    python make_gpt2_files.py     (needs torch and numpy from PyPI; tried with torch 2.15)

The model has the names and the arguments of nanoGPT's. gpt2/nanogpt.pt is a checkpoint of a compiled model with its optimizer,
gpt2/plain.pt one without biases in float16, gpt2/untied.pt one whose output layer is a matrix of its own. gpt2/fp32.bin and
gpt2/bf16.bin are llm.c's, with rows of padding that must not be read. gpt2/legacy.pt and gpt2/script.pt are what is refused.
gpt2/logits.json has ids (T), and for each name logits (T, V).
"""

import base64
import json
import pathlib
import shutil
import warnings

import numpy
import torch
from torch import nn
from torch.nn import functional

ARGUMENTS = dict(n_layer=2, n_head=2, n_embd=8, block_size=16, bias=True, vocab_size=24, dropout=0.0)
POSITIONS, PADDED = 12, 32


class Norm(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))
        self.bias = nn.Parameter(torch.empty(width)) if bias else None

    def forward(self, x):
        return functional.layer_norm(x, x.shape[-1:], self.weight, self.bias, 1e-5)


class Attention(nn.Module):
    def __init__(self, width, heads, bias):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width, bias=bias)
        self.c_proj = nn.Linear(width, width, bias=bias)

    def forward(self, x):
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(-2, -3) for part in self.c_attn(x).chunk(3, dim=-1))
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(-2, -3).flatten(-2))


class MLP(nn.Module):
    def __init__(self, width, bias, approximate):
        super().__init__()
        self.approximate = approximate
        self.c_fc = nn.Linear(width, 4 * width, bias=bias)
        self.c_proj = nn.Linear(4 * width, width, bias=bias)

    def forward(self, x):
        return self.c_proj(functional.gelu(self.c_fc(x), approximate=self.approximate))


class Block(nn.Module):
    def __init__(self, width, heads, bias, approximate):
        super().__init__()
        self.ln_1, self.attn = Norm(width, bias), Attention(width, heads, bias)
        self.ln_2, self.mlp = Norm(width, bias), MLP(width, bias, approximate)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    def __init__(self, approximate="none", tied=True, **arguments):
        super().__init__()
        width, bias = arguments["n_embd"], arguments["bias"]
        self.transformer = nn.ModuleDict(dict(
            wte=nn.Embedding(arguments["vocab_size"], width), wpe=nn.Embedding(arguments["block_size"], width),
            h=nn.ModuleList(Block(width, arguments["n_head"], bias, approximate) for _ in range(arguments["n_layer"])),
            ln_f=Norm(width, bias)))
        self.lm_head = nn.Linear(width, arguments["vocab_size"], bias=False)
        if tied:
            self.transformer.wte.weight = self.lm_head.weight
        torch.manual_seed(338)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.normal_(1 if "ln_" in name and name.endswith("weight") else 0, 0.5)

    def forward(self, ids):
        parts = self.transformer
        x = parts.wte(ids) + parts.wpe(torch.arange(len(ids)))
        for block in parts.h:
            x = block(x)
        return self.lm_head(parts.ln_f(x))


def logits(model, ids):
    with torch.no_grad():
        return base64.b64encode(model.eval()(ids).numpy().astype("<f4").tobytes()).decode()


def checkpoint(model, arguments, optimizer=None, prefix=""):
    state = model.state_dict()
    for name in list(state):
        state[prefix + name] = state.pop(name)
    return dict(
        model=state, optimizer=optimizer.state_dict() if optimizer else {}, model_args=arguments, iter_num=20,
        best_val_loss=torch.tensor(2.5), config=dict(out_dir="out", learning_rate=6e-4, wandb_log=False, n=2**40, m=-3))


def trained(model, ids):
    """With an optimizer's state, as every checkpoint of nanoGPT has it."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95))
    functional.cross_entropy(model(ids[:-1]), ids[1:]).backward()
    optimizer.step()
    return optimizer


def write_llmc(path, model, version):
    c, p = ARGUMENTS, model.state_dict()
    header = torch.zeros(256, dtype=torch.int32)
    header[:8] = torch.tensor([
        20240326, version, c["block_size"], c["vocab_size"], c["n_layer"], c["n_head"], c["n_embd"], PADDED])
    padding = torch.full((PADDED - c["vocab_size"], c["n_embd"]), 9.0)
    kinds = [
        f"{layer}.{kind}" for layer in ["ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"]
        for kind in ["weight", "bias"]]
    tensors = [torch.cat([p["transformer.wte.weight"], padding]), p["transformer.wpe.weight"]]
    tensors += [p[f"transformer.h.{n}.{kind}"] for kind in kinds for n in range(c["n_layer"])]
    tensors += [p["transformer.ln_f.weight"], p["transformer.ln_f.bias"]]
    with open(path, "wb") as file:
        file.write(header.numpy().tobytes())
        for tensor in tensors:
            half = tensor.to(torch.bfloat16).view(torch.int16)
            file.write((tensor if version == 3 else half).contiguous().numpy().tobytes())


def main():
    root = pathlib.Path(__file__).with_name("gpt2")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    ids = torch.randint(0, ARGUMENTS["vocab_size"], (POSITIONS,), generator=torch.Generator().manual_seed(337))
    found = {}

    model = GPT(**ARGUMENTS)
    optimizer = trained(model, ids)
    torch.save(checkpoint(model, ARGUMENTS, optimizer, "_orig_mod."), root / "nanogpt.pt")
    found["nanogpt.pt"] = logits(model, ids)

    plain = ARGUMENTS | dict(bias=False)
    model = GPT(**plain).half()
    torch.save(checkpoint(model, plain), root / "plain.pt")
    found["plain.pt"] = logits(model.float(), ids)

    model = GPT(tied=False, **ARGUMENTS)
    torch.save(checkpoint(model, ARGUMENTS), root / "untied.pt")
    found["untied.pt"] = logits(model, ids)

    model = GPT(approximate="tanh", **ARGUMENTS)
    write_llmc(root / "fp32.bin", model, 3)
    found["fp32.bin"] = logits(model, ids)
    write_llmc(root / "bf16.bin", model, 5)
    found["bf16.bin"] = logits(model.bfloat16().float(), ids)

    torch.save(dict(a=torch.zeros(1)), root / "legacy.pt", _use_new_zipfile_serialization=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(nn.Linear(1, 1)).save(str(root / "script.pt"))
    (root / "logits.json").write_text(json.dumps(dict(ids=ids.tolist(), logits=found)) + "\n")
    for file in sorted(root.iterdir()):
        print(file.name, file.stat().st_size, "bytes")
    for name, values in found.items():
        print(name, numpy.frombuffer(base64.b64decode(values), "<f4").std())


if __name__ == "__main__":
    main()
