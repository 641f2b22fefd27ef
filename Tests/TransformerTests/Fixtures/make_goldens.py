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
    "heads of their own width": dict(headWidth=12, keyValueHeads=1, normsHeads=True),
    "biases of queries, keys and values": dict(biases=["qkv"], keyValueHeads=1),
    "biases everywhere, gated": dict(biases=["qkv", "output", "ffn"], headWidth=4),
    "linear scaling": dict(ropeScaling=[4.0]),
    "llama3 scaling": dict(ropeTheta=100.0, ropeScaling=[8.0, 1.0, 4.0, 32.0]),
    "gelu": dict(feedForward="gelu"),
    "gelu by erf": dict(feedForward="gelu-erf"),
    "learned positions": dict(position="learned"),
    "layer norm": dict(normKind="layer"),
    "post layer norm": dict(norm="post", normKind="layer"),
    "gpt2": dict(
        normKind="layer", position="learned", feedForward="gelu", biases=["qkv", "output", "ffn"], tieEmbeddings=True),
    "everything": dict(
        keyValueHeads=1, normsHeads=True, window=7, feedForward="relu2", logitCap=5.0, valueResidual=True,
        embeddingResidual=True, tieEmbeddings=True),
}
BATCH, POSITIONS = 2, 12


def linear(x, p, name):
    y = x @ p[f"{name}.weight"].T
    return y + p[f"{name}.bias"] if f"{name}.bias" in p else y


def rms_norm(x, gain, epsilon=1e-5):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * gain


def norm(x, p, name, c):
    if c.get("normKind") == "layer":
        return torch.nn.functional.layer_norm(x, x.shape[-1:], p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)
    return rms_norm(x, p[f"{name}.weight"])


def silu(x):
    return x * torch.sigmoid(x)


def scaled(frequency, numbers):
    """One factor for all; or Llama 3's: factor, low, high, original context."""
    if len(numbers) == 1:
        return frequency / numbers[0]
    factor, low, high, context = numbers
    turns = context * frequency / (2 * torch.pi)
    share = ((turns - low) / (high - low)).clamp(0, 1)
    return frequency * (share + (1 - share) / factor)


def rope(x, c):
    """x (..., T, K): pairs (2i, 2i + 1) turned by position * theta^(-2i / K)."""
    positions, width = x.shape[-2:]
    frequency = c["ropeTheta"] ** (-torch.arange(0, width, 2, dtype=x.dtype) / width)
    if c.get("ropeScaling"):
        frequency = scaled(frequency, c["ropeScaling"])
    angle = torch.arange(positions, dtype=x.dtype)[:, None] * frequency
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = torch.empty_like(x)
    turned[..., 0::2] = even * angle.cos() - odd * angle.sin()
    turned[..., 1::2] = even * angle.sin() + odd * angle.cos()
    return turned


