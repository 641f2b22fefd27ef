"""Makes muon.json: Muon and AdamW as PyTorch moves a model's parameters with them, step for step.

    python make_muon_goldens.py                      (needs torch 2.9 or newer from PyPI; tried with 2.15)
    python make_muon_goldens.py WIDTH FEED_FORWARD   prints the same for a larger model

torch.optim.Muon orthogonalises in bfloat16. "parameters" of each step come from that optimizer with the same formulas in
float64, "bfloat16" are those after the last step of the optimizer as it is.
"""

import json
import pathlib
import sys

import torch
from torch.optim import _muon

FIXTURES = pathlib.Path(__file__).parent
sys.path.insert(0, str(FIXTURES))
import make_training_goldens as training  # noqa: E402
from make_training_goldens import model  # noqa: E402

STEPS = 5
MUON = dict(momentum=0.95, weightDecay=0.1)
FACTORS = dict(embedding=10.0, head=0.2, vectors=0.5)


def orthogonalized(matrix, coefficients, steps, epsilon):
    """torch's function, but for its conversion to bfloat16."""
    a, b, c = coefficients
    x = matrix.T if matrix.size(0) > matrix.size(1) else matrix
    x = x / x.norm().clamp(min=epsilon)
    for _ in range(steps):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if matrix.size(0) > matrix.size(1) else x


def role(name):
    if name in ("token_embeddings.weight", "lm_head.weight"):
        return "embedding" if name.startswith("token") else "head"
    return "vectors" if "ln" in name else "matrix"


def optimizers(parameters, scale):
    matrices = [value for name, value in parameters.items() if role(name) == "matrix"]
    others = [
        dict(params=[value], lr=FACTORS[role(name)]) for name, value in parameters.items() if role(name) != "matrix"]
    muon = torch.optim.Muon(
        matrices, lr=1.0, momentum=MUON["momentum"], weight_decay=MUON["weightDecay"], adjust_lr_fn=scale)
    adamw = torch.optim.AdamW(
        others, betas=(training.ADAMW["beta1"], training.ADAMW["beta2"]), eps=training.ADAMW["epsilon"],
        weight_decay=MUON["weightDecay"])
    follow = [
        torch.optim.lr_scheduler.LambdaLR(one, lambda done: training.rate(done + 1, **training.SCHEDULE))
        for one in (muon, adamw)]
    return [muon, adamw], follow


def run(configuration, scale):
    start = model.random_parameters(configuration, seed=11)
    parameters = model.of_case(start, configuration)
    movers, schedules = optimizers(parameters, scale)
    generator = torch.Generator().manual_seed(12)
    steps = []
    for _ in range(STEPS):
        gradients = {}
        for name, value in parameters.items():
            drawn = torch.randn(value.shape, generator=generator, dtype=torch.float64)
            value.grad = (0.01 * drawn).float().double()
            gradients[name] = model.stored(value.grad)
        for one in movers + schedules:
            one.step()
        steps.append(dict(
            gradients=gradients, parameters={name: model.stored(value) for name, value in parameters.items()}))
    return start, steps


def case(configuration, scale):
    as_it_is = _muon._zeropower_via_newtonschulz
    _, rounded = run(configuration, scale)
    _muon._zeropower_via_newtonschulz = orthogonalized
    start, steps = run(configuration, scale)
    _muon._zeropower_via_newtonschulz = as_it_is
    return dict(
        scale=scale.replace("_", "-"), parameters={name: model.stored(value) for name, value in start.items()},
        steps=steps, bfloat16=rounded[-1]["parameters"])


def main():
    width, inner = (int(word) for word in sys.argv[1:]) if len(sys.argv) > 1 else (6, 9)
    configuration = model.BASE | dict(vocabulary=5, width=width, layers=1, heads=1, feedForwardWidth=inner)
    goldens = dict(
        configuration=configuration, schedule=training.SCHEDULE, adamw=training.ADAMW, muon=MUON, factors=FACTORS,
        cases=[case(configuration, scale) for scale in ("original", "match_rms_adamw")])
    if len(sys.argv) > 1:
        print(json.dumps(goldens))
    else:
        model.write(FIXTURES / "muon.json", goldens)


if __name__ == "__main__":
    main()
