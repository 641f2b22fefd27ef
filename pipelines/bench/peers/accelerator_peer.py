"""The TinyStories training step in PyTorch and in JAX on an accelerator: the peers of bench_accelerator.py.

usage: accelerator_peer.py torch|torch-graphs|jax

Mixed precision as lm-train --precision bf16 has it: parameters, moments, norms and the loss in float32, products in
bfloat16. PyTorch: torch.compile, scaled dot product attention, autocast, fused AdamW; torch-graphs adds CUDA graphs
(mode "max-autotune-no-cudagraphs" was no faster). JAX: one jitted step with donated state, cuDNN's attention where the
device has it. Losses are read once for eight steps, as lm-train reads them. Their tokens are random and on the device
already; lm-train reads, checks and sends its own.

As a program it is a server: each line of standard input is a JSON request {"batch", "steps"} and is answered by a line
with tokens per second (the median of groups of eight steps), the first loss, seconds to compile, and peak memory.
"""

import json
import math
import statistics
import sys
import time

VOCABULARY, CONTEXT, WIDTH, LAYERS, HEADS, INNER = 10_000, 256, 512, 4, 16, 1_344
BETA1, BETA2, EPSILON, DECAY, RATE, CLIP = 0.9, 0.95, 1e-8, 0.1, 1e-3, 1.0
GROUP = 8


class Torch:
    def __init__(self, batch, graphs):
        import torch
        from torch_model import Model

        self.torch, self.batch = torch, batch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(1)
        torch.set_float32_matmul_precision("high")
        with torch.device(self.device):
            model = Model(VOCABULARY, CONTEXT, WIDTH, LAYERS, HEADS, INNER)
        self.parameters = list(model.parameters())
        self.loss = torch.compile(model, mode="reduce-overhead" if graphs else None)
        self.optimizer = torch.optim.AdamW(
            self.parameters, lr=RATE, betas=(BETA1, BETA2), eps=EPSILON, weight_decay=DECAY, fused=True
        )

    def group(self):
        torch = self.torch
        ids = torch.randint(VOCABULARY, (GROUP, self.batch, CONTEXT + 1), device=self.device)
        losses = []
        for index in range(GROUP):
            with torch.autocast(self.device, dtype=torch.bfloat16):
                loss = self.loss(ids[index, :, :-1], ids[index, :, 1:])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            losses.append(loss.detach().clone())
        return [loss.item() for loss in losses]

    def memory(self):
        return self.torch.cuda.max_memory_allocated() if self.device == "cuda" else 0


