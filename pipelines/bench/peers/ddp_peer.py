"""torch_model.py's training shared by several processes with DistributedDataParallel over gloo: the peer of bench_ranks.py.

    python ddp_peer.py RANKS CONFIG VARIANT

Each process has one thread and its part of the batch. Gradients lie in DDP's buckets and are exchanged while backward
goes on. The first process is a server: each line of standard input is a number of steps, answered by a line with the
median of their tokens per second, of all processes together.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from torch_model import Peer


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def start_others(ranks):
    """Starts the other processes and returns them; this one becomes rank 0."""
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(free_port()), WORLD_SIZE=str(ranks))
    others = []
    for rank in range(1, ranks):
        others.append(subprocess.Popen([sys.executable, *sys.argv], env=dict(os.environ, RANK=str(rank))))
    os.environ["RANK"] = "0"
    return others


def steps_to_take(rank):
    """The next number of steps, which rank 0 reads and the others hear; 0 at the end."""
    count = torch.zeros(1, dtype=torch.long)
    if rank == 0:
        line = sys.stdin.readline().strip()
        count[0] = int(line) if line else 0
    dist.broadcast(count, 0)
    return int(count)


def main():
    ranks, config, variant = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    others = start_others(ranks) if "RANK" not in os.environ else []
    rank = int(os.environ["RANK"])
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    dist.init_process_group("gloo")
    peer = Peer(config, "train", "eager")
    whole = peer.batch * peer.context
    peer.batch //= ranks
    shared = DistributedDataParallel(peer.model, gradient_as_bucket_view=True, static_graph=variant == "eager")
    peer.loss = torch.compile(shared) if variant == "compiled" else shared
    while count := steps_to_take(rank):
        rates = []
        for _ in range(count):
            dist.barrier()
            start = time.perf_counter()
            peer.step()
            rates.append(whole / (time.perf_counter() - start))
        if rank == 0:
            print(json.dumps(dict(tokens_per_second=statistics.median(rates))), flush=True)
    dist.destroy_process_group()
    for other in others:
        other.wait()


if __name__ == "__main__":
    main()
