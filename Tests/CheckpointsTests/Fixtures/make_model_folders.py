"""Makes models/: small random models of every type that is read, as transformers saves them, their logits, and their losses
while PyTorch trains them.

    python make_model_folders.py     (needs torch and transformers from PyPI; tried with torch 2.15, transformers 5.24)

models/NAME/ is a folder of save_pretrained. models/logits.json has ids (T), for each name logits (T, V), windows (steps, B,
T + 1), and for each name the loss of each step of AdamW on them.
"""

import base64
import json
import pathlib
import shutil

import numpy
import torch
import transformers

VOCABULARY, POSITIONS = 40, 24
STEPS, BATCH, WINDOW = 20, 2, 13
SIZES = dict(
    vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=32, bos_token_id=1, eos_token_id=2)
SCALING = dict(
    rope_type="llama3", rope_theta=100.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
    original_max_position_embeddings=16)
GPT2 = dict(vocab_size=VOCABULARY, n_embd=16, n_layer=2, n_head=4, n_positions=32, bos_token_id=1, eos_token_id=2)
MODELS = {
    "llama": ("Llama", SIZES),
    "llama-biases-tied": ("Llama", SIZES | dict(attention_bias=True, mlp_bias=True, tie_word_embeddings=True)),
    "llama-scaled": ("Llama", SIZES | dict(rope_parameters=SCALING, eos_token_id=[2, 3])),
    "llama-linear": ("Llama", SIZES | dict(rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=4.0))),
    "mistral": ("Mistral", SIZES | dict(sliding_window=5, head_dim=6)),
    "qwen2": ("Qwen2", SIZES | dict(use_sliding_window=False)),
    "qwen3": ("Qwen3", SIZES | dict(head_dim=8, tie_word_embeddings=True)),
    "gpt2": ("GPT2", GPT2),
    "gpt2-untied": ("GPT2", GPT2 | dict(tie_word_embeddings=False, n_inner=24)),
}
CLASSES = {name: name + ("LMHeadModel" if name == "GPT2" else "ForCausalLM") for name, _ in MODELS.values()}
SPLIT, HALF = "qwen2", {"qwen3": torch.bfloat16, "gpt2": torch.float16}


def make(name, kind, settings, folder):
    config = getattr(transformers, kind + "Config")(**settings, attn_implementation="eager")
    torch.manual_seed(336)
    model = getattr(transformers, CLASSES[kind])(config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.normal_(1 if "norm" in key or "ln_" in key else 0, 0.3)
    model = model.to(HALF.get(name, torch.float32))
    model.save_pretrained(folder, max_shard_size="8KB" if name == SPLIT else "1GB")
    # Read again: what is converted to 16 bits and back has lost digits of its rotary frequencies too.
    return type(model).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def losses(model, windows):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    found = []
    for batch in windows:
        scores = model(batch[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(scores.reshape(-1, VOCABULARY), batch[:, 1:].reshape(-1))
        found.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return found


def main():
    root = pathlib.Path(__file__).with_name("models")
    shutil.rmtree(root, ignore_errors=True)
    generator = torch.Generator().manual_seed(337)
    ids = torch.randint(0, VOCABULARY, (POSITIONS,), generator=generator)
    # A walk with small steps, so that there is something to learn.
    steps = torch.randint(0, 3, (STEPS, BATCH, WINDOW), generator=generator)
    windows = (torch.randint(0, VOCABULARY, (STEPS, BATCH, 1), generator=generator) + steps.cumsum(-1)) % VOCABULARY
    found, trained = {}, {}
    for name, (kind, settings) in MODELS.items():
        model = make(name, kind, settings, root / name)
        with torch.no_grad():
            logits = model(ids[None]).logits[0].numpy().astype("<f4")
        found[name] = base64.b64encode(logits.tobytes()).decode()
        trained[name] = losses(model, windows)
        print(name, trained[name][0], trained[name][-1], sum(file.stat().st_size for file in (root / name).iterdir()), "bytes", logits.std())
    (root / "logits.json").write_text(json.dumps(dict(
        ids=ids.tolist(), logits=found, windows=windows.flatten(1).tolist(), losses=trained), indent=None) + "\n")


if __name__ == "__main__":
    main()
