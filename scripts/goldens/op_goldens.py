"""Writes Tests/ComputeTests/Goldens/operations.safetensors: what PyTorch computes for small cases of each operation,
forward and backward, in double precision, rounded to single.

    pip install torch safetensors
    python scripts/goldens/op_goldens.py

Per case: CASE/x (an input), CASE/y (the output), CASE/gy (the gradient by y), CASE/gx (the gradient by x), all
batch x height x width x channels; CASE/p/NAME, CASE/g/NAME (a parameter and its gradient), CASE/r/NAME (a running
statistic after the pass). The geometry of each case stands in GoldenTests.swift under the same name.
"""
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

torch.manual_seed(20220918)
torch.set_default_dtype(torch.float64)
tensors = {}


def rounded(*shape):
    return torch.randn(*shape).float().double()


def nhwc(tensor):
    return tensor.detach().permute(0, 2, 3, 1).float().contiguous()


def record(name, x, module, call=None):
    """Random parameters that are exact in single precision, one pass forward and backward."""
    for key, parameter in module.named_parameters():
        parameter.data = rounded(*parameter.shape) / (parameter[0].numel() ** 0.5 if parameter.dim() > 1 else 1)
        parameter.data = parameter.data.float().double() + (1 if "bn" in key and key.endswith("weight") else 0)
    for key, buffer in module.named_buffers():
        if key.endswith("running_mean"):
            buffer.copy_(rounded(*buffer.shape))
        elif key.endswith("running_var"):
            buffer.copy_((0.5 + torch.rand(*buffer.shape)).float().double())
    state = {key: value.clone() for key, value in module.state_dict().items() if not key.endswith("tracked")}
    x.requires_grad_()
    y = (call or module)(x)
    gy = rounded(*y.shape)
    (y * gy).sum().backward()
    tensors.update({f"{name}/x": nhwc(x), f"{name}/y": nhwc(y), f"{name}/gy": nhwc(gy), f"{name}/gx": nhwc(x.grad)})
    for key, value in state.items():
        tensors[f"{name}/p/{key}"] = value.float()
    for key, value in module.named_parameters():
        tensors[f"{name}/g/{key}"] = value.grad.float()
    for key, value in module.state_dict().items():
        if "running" in key:
            tensors[f"{name}/r/{key}"] = value.float()


class Named(nn.Module):
    """One operation under the node name `y`."""

    def __init__(self, module):
        super().__init__()
        self.y = module

    def forward(self, x):
        return self.y(x)


class NamedNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        return self.bn(x)


class Block(nn.Module):
    """DDRNet's basic block with a shortcut convolution, and a ReLU after it."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, 2, bias=False)
        self.shortcut_bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut_bn(self.shortcut(x)))


def conv(name, batch, height, width, inputs, outputs, kernel, **options):
    record(name, rounded(batch, inputs, height, width), Named(nn.Conv2d(inputs, outputs, kernel, **options)))


conv("conv-3x3-bias", 2, 5, 6, 3, 5, 3, padding=1)
conv("conv-3x3-stride2", 2, 7, 6, 4, 3, 3, stride=2, padding=1, bias=False)
conv("conv-1x1-stride2", 1, 5, 5, 4, 6, 1, stride=2, bias=False)
conv("conv-3x1", 1, 7, 4, 3, 4, (3, 1), stride=(2, 1), padding=(1, 0), bias=False)
conv("conv-1x3", 1, 4, 7, 3, 4, (1, 3), stride=(1, 2), padding=(0, 1), bias=False)
conv("conv-depthwise", 2, 5, 6, 6, 6, 3, padding=1, groups=6, bias=False)
conv("conv-grouped-stride2", 1, 6, 5, 4, 6, 3, stride=2, padding=1, groups=2)
conv("conv-dilated", 1, 7, 8, 2, 3, 3, padding=2, dilation=2, bias=False)

for kernel, stride in (5, 2), (9, 4), (17, 8):
    x = rounded(2, 3, 4, 8)
    record(f"pool-{kernel}", x, nn.AvgPool2d(kernel, stride, kernel // 2))
record("pool-global", rounded(2, 3, 4, 5), nn.AdaptiveAvgPool2d(1))

for name, height, width, size in (
    ("resize-up2", 3, 4, (6, 8)), ("resize-odd", 3, 5, (7, 9)), ("resize-down", 8, 6, (3, 4)),
    ("resize-broadcast", 1, 1, (4, 8)),
):
    record(name, rounded(2, 3, height, width), nn.Upsample(size=size, mode="bilinear", align_corners=False))

for mode in "train", "eval":
    record(f"norm-{mode}", rounded(2, 5, 4, 3), NamedNorm(5).train(mode == "train"))
    record(f"block-{mode}", rounded(2, 4, 8, 10), Block(4, 6).train(mode == "train"))

path = pathlib.Path(__file__).parents[2] / "Tests/ComputeTests/Goldens/operations.safetensors"
save_file({key: value.contiguous() for key, value in tensors.items()}, path, {"torch": torch.__version__})
print(f"{path}: {path.stat().st_size} bytes, {len(tensors)} tensors")
