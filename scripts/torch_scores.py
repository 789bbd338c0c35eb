"""Students in PyTorch, by deltanas_torch.py, beside scores that `deltanas run --scores` wrote; scripts/test-torch-reader calls it.

    torch_scores.py teacher FILE.onnx HEIGHTxWIDTH [SEED]    exports a small network of operations that others have not
    torch_scores.py compare SPEC SCORES.npy INTERVAL         the clip of onnx_scores.py, a key frame every INTERVAL
    torch_scores.py attach SPEC SCORES.npy INTERVAL [SEED]   the same, with the module that `teacher` has exported
    torch_scores.py train SPEC SCORES.npy INTERVAL           two steps towards the teacher, saved; the scores go to SCORES.npy
    torch_scores.py operations FOLDER                        what DELTANAS_EXPORT_CASES has tests of ONNX's export write there

`compare` and `attach` fail where a score differs by more than 1e-4 of the scores' range, or where frames are too much alike
to tell.
"""

import pathlib
import sys

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

import deltanas_torch
import onnx_scores
from onnx_scores import picture

TOLERANCE = 1e-4
torch.set_num_threads(2)


class Gate(nn.Module):
    """Squeeze-and-excite."""

    def __init__(self, channels):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(channels, 8, 1), nn.Conv2d(8, channels, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.expand(F.relu(self.reduce(x.mean((2, 3), keepdim=True)))))


class Small(nn.Module):
    """Convolutions of every kind, gates, norms, pools, resizes; batch norms behind a convolution and before one."""

    def __init__(self, classes=11):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU6(inplace=True))
        self.depthwise = nn.Sequential(nn.Conv2d(16, 16, 5, 1, 2, groups=16, bias=False), nn.BatchNorm2d(16), nn.Hardswish())
        self.gate = Gate(16)
        self.project = nn.Conv2d(16, 32, 1)
        self.before = nn.Sequential(nn.BatchNorm2d(32), nn.PReLU(32), nn.Conv2d(32, 32, 3, 2, 2, dilation=2, groups=4))
        self.norm = nn.GroupNorm(4, 32)
        self.wide = nn.Sequential(nn.GELU(), nn.Conv2d(32, 48, 3, 1, 1), nn.SiLU())
        self.up = nn.Sequential(nn.ConvTranspose2d(48, 24, 4, 2, 1), nn.BatchNorm2d(24))
        self.head = nn.Conv2d(24 + 32 + 16, classes, 1)

    def forward(self, frame):
        x = self.stem(frame)
        fine = self.project(self.gate(self.depthwise(x)) + x)
        coarse = self.before(fine)
        height, width = coarse.shape[2], coarse.shape[3]
        shuffled = coarse.view(-1, 4, 8, height, width).transpose(1, 2).reshape(-1, 32, height, width)
        coarse = self.up(self.wide(coarse + self.norm(shuffled)))
        pooled = F.interpolate(F.max_pool2d(x, 3, 2, 1), scale_factor=2, mode="nearest")
        fine = F.interpolate(F.avg_pool2d(fine, 2), fine.shape[2:], mode="bilinear", align_corners=False)
        return self.head(torch.cat([coarse, fine, pooled], 1))


def small(seed):
    torch.manual_seed(seed)
    network = Small()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.3, 1)
    return network.eval()


def teacher(path, size, seed):
    height, width = map(int, size.split("x"))
    torch.onnx.export(
        small(seed), (torch.zeros(1, 3, height, width),), path, input_names=["frame"], output_names=["scores"], dynamo=True,
        external_data=False,
    )


def clip(student, count):
    height, width = map(int, student.spec["input"].split("x"))
    return student.normalize(np.stack([picture(t, height, width) for t in range(count)]))


