"""Makes training.json: AdamW, schedule and clipping as PyTorch does them, step for step.

    python make_training_goldens.py        (needs torch from PyPI; tried with 2.15)

- "schedule": CS336's formula at each step, its cosine checked here against CosineAnnealingLR.
- "optimizer": torch.optim.AdamW + LambdaLR + clip_grad_norm_ in float64 on given gradients.
- "run": a small model trained on one window; loss, gradient norm and rate of every step, parameters at the end.
"""

import math
import pathlib
import sys

import torch

FIXTURES = pathlib.Path(__file__).parent
sys.path.insert(0, str(FIXTURES.parent.parent / "TransformerTests" / "Fixtures"))
import make_goldens as model  # noqa: E402

SCHEDULE = dict(maximum=3e-3, minimum=3e-4, warmupSteps=3, decaySteps=9)
ADAMW = dict(beta1=0.9, beta2=0.95, epsilon=1e-8, weightDecay=0.1)
CLIP = 1.0
STEPS = 12
SMALL = model.BASE | dict(vocabulary=5, width=4, layers=1, heads=1, feedForwardWidth=3)


def rate(step, maximum, minimum, warmupSteps, decaySteps):
    if step < warmupSteps:
        return step / warmupSteps * maximum
    if step > decaySteps:
        return minimum
    progress = (step - warmupSteps) / (decaySteps - warmupSteps)
    return minimum + 0.5 * (1 + math.cos(math.pi * progress)) * (maximum - minimum)


def check_cosine():
    """The falling part is torch's CosineAnnealingLR."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=SCHEDULE["maximum"])
    length = SCHEDULE["decaySteps"] - SCHEDULE["warmupSteps"]
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, length, eta_min=SCHEDULE["minimum"])
    for step in range(length + 1):
        assert abs(cosine.get_last_lr()[0] - rate(step + SCHEDULE["warmupSteps"], **SCHEDULE)) < 1e-12
        optimizer.step()
        cosine.step()


def optimizer_for(parameters):
    optimizer = torch.optim.AdamW(
        parameters, lr=1.0, betas=(ADAMW["beta1"], ADAMW["beta2"]), eps=ADAMW["epsilon"],
        weight_decay=ADAMW["weightDecay"])
    # Our first step is step 1; LambdaLR's first value is for 0.
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: rate(done + 1, **SCHEDULE))


def optimizer_steps():
    start = model.random_parameters(SMALL, seed=7)
    parameters = [value.clone().requires_grad_() for value in start.values()]
    optimizer, schedule = optimizer_for(parameters)
    generator = torch.Generator().manual_seed(8)
    steps = []
    for step in range(STEPS):
        size = 0.02 if step % 3 == 0 else 0.5  # norms on both sides of the limit
        for value in parameters:
            value.grad = (size * torch.randn(value.shape, generator=generator, dtype=torch.float64)).float().double()
        gradients = torch.cat([value.grad.flatten() for value in parameters])
        norm = torch.nn.utils.clip_grad_norm_(parameters, CLIP).item()
        used = schedule.get_last_lr()[0]
        optimizer.step()
        schedule.step()
        after = torch.cat([value.flatten() for value in parameters])
        steps.append(dict(gradients=model.stored(gradients), norm=norm, rate=used, parameters=model.stored(after)))
    flat = torch.cat([value.flatten() for value in start.values()])
    return dict(configuration=SMALL, parameters=model.stored(flat), steps=steps)


def run():
    c = model.BASE
    start = model.random_parameters(c, seed=9)
    p = model.of_case(start, c)
    optimizer, schedule = optimizer_for(list(p.values()))
    generator = torch.Generator().manual_seed(10)
    tokens = torch.randint(0, c["vocabulary"], (c["contextLength"] + 1,), generator=generator)
    steps = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = model.mean_loss(model.logits(tokens[None, :-1], p, c), tokens[None, 1:])
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(list(p.values()), CLIP).item()
        steps.append(dict(loss=loss.item(), norm=norm, rate=schedule.get_last_lr()[0]))
        optimizer.step()
        schedule.step()
    return dict(
        configuration=c, tokens=tokens.tolist(), steps=steps,
        parameters={key: model.stored(value) for key, value in start.items()},
        parametersAfter={key: model.stored(value) for key, value in p.items()})


def main():
    check_cosine()
    model.write(FIXTURES / "training.json", dict(
        schedule=SCHEDULE, adamw=ADAMW, clip=CLIP,
        rates=[rate(step, **SCHEDULE) for step in range(STEPS + 1)],
        optimizer=optimizer_steps(), run=run()))


if __name__ == "__main__":
    main()