class JAX:
    def __init__(self, batch):
        import jax
        import jax.numpy as jnp
        import numpy

        self.jax, self.numpy, self.batch = jax, numpy, batch
        self.random = numpy.random.default_rng(1)

        def weight(outputs, inputs):
            return jnp.asarray(
                self.random.normal(0, math.sqrt(2 / (outputs + inputs)), (outputs, inputs)), dtype=jnp.float32
            )

        gain = lambda: jnp.ones(WIDTH, jnp.float32)
        parameters = {
            "embedding": jnp.asarray(self.random.normal(0, 1, (VOCABULARY, WIDTH)), dtype=jnp.float32),
            "head": weight(VOCABULARY, WIDTH),
            "norm": gain(),
            "blocks": [
                {
                    "norm1": gain(),
                    "norm2": gain(),
                    "qkv": weight(3 * WIDTH, WIDTH),
                    "out": weight(WIDTH, WIDTH),
                    "gate_up": weight(2 * INNER, WIDTH),
                    "down": weight(WIDTH, INNER),
                }
                for _ in range(LAYERS)
            ],
        }
        zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
        self.state = (parameters, zeros(), zeros(), jnp.zeros((), jnp.int32))
        half = WIDTH // HEADS // 2
        angles = numpy.outer(numpy.arange(CONTEXT), 10_000.0 ** (-numpy.arange(half) / half))
        cosines, sines = (jnp.asarray(f(angles)[None, :, None, :], jnp.float32) for f in (numpy.cos, numpy.sin))
        fused = "cudnn" if jax.devices()[0].platform == "gpu" else None

        def linear(x, weight):
            return jnp.einsum("...i,oi->...o", x.astype(jnp.bfloat16), weight.astype(jnp.bfloat16))

        def norm(x, gain):
            x = x.astype(jnp.float32)
            return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-5) * gain

        def turn(x):
            first, second = jnp.split(x.astype(jnp.float32), 2, -1)
            x = jnp.concatenate((first * cosines - second * sines, second * cosines + first * sines), -1)
            return x.astype(jnp.bfloat16)

        def loss_of(parameters, ids):
            x = parameters["embedding"][ids[:, :-1]]
            for block in parameters["blocks"]:
                qkv = linear(norm(x, block["norm1"]), block["qkv"]).reshape(batch, CONTEXT, 3, HEADS, WIDTH // HEADS)
                q, k, v = turn(qkv[:, :, 0]), turn(qkv[:, :, 1]), qkv[:, :, 2]
                y = jax.nn.dot_product_attention(q, k, v, is_causal=True, implementation=fused)
                x = x + linear(y.reshape(batch, CONTEXT, WIDTH), block["out"])
                gate, up = jnp.split(linear(norm(x, block["norm2"]), block["gate_up"]), 2, -1)
                x = x + linear(jax.nn.silu(gate) * up, block["down"])
            logits = linear(norm(x, parameters["norm"]), parameters["head"]).astype(jnp.float32)
            chosen = jnp.take_along_axis(logits, ids[:, 1:, None], -1)[..., 0]
            return jnp.mean(jax.nn.logsumexp(logits, -1) - chosen)

        def step(state, ids):
            parameters, means, squares, count = state
            loss, gradients = jax.value_and_grad(loss_of)(parameters, ids)
            total = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradients)))
            scale = jnp.minimum(1.0, CLIP / (total + 1e-6))
            count = count + 1
            corrections = 1 - BETA1**count, 1 - BETA2**count

            def move(p, m, v, g):
                g = g * scale
                m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g * g
                change = m / corrections[0] / (jnp.sqrt(v / corrections[1]) + EPSILON)
                return p * (1 - RATE * DECAY) - RATE * change, m, v

            moved = jax.tree.map(move, parameters, means, squares, gradients)
            leaves, tree = jax.tree.flatten(moved, is_leaf=lambda x: isinstance(x, tuple))
            parameters, means, squares = (tree.unflatten([leaf[i] for leaf in leaves]) for i in range(3))
            return (parameters, means, squares, count), loss

        self.step = jax.jit(step, donate_argnums=0)
        ids = self.random.integers(VOCABULARY, size=(GROUP, self.batch, CONTEXT + 1), dtype=self.numpy.int32)
        self.ids = [jnp.asarray(batch) for batch in ids]

    def group(self):
        losses = []
        for ids in self.ids:
            self.state, loss = self.step(self.state, ids)
            losses.append(loss)
        return [float(loss) for loss in losses]

    def memory(self):
        return (self.jax.devices()[0].memory_stats() or {}).get("peak_bytes_in_use", 0)


def main():
    kind = sys.argv[1]
    peers = {}
    for line in sys.stdin:
        request = json.loads(line)
        batch = request["batch"]
        answer = {}
        if batch not in peers:
            peers.clear()  # its memory is given back before the next one asks for its own
            start = time.perf_counter()
            peers[batch] = JAX(batch) if kind == "jax" else Torch(batch, kind == "torch-graphs")
            answer["first_loss"] = peers[batch].group()[0]
            answer["compile_seconds"] = time.perf_counter() - start
            peers[batch].group()
        rates = []
        for _ in range(max(1, request["steps"] // GROUP)):
            start = time.perf_counter()
            peers[batch].group()
            rates.append(GROUP * batch * CONTEXT / (time.perf_counter() - start))
        answer.update(tokens_per_second=statistics.median(rates), peak_bytes=peers[batch].memory())
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
