"""Prints the numbers of Tests/ComputeTests/ImportedGoldenTests.swift: what PyTorch computes, in double precision, for the
operations of imported networks.

    pip install torch
    python scripts/goldens/onnx_op_goldens.py

The input is sin(0.37 i) over 4 x 6 x 4 (height, width, channels), parameters are cos(0.31 i), both rounded to single.
Per case: the first value of the output, that at a third of its elements, the last one, and the sum of cos(0.7 i) y_i.
"""
import math

import torch
from torch.nn import functional as F


def values(function, factor, *shape):
    numbers = [function(factor * i) for i in range(math.prod(shape))]
    return torch.tensor(numbers, dtype=torch.float64).float().double().reshape(shape)


def show(name, y):
    flat = y.permute(0, 2, 3, 1).reshape(-1)
    weights = torch.tensor([math.cos(0.7 * i) for i in range(len(flat))], dtype=torch.float64)
    numbers = [flat[0], flat[len(flat) // 3], flat[-1], flat @ weights]
    print(f'"{name}": [{", ".join(f"{float(n):.7f}" for n in numbers)}],')


def parameter(*shape):
    return values(math.cos, 0.31, *shape)


x = values(math.sin, 0.37, 1, 4, 6, 4).permute(0, 3, 1, 2).contiguous()
show("transposed", F.conv_transpose2d(x, parameter(4, 3, 3, 3), parameter(3), 2, 1, 1))
show("transposed, grouped", F.conv_transpose2d(x, parameter(4, 1, 4, 4), None, 2, 1, groups=2))
show("transposed, dilated", F.conv_transpose2d(x, parameter(4, 3, 3, 2), None, (1, 2), (2, 0), dilation=(2, 1)))
for name, function in [
    ("leaky relu", lambda z: F.leaky_relu(z, 0.1)), ("relu6", F.relu6), ("sigmoid", torch.sigmoid),
    ("hard sigmoid", F.hardsigmoid), ("hard swish", F.hardswish), ("silu", F.silu), ("gelu", F.gelu),
    ("gelu tanh", lambda z: F.gelu(z, approximate="tanh")), ("tanh", torch.tanh), ("elu", F.elu),
    ("softplus", F.softplus), ("mish", F.mish), ("prelu", lambda z: F.prelu(z, parameter(4))),
]:
    show(name, function(4 * x))
show("max pool", F.max_pool2d(x, 3, 2, 1))
show("max pool, dilated", F.max_pool2d(x, (2, 3), (1, 2), (1, 1), (2, 1)))
show("average pool", F.avg_pool2d(x, 3, 2, 1, count_include_pad=False))
show("group norm", F.group_norm(x, 2))
show("instance norm", F.instance_norm(x))
show("layer norm", F.layer_norm(x.permute(0, 2, 3, 1), (4,), eps=1e-6).permute(0, 3, 1, 2))
show("softmax", torch.softmax(x, 1))
show("linear, aligned corners", F.interpolate(x, (7, 9), mode="bilinear", align_corners=True))
show("cubic", F.interpolate(x, (7, 9), mode="bicubic"))
show("cubic, aligned corners", F.interpolate(x, (3, 5), mode="bicubic", align_corners=True))
show("nearest", F.interpolate(x, (7, 9), mode="nearest"))
show("nearest, exact", F.interpolate(x, (7, 9), mode="nearest-exact"))
show("reflect", F.pad(x, (2, 1, 0, 3), mode="reflect"))
show("edge", F.pad(x, (2, 1, 0, 3), mode="replicate"))
show("constant", F.pad(x, (2, 1, 0, 3), value=0.5))
show("depth to space", F.pixel_shuffle(x, 2))
show("space to depth", F.pixel_unshuffle(x, 2))
show("channel shuffle", F.channel_shuffle(x, 2))
show("channels as columns", x.permute(0, 2, 1, 3).contiguous())
show("rows and columns picked", x[:, :, [3, 0, 0, 2]][:, :, :, [5, 1]])
