"""Logits of an exported folder: python llama_logits.py numpy|transformers FOLDER IDS  -> JSON, (T, V).

`numpy` is a Llama after the definitions of huggingface/transformers (models/llama), with its half-split rotation, on
the tensors and the configuration of the folder; `transformers` is the library itself.
"""

import json
import pathlib
import sys


def with_transformers(folder, ids):
    import torch
    from transformers import AutoModelForCausalLM

    # The plain form of attention, which every one of these models has.
    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager")
    expected = json.loads((pathlib.Path(folder) / "config.json").read_text())["architectures"][0]
    assert type(model).__name__ == expected and model.dtype == torch.float32
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].tolist()


def with_numpy(folder, ids):
    import numpy as np
    from safetensors.numpy import load_file

    c = json.loads((pathlib.Path(folder) / "config.json").read_text())
    p = {name: value.astype(np.float64) for name, value in load_file(f"{folder}/model.safetensors").items()}
    heads, width, half = c["num_attention_heads"], c["head_dim"], c["head_dim"] // 2
    angles = np.arange(len(ids))[:, None] * c["rope_theta"] ** (-np.arange(half) / half)
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]

    def norm(x, name):
        return x / np.sqrt((x**2).mean(-1, keepdims=True) + c["rms_norm_eps"]) * p[name]

    def rotate(x):  # (T, heads, width)
        first, second = x[..., :half], x[..., half:]
        return np.concatenate([first * cosine - second * sine, second * cosine + first * sine], -1)

    def attention(x, prefix):
        q, k, v = (
            (x @ p[f"{prefix}.self_attn.{n}_proj.weight"].T).reshape(len(ids), heads, width) for n in "qkv")
        scores = np.einsum("qhk,phk->hqp", rotate(q), rotate(k)) / np.sqrt(width)
        scores[:, np.triu(np.ones((len(ids), len(ids)), bool), 1)] = -np.inf
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = np.einsum("hqp,phk->qhk", weights, v).reshape(len(ids), -1)
        return mixed @ p[f"{prefix}.self_attn.o_proj.weight"].T

    def feed_forward(x, prefix):
        gate = x @ p[f"{prefix}.mlp.gate_proj.weight"].T
        up = x @ p[f"{prefix}.mlp.up_proj.weight"].T
        return (gate / (1 + np.exp(-gate)) * up) @ p[f"{prefix}.mlp.down_proj.weight"].T

    x = p["model.embed_tokens.weight"][ids]
    for n in range(c["num_hidden_layers"]):
        prefix = f"model.layers.{n}"
        x = x + attention(norm(x, f"{prefix}.input_layernorm.weight"), prefix)
        x = x + feed_forward(norm(x, f"{prefix}.post_attention_layernorm.weight"), prefix)
    head = p["model.embed_tokens.weight" if c["tie_word_embeddings"] else "lm_head.weight"]
    return (norm(x, "model.norm.weight") @ head.T).tolist()


if __name__ == "__main__":
    kind, folder, ids = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    print(json.dumps((with_transformers if kind == "transformers" else with_numpy)(folder, ids)))
