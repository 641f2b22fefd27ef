"""Makes the state dicts of this folder, as a user of CS336's PyTorch model saves them, and what PyTorch computes.

    python make_state_dicts.py     (needs torch, safetensors and numpy from PyPI; tried with torch 2.15)

The model and its definitions are those of TransformerTests/Fixtures/make_goldens.py. Logits are those of the numbers
in the file: rounded first where the file has 16 bits.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parents[1] / "TransformerTests" / "Fixtures"))
import make_goldens as course  # noqa: E402

FILES = [
    # torch.nn.Module.state_dict() as it is.
    dict(file="course.safetensors", dtype=torch.float32, prefix="", changes=dict(ropeTheta=500.0)),
    # After torch.compile and in bfloat16, with a buffer that somebody registered.
    dict(file="compiled.safetensors", dtype=torch.bfloat16, prefix="_orig_mod.", buffer=True,
         changes=dict(heads=4)),
    # An ablation in float16, trained by DistributedDataParallel: post-norm, SiLU alone, tied embeddings.
    dict(file="ablation.safetensors", dtype=torch.float16, prefix="module.",
         changes=dict(norm="post", feedForward="silu", tieEmbeddings=True)),
]


def main():
    tokens = torch.randint(0, course.BASE["vocabulary"], (12,), generator=torch.Generator().manual_seed(5))
    cases = []
    for entry in FILES:
        c = course.BASE | entry["changes"]
        parameters = {
            name: value.to(entry["dtype"]).contiguous()
            for name, value in course.random_parameters(c, seed=len(cases)).items()
        }
        stored = {entry["prefix"] + name: value for name, value in parameters.items()}
        if entry.get("buffer"):
            stored[entry["prefix"] + "layers.0.attn.rope.cosines"] = torch.ones(4, 2)
        save_file(stored, str(HERE / entry["file"]))
        scores = course.logits(tokens[None], {name: value.double() for name, value in parameters.items()}, c)
        cases.append(dict(
            file=entry["file"], heads=c["heads"], contextLength=c["contextLength"], ropeTheta=c["ropeTheta"],
            norm=c["norm"], logits=course.stored(scores)))
    course.write(HERE / "state_dicts.json", dict(tokens=tokens.tolist(), cases=cases))


if __name__ == "__main__":
    main()
