"""What bench_training.py runs: our tools, and PyTorch (torch_model.py) as a server."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
# Flags of lm-train for the configurations of torch_model.py; operations of a token, forward and backward, causal.
CONFIGS = {
    "tinystories": dict(vocab_size=10_000, context_length=256, d_model=512, layers=4, heads=16, d_ff=1_344),
    "small": dict(vocab_size=4_096, context_length=128, d_model=256, layers=4, heads=8, d_ff=704),
    # For sampling alone: a cache may hold the weights of tinystories, but not these.
    "large": dict(vocab_size=10_000, context_length=256, d_model=1_024, layers=8, heads=16, d_ff=2_752),
}


def say(text):
    print(f"bench-training: {text}", file=sys.stderr, flush=True)


class Ours:
    def __init__(self, folder, work, threads):
        self.folder, self.work, self.threads = folder, work, threads

    def run(self, tool, *arguments, threads=None):
        """Output and peak memory of a tool that must succeed; on failure its message is shown."""
        command = [f"{self.folder}/{tool}", *map(str, arguments)]
        command += ["--threads", str(threads or self.threads)] if tool.startswith(("lm-", "machine")) else []
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # Both pipes are small here, and the status has to come from wait4 for the memory of this child alone.
        output, error = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench-training: {' '.join(command)}\n{error}")
        return output, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def machine(self, threads=None, seconds=0.4, megabytes=70):
        return json.loads(self.run("machine-speed", "--megabytes", megabytes, "--seconds", seconds, threads=threads)[0])

    def train(self, settings, steps, name="model", threads=None):
        """Median tokens per second of the steps after the first, and peak memory."""
        flags = [f for key, value in settings.items() if value for f in ("--" + key.replace("_", "-"), value)]
        target = self.work / name
        _, memory = self.run(
            "lm-train", "--dataset", self.work / "dataset", "--output", target, "--replace", "--force", "--quiet",
            "--steps", steps + 1, "--validate-every", 0, "--checkpoint-every", 0, *flags, threads=threads)
        lines = [json.loads(line) for line in (target / "metrics.jsonl").read_text().splitlines()]
        return statistics.median([line["tokens_per_second"] for line in lines if "lr" in line][1:]), memory

    def recorded(self, tool, *arguments):
        """Tokens per second as a tool writes them into its receipt, and peak memory."""
        before = set(self.work.glob("receipts/*/*.json"))
        _, memory = self.run(tool, "--force", "--quiet", *arguments)
        (receipt,) = set(self.work.glob("receipts/*/*.json")) - before
        metrics = json.loads(receipt.read_text())["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "tokens_per_second"), memory

    def evaluate(self, name, tokens, weights="fp32"):
        return self.recorded(
            "lm-eval", "--checkpoint", self.work / name, "--dataset", self.work / "dataset", "--max-tokens", tokens,
            "--weights", weights)

    def sample(self, name, weights="fp32", samples=1, new=200):
        new = min(new, CONFIGS[name]["context_length"] - 8)  # the window must not move
        return self.recorded(
            "lm-sample", "--checkpoint", self.work / name, "--tokenizer", self.work / "tokenizer", "--prompt",
            "Once upon a time", "--ban-eos", "--max-new-tokens", new, "--weights", weights, "--samples", samples,
            "--seed", 0, "--record")

    def plan(self, settings, batch):
        flags = [f for key, value in settings.items() if value and key != "batch_size"
                 for f in ("--" + key.replace("_", "-"), value)]
        output, _ = self.run("lm-train", "--plan", "--json", "--batch-size", batch, *flags)
        return json.loads(output)


class Torch:
    """torch_model.py as a server: one process for one mode of one configuration."""

    def __init__(self, mode, config, variant, threads):
        self.request = dict(mode=mode, config=config, variant=variant)
        self.process = subprocess.Popen(
            [sys.executable, HERE / "torch_model.py", str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def steps(self, count):
        """Tokens per second (median of the steps) and peak memory; None if this variant does not run here."""
        self.process.stdin.write(json.dumps(dict(self.request, steps=count)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            return None
        answer = json.loads(line)
        return answer["tokens_per_second"], answer["peak_bytes"]

    def close(self):
        self.process.kill()
        self.process.communicate()


def fastest(mode, config, options):
    """The fastest variant of PyTorch for this work, warmed up."""
    best = None
    for variant in options.variants.split():
        peer = Torch(mode, config, variant, options.threads)
        if peer.steps(2) is None:
            say(f"PyTorch {variant} does not run here (is there a C++ compiler?)")
            peer.close()
            continue
        rate, _ = peer.steps(3)
        say(f"PyTorch {variant}, {mode}, {config}: {rate:,.0f} tokens/s")
        if best and best[0] >= rate:
            peer.close()
            continue
        if best:
            best[1].close()
        best = (rate, peer, variant)
    if best is None:
        sys.exit("bench-training: no variant of PyTorch runs here")
    return best[1], best[2]
