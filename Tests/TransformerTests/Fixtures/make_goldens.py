"""Makes goldens.json: what PyTorch computes for a small model and for every ablation.

    python make_goldens.py        (needs torch from PyPI; tried with 2.15)

The model is written from the definitions of CS336's assignment 1, in float64. One set of parameters (rounded
to float32) serves all cases; a case uses those that its configuration has. Arrays are stored as base64 of
little-endian float32. Case: configuration -> logits (B, T, V), mean loss, gradient of each parameter.
"""

import base64
import json
import pathlib

import numpy
import torch

BASE = dict(
    vocabulary=40, contextLength=16, width=16, layers=2, heads=2, feedForwardWidth=24, ropeTheta=10000.0,
    norm="pre", position="rope", feedForward="swiglu", tieEmbeddings=False)
CASES = {
    "baseline": {},
    "norm post": dict(norm="post"),
    "norm none": dict(norm="none"),
    "position none": dict(position="none"),
    "feed-forward silu": dict(feedForward="silu"),
    "tied embeddings": dict(tieEmbeddings=True),
    "post, no position, silu, tied": dict(norm="post", position="none", feedForward="silu", tieEmbeddings=True),
    "none, no position, silu, tied": dict(norm="none", position="none", feedForward="silu", tieEmbeddings=True),
    "shared keys and values": dict(keyValueHeads=1),
    "normed heads": dict(normsHeads=True),
    "normed heads, no position": dict(normsHeads=True, position="none"),
    "window": dict(window=5),
    "feed-forward relu2": dict(feedForward="relu2"),
    "capped logits": dict(logitCap=3.0),
    "value residual": dict(valueResidual=True),
    "embedding residual": dict(embeddingResidual=True),
    "post, residuals": dict(norm="post", valueResidual=True, embeddingResidual=True),
    "everything": dict(
        keyValueHeads=1, normsHeads=True, window=7, feedForward="relu2", logitCap=5.0, valueResidual=True,
        embeddingResidual=True, tieEmbeddings=True),
}
BATCH, POSITIONS = 2, 12


def linear(x, weight):
    return x @ weight.T


def rms_norm(x, gain, epsilon=1e-5):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * gain


def silu(x):
    return x * torch.sigmoid(x)


def rope(x, theta):
    """x (..., T, K): pairs (2i, 2i + 1) turned by position * theta^(-2i / K)."""
    positions, width = x.shape[-2:]
    frequency = theta ** (-torch.arange(0, width, 2, dtype=x.dtype) / width)
    angle = torch.arange(positions, dtype=x.dtype)[:, None] * frequency
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = torch.empty_like(x)
    turned[..., 0::2] = even * angle.cos() - odd * angle.sin()
    turned[..., 1::2] = even * angle.sin() + odd * angle.cos()
    return turned


def attention(x, p, prefix, c, first_values):
    batch, positions, width = x.shape
    head_width = width // c["heads"]

    def heads(name):
        y = linear(x, p[f"{prefix}attn.{name}_proj.weight"])
        return y.view(batch, positions, -1, head_width).transpose(1, 2)

    q, k, v = heads("q"), heads("k"), heads("v")
    if c.get("valueResidual") and first_values:
        v = v + p[f"{prefix}attn.value_residual"] * (first_values[0] - v)
    first_values.append(v)
    if c.get("normsHeads"):
        q, k = (rms_norm(y, p[f"{prefix}attn.{name}_norm.weight"]) for name, y in [("q", q), ("k", k)])
    if c["position"] == "rope":
        q, k = rope(q, c["ropeTheta"]), rope(k, c["ropeTheta"])
    k, v = (y.repeat_interleave(c["heads"] // y.shape[1], dim=1) for y in (k, v))
    scores = q @ k.transpose(-1, -2) / head_width ** 0.5
    mask = torch.ones(positions, positions, dtype=torch.bool).tril()
    if c.get("window"):
        mask = mask.triu(1 - c["window"])
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), -1)
    return linear((weights @ v).transpose(1, 2).reshape(x.shape), p[f"{prefix}attn.output_proj.weight"])


def feed_forward(x, p, prefix, c):
    hidden = linear(x, p[f"{prefix}ffn.w1.weight"])
    hidden = torch.relu(hidden) ** 2 if c["feedForward"] == "relu2" else silu(hidden)
    if c["feedForward"] == "swiglu":
        hidden = hidden * linear(x, p[f"{prefix}ffn.w3.weight"])
    return linear(hidden, p[f"{prefix}ffn.w2.weight"])


