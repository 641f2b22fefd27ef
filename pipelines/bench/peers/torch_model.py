"""The course's Transformer in PyTorch, written to be fast on a CPU: the peer of bench_training.py.

Fused attention, fused RMSNorm, one product for Q, K and V and one for both halves of the gate, AdamW fused. The same
sizes and operations as lm-train: pre-norm, rotary positions, SwiGLU, no biases, untied embeddings.

As a program it is a server: each line of standard input is a JSON request {"mode", "config", "variant", "steps"} and is
answered by one line with tokens per second, so that ours and theirs can run in turn while a model is compiled once.
One process measures one mode of one configuration; the answer includes its peak memory.
"""

import json
import math
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

CONFIGS = {
    # vocabulary, context, width, layers, heads, inner width, sequences in a step
    "tinystories": (10_000, 256, 512, 4, 16, 1_344, 32),
    "small": (4_096, 128, 256, 4, 8, 704, 32),
    "large": (10_000, 256, 1_024, 8, 16, 2_752, 1),
}


def linear(outputs, inputs):
    return nn.Parameter(torch.randn(outputs, inputs) * math.sqrt(2 / (outputs + inputs)))


class Block(nn.Module):
    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads, self.width = heads, width
        self.norm1, self.norm2 = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))
        self.qkv, self.out = linear(3 * width, width), linear(width, width)
        self.gate_up, self.down = linear(2 * inner, width), linear(width, inner)

    def forward(self, x, cosines, sines, cache=None):
        batch, positions, width = x.shape
        qkv = F.linear(F.rms_norm(x, (width,), self.norm1, 1e-5), self.qkv)
        qkv = qkv.view(batch, positions, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        turned = qkv[:2]
        first, second = turned.chunk(2, dim=-1)
        turned = torch.cat((first * cosines - second * sines, second * cosines + first * sines), dim=-1)
        q, k, v = turned[0], turned[1], qkv[2]
        if cache is not None:
            keys, values, past = cache
            keys[:, :, past : past + positions] = k
            values[:, :, past : past + positions] = v
            k, v = keys[:, :, : past + positions], values[:, :, : past + positions]
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=positions > 1)
        x = x + F.linear(attended.transpose(1, 2).reshape(batch, positions, width), self.out)
        gate, up = F.linear(F.rms_norm(x, (width,), self.norm2, 1e-5), self.gate_up).chunk(2, dim=-1)
        return x + F.linear(F.silu(gate) * up, self.down)


class Model(nn.Module):
    def __init__(self, vocabulary, context, width, layers, heads, inner):
        super().__init__()
        self.width = width
        self.embedding = nn.Parameter(torch.randn(vocabulary, width))
        self.blocks = nn.ModuleList(Block(width, heads, inner) for _ in range(layers))
        self.norm, self.head = nn.Parameter(torch.ones(width)), linear(vocabulary, width)
        half = width // heads // 2
        angles = torch.outer(torch.arange(context), 10_000.0 ** (-torch.arange(half) / half))
        self.register_buffer("cosines", angles.cos())
        self.register_buffer("sines", angles.sin())

    def hidden(self, ids, caches=None, past=0):
        x = F.embedding(ids, self.embedding)
        rows = slice(past, past + ids.shape[1])
        for index, block in enumerate(self.blocks):
            cache = None if caches is None else (*caches[index], past)
            x = block(x, self.cosines[rows], self.sines[rows], cache)
        return F.rms_norm(x, (self.width,), self.norm, 1e-5)

    def forward(self, ids, targets):
        logits = F.linear(self.hidden(ids), self.head)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    def next_logits(self, ids, caches, past):
        return F.linear(self.hidden(ids, caches, past)[:, -1], self.head)


class Peer:
    """One model, ready for one of the three modes."""

    def __init__(self, config, mode, variant):
        vocabulary, self.context, width, layers, heads, inner, self.batch = CONFIGS[config]
        self.vocabulary, self.mode = vocabulary, mode
        self.model = Model(vocabulary, self.context, width, layers, heads, inner)
        self.loss = torch.compile(self.model) if variant == "compiled" else self.model
        if mode == "train":
            self.optimizer = torch.optim.AdamW(
                self.model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True
            )
        self.cache_shape = (1, heads, self.context, width // heads)

    def step(self):
        """Seconds for one step, and its tokens."""
        if self.mode == "sample":
            return self.sample()
        ids, targets = (torch.randint(self.vocabulary, (self.batch, self.context)) for _ in range(2))
        start = time.perf_counter()
        if self.mode == "eval":
            with torch.inference_mode():
                self.loss(ids, targets).item()
        else:
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(ids, targets)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            loss.item()
        return time.perf_counter() - start, ids.numel()

    @torch.inference_mode()
    def sample(self, new=200, prompt=4):
        new = min(new, self.context - prompt)
        caches = [tuple(torch.empty(self.cache_shape) for _ in range(2)) for _ in self.model.blocks]
        start = time.perf_counter()
        logits = self.model.next_logits(torch.randint(self.vocabulary, (1, prompt)), caches, 0)
        for position in range(prompt, prompt + new):
            token = torch.multinomial(torch.softmax(logits, dim=-1), 1)
            logits = self.model.next_logits(token, caches, position)
        return time.perf_counter() - start, new


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    peer = None
    for line in sys.stdin:
        request = json.loads(line)
        if peer is None:
            peer = Peer(request["config"], request["mode"], request["variant"])
        rates = []
        for _ in range(request["steps"]):
            seconds, tokens = peer.step()
            rates.append(tokens / seconds)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps({"tokens_per_second": statistics.median(rates), "peak_bytes": memory}), flush=True)


if __name__ == "__main__":
    main()