def attention(x, p, prefix, c, first_values):
    batch, positions, width = x.shape
    head_width = c.get("headWidth", width // c["heads"])

    def heads(name):
        y = linear(x, p, f"{prefix}attn.{name}_proj")
        return y.view(batch, positions, -1, head_width).transpose(1, 2)

    q, k, v = heads("q"), heads("k"), heads("v")
    if c.get("valueResidual") and first_values:
        v = v + p[f"{prefix}attn.value_residual"] * (first_values[0] - v)
    first_values.append(v)
    if c.get("normsHeads"):
        q, k = (rms_norm(y, p[f"{prefix}attn.{name}_norm.weight"]) for name, y in [("q", q), ("k", k)])
    if c["position"] == "rope":
        q, k = rope(q, c), rope(k, c)
    k, v = (y.repeat_interleave(c["heads"] // y.shape[1], dim=1) for y in (k, v))
    scores = q @ k.transpose(-1, -2) / head_width ** 0.5
    mask = torch.ones(positions, positions, dtype=torch.bool).tril()
    if c.get("window"):
        mask = mask.triu(1 - c["window"])
    weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), -1)
    return linear((weights @ v).transpose(1, 2).flatten(2), p, f"{prefix}attn.output_proj")


def feed_forward(x, p, prefix, c):
    hidden = linear(x, p, f"{prefix}ffn.w1")
    if c["feedForward"].startswith("gelu"):
        hidden = torch.nn.functional.gelu(hidden, approximate="tanh" if c["feedForward"] == "gelu" else "none")
    else:
        hidden = torch.relu(hidden) ** 2 if c["feedForward"] == "relu2" else silu(hidden)
    if c["feedForward"] == "swiglu":
        hidden = hidden * linear(x, p, f"{prefix}ffn.w3")
    return linear(hidden, p, f"{prefix}ffn.w2")


def logits(tokens, p, c):
    x = p["token_embeddings.weight"][tokens]
    if c["position"] == "learned":
        x = x + p["position_embeddings.weight"][: tokens.shape[-1]]
    embedded = x
    values = []
    for n in range(c["layers"]):
        prefix = f"layers.{n}."
        if c.get("embeddingResidual") and n > 0:
            x = x + p[f"{prefix}embedding_residual"] * embedded
        if c["norm"] == "post":
            x = norm(x + attention(x, p, prefix, c, values), p, f"{prefix}ln1", c)
            x = norm(x + feed_forward(x, p, prefix, c), p, f"{prefix}ln2", c)
            continue
        before = (lambda y, name: norm(y, p, prefix + name, c)) if c["norm"] == "pre" else (lambda y, name: y)
        x = x + attention(before(x, "ln1"), p, prefix, c, values)
        x = x + feed_forward(before(x, "ln2"), p, prefix, c)
    if c["norm"] != "none":
        x = norm(x, p, "ln_final", c)
    scores = x @ p["token_embeddings.weight" if c["tieEmbeddings"] else "lm_head.weight"].T
    return c["logitCap"] * torch.tanh(scores / c["logitCap"]) if c.get("logitCap") else scores


def mean_loss(scores, targets):
    return torch.nn.functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), targets.reshape(-1))


def names_and_shapes(c):
    v, d, f = c["vocabulary"], c["width"], c["feedForwardWidth"]
    biases, width = c.get("biases", []), c.get("headWidth", d // c["heads"])
    queries, shared = c["heads"] * width, c.get("keyValueHeads", c["heads"]) * width

    def norm(name):
        if c["norm"] != "none":
            yield f"{name}.weight", (d,)
            if c.get("normKind") == "layer":
                yield f"{name}.bias", (d,)

    def linear(name, outputs, inputs, bias):
        yield f"{name}.weight", (outputs, inputs)
        if bias in biases:
            yield f"{name}.bias", (outputs,)

    yield "token_embeddings.weight", (v, d)
    if c["position"] == "learned":
        yield "position_embeddings.weight", (c["contextLength"], d)
    for n in range(c["layers"]):
        yield from norm(f"layers.{n}.ln1")
        for projection, outputs in [("q", queries), ("k", shared), ("v", shared)]:
            yield from linear(f"layers.{n}.attn.{projection}_proj", outputs, d, "qkv")
        yield from linear(f"layers.{n}.attn.output_proj", d, queries, "output")
        if c.get("normsHeads"):
            yield f"layers.{n}.attn.q_norm.weight", (width,)
            yield f"layers.{n}.attn.k_norm.weight", (width,)
        if c.get("valueResidual") and n > 0:
            yield f"layers.{n}.attn.value_residual", (1,)
        if c.get("embeddingResidual") and n > 0:
            yield f"layers.{n}.embedding_residual", (1,)
        yield from norm(f"layers.{n}.ln2")
        yield from linear(f"layers.{n}.ffn.w1", f, d, "ffn")
        yield from linear(f"layers.{n}.ffn.w2", d, f, "ffn")
        if c["feedForward"] == "swiglu":
            yield from linear(f"layers.{n}.ffn.w3", f, d, "ffn")
    yield from norm("ln_final")
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