def logits(tokens, p, c):
    embedded = x = p["token_embeddings.weight"][tokens]
    values = []
    for n in range(c["layers"]):
        prefix = f"layers.{n}."
        if c.get("embeddingResidual") and n > 0:
            x = x + p[f"{prefix}embedding_residual"] * embedded
        if c["norm"] == "post":
            x = rms_norm(x + attention(x, p, prefix, c, values), p[f"{prefix}ln1.weight"])
            x = rms_norm(x + feed_forward(x, p, prefix, c), p[f"{prefix}ln2.weight"])
            continue
        norm = (lambda y, name: rms_norm(y, p[prefix + name])) if c["norm"] == "pre" else (lambda y, name: y)
        x = x + attention(norm(x, "ln1.weight"), p, prefix, c, values)
        x = x + feed_forward(norm(x, "ln2.weight"), p, prefix, c)
    if c["norm"] != "none":
        x = rms_norm(x, p["ln_final.weight"])
    scores = linear(x, p["token_embeddings.weight" if c["tieEmbeddings"] else "lm_head.weight"])
    return c["logitCap"] * torch.tanh(scores / c["logitCap"]) if c.get("logitCap") else scores


def mean_loss(scores, targets):
    return torch.nn.functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), targets.reshape(-1))


def names_and_shapes(c):
    v, d, f = c["vocabulary"], c["width"], c["feedForwardWidth"]
    yield "token_embeddings.weight", (v, d)
    for n in range(c["layers"]):
        if c["norm"] != "none":
            yield f"layers.{n}.ln1.weight", (d,)
        shared = d // c["heads"] * c.get("keyValueHeads", c["heads"])
        for projection, outputs in [("q", d), ("k", shared), ("v", shared), ("output", d)]:
            yield f"layers.{n}.attn.{projection}_proj.weight", (outputs, d)
        if c.get("normsHeads"):
            yield f"layers.{n}.attn.q_norm.weight", (d // c["heads"],)
            yield f"layers.{n}.attn.k_norm.weight", (d // c["heads"],)
        if c.get("valueResidual") and n > 0:
            yield f"layers.{n}.attn.value_residual", (1,)
        if c.get("embeddingResidual") and n > 0:
            yield f"layers.{n}.embedding_residual", (1,)
        if c["norm"] != "none":
            yield f"layers.{n}.ln2.weight", (d,)
        yield f"layers.{n}.ffn.w1.weight", (f, d)
        yield f"layers.{n}.ffn.w2.weight", (d, f)
        if c["feedForward"] == "swiglu":
            yield f"layers.{n}.ffn.w3.weight", (f, d)
    if c["norm"] != "none":
        yield "ln_final.weight", (d,)
    if not c["tieEmbeddings"]:
        yield "lm_head.weight", (v, d)


def random_parameters(c, seed):
    generator = torch.Generator().manual_seed(seed)
    parameters = {}
    for name, shape in names_and_shapes(c):
        values = torch.randn(shape, generator=generator, dtype=torch.float64)
        if len(shape) == 1:
            values = 1 + 0.2 * values
        elif name != "token_embeddings.weight":
            values = values * (2 / sum(shape)) ** 0.5
        parameters[name] = values.float().double()
    return parameters


def own_parameters(parameters, c):
    """Those of a case that the shared ones do not have, or have in another shape."""
    own = {
        name for name, shape in names_and_shapes(c)
        if name not in parameters or tuple(parameters[name].shape) != shape}
    return {name: value for name, value in random_parameters(c, seed=338).items() if name in own}


def of_case(parameters, c):
    every = parameters | own_parameters(parameters, c)
    return {name: every[name].clone().requires_grad_() for name, _ in names_and_shapes(c)}


def stored(tensor):
    values = numpy.ascontiguousarray(tensor.detach().numpy().astype("<f4"))
    return dict(shape=list(values.shape), base64=base64.b64encode(values.tobytes()).decode())


def write(path, goldens):
    path.write_text(json.dumps(goldens, indent=1, sort_keys=True) + "\n")
    print(path.name, path.stat().st_size, "bytes")


def main():
    parameters = random_parameters(BASE, seed=336)
    generator = torch.Generator().manual_seed(337)
    tokens = torch.randint(0, BASE["vocabulary"], (BATCH, POSITIONS + 1), generator=generator)
    inputs, targets = tokens[:, :-1], tokens[:, 1:]
    cases = []
    for name, changes in CASES.items():
        c = BASE | changes
        p = of_case(parameters, c)
        scores = logits(inputs, p, c)
        loss = mean_loss(scores, targets)
        loss.backward()
        cases.append(dict(
            name=name, configuration=c, logits=stored(scores), loss=loss.item(),
            gradients={key: stored(value.grad) for key, value in p.items()},
            parameters={key: stored(value) for key, value in own_parameters(parameters, c).items()}))
    write(pathlib.Path(__file__).with_name("goldens.json"), dict(
        batch=BATCH, positions=POSITIONS, inputs=inputs.flatten().tolist(), targets=targets.flatten().tolist(),
        parameters={key: stored(value) for key, value in parameters.items()}, cases=cases))


if __name__ == "__main__":
    main()