def holds(student, expected, interval):
    with torch.no_grad():
        found = student(clip(student, len(expected)), interval).numpy()
    assert found.shape == expected.shape, (found.shape, expected.shape)
    span = expected.max() - expected.min()
    keys = expected[np.arange(len(expected)) // interval * interval]
    moved = float(np.abs(expected - keys).max() / span)
    worst = float(np.abs(found - expected).max() / span)
    kinds = sorted({site["candidate"] for site in student.spec["sites"]})
    print(
        f"PyTorch {torch.__version__}: {len(found)} frames, a key frame every {interval}; scores differ by at most {worst:.1e} of "
        f"their range, delta frames move them by {moved:.1e}; {', '.join(kinds)}"
    )
    return bool(np.isfinite(found).all()) and worst <= TOLERANCE and moved >= 100 * TOLERANCE


def train(student, steps=2, rate=0.0005):
    """Two delta frames towards the teacher's scores, weights going down the slope by half a thousandth of their norm: the losses."""
    frames, losses, weights = clip(student, 11), [], list(student.weights.values())
    with torch.no_grad():
        _, state = student.key(frames[:1])
        targets = {t: student.key(frames[t : t + 1])[0] for t in (5, 10)}
    span = max(target.max() - target.min() for target in targets.values())
    for _ in range(steps + 1):
        loss = sum(
            ((student.delta(frames[t : t + 1], state) - target) / span).square().mean() for t, target in targets.items()
        )
        losses.append(loss.item())
        if len(losses) <= steps:
            slope = torch.autograd.grad(loss, weights)
            length = rate * norm(weights) / norm(slope)
            with torch.no_grad():
                for weight, part in zip(weights, slope):
                    weight -= length * part
    return losses


def norm(tensors):
    return torch.stack([tensor.detach().square().sum() for tensor in tensors]).sum().sqrt()


def operations(folder):
    """Models of single operations and of all of them, beside a reference in double precision."""
    failures, paths = [], sorted(pathlib.Path(folder).glob("*.onnx"))
    for path in paths:
        outputs = path.with_suffix(".outputs.safetensors")
        try:
            graph = deltanas_torch.Graph(onnx.load(str(path)))
            with torch.no_grad():
                values = graph.run(tensors(path.with_suffix(".inputs.safetensors")))
        except Exception as error:  # whatever is wrong with one, the others run
            failures.append(f"{path.stem}: {error!r}")
            continue
        for name, expected in (tensors(outputs) if outputs.exists() else {}).items():
            scale = max(float(expected.abs().max()), 1e-3)
            difference = float((values[name] - expected).abs().max()) / scale
            if values[name].shape != expected.shape or not difference <= 1e-4:
                failures.append(f"{path.stem}: {name} of {list(values[name].shape)} differs by {difference:.1e}")
    print(*failures, f"{len(paths)} models, {len(failures)} wrong", sep="\n")
    return None if paths and not failures else "PyTorch does not compute what the reference does"


def tensors(path):
    return {name: torch.from_numpy(value.copy()) for name, value in onnx_scores.tensors(path).items()}


def main(command, path, *arguments):
    if command == "operations":
        return operations(path)
    if command == "teacher":
        return teacher(path, arguments[0], int((*arguments, 1)[1]))
    scores, interval = arguments[0], int(arguments[1])
    if command == "attach":
        # The exporter calls a slope by what it does.
        student = deltanas_torch.attach(path, small(int((*arguments, 1)[2])), {"prelu": "before.1"})
    else:
        student = deltanas_torch.load(path)
    if command in ("compare", "attach"):
        return None if holds(student, np.load(scores), interval) else "PyTorch does not compute what the engine does"
    with torch.no_grad():
        before = student(clip(student, 12), interval).numpy()
        with torch.enable_grad():
            losses = train(student)
        after = student(clip(student, 12), interval).numpy()
    student.save()
    np.save(scores, after)
    moved = float(np.abs(after - before).max() / (before.max() - before.min()))
    print("losses while training:", *(f"{loss:.3e}" for loss in losses), f"scores moved by {moved:.1e} of their range")
    return None if losses[-1] < losses[0] and moved > 10 * TOLERANCE else "training has not lowered the loss"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
