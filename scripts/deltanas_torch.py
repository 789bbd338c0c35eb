"""A derived student in PyTorch, any teacher's: student.json and its weights, for those who want to train on.

    student = deltanas_torch.load("student/student.json")     # runs `deltanas export` for the teacher's network, or:
    student = deltanas_torch.load("student/student.json", "exported/key.onnx")       # one that was exported before
    frame = student.normalize(pictures)                       # N x H x W x 3 bytes, red first, at the spec's input size
    scores, state = student.key(frame)                        # a key frame
    scores = student.delta(frame, state)                      # the frames after it
    optimizer = torch.optim.Adam(student.weights.values())    # by their names in student.safetensors
    student.save()                                            # there, and its digest in student.json: `deltanas run` goes on

Needs torch, numpy, onnx and safetensors from PyPI. Scores are those of `deltanas run --scores`. What is trained and saved is
what delta frames read; the teacher, its batch norms folded, is frozen and its file stays as it is.

Delta distillation (arXiv 2203.09594) replaces convolutions on the frames between key frames. With x_0 and z_0 what a
convolution read and gave on the key frame, its student S, linear and without a bias, gives z_t = z_0 + S(x_t - x_0); all
else is the teacher on this frame's values. That is the network that `deltanas` runs on changes, to rounding. So a student
is the teacher's module with another one in each convolution's place (`Site`), and where you have the PyTorch module that
your ONNX file came from, `attach("student/student.json", module)` puts the sites into that one.
"""

import contextlib
import copy
import hashlib
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import safetensors.torch
import torch
import torch.fx
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


# Sites


class Conv(nn.Module):
    """A convolution with padding top, left, bottom, right; `first` runs before it, the other factor of two."""

    def __init__(self, weight, bias=None, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1):
        super().__init__()
        self.weight = nn.Parameter(weight.clone())
        self.bias = None if bias is None else nn.Parameter(bias.clone())
        self.first = None
        self.stride, self.padding, self.dilation, self.groups = tuple(stride), padding, tuple(dilation), groups

    def forward(self, x):
        if self.first is not None:
            x = self.first(x)
        top, left, bottom, right = self.padding
        if (top, left) != (bottom, right):
            x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
        return F.conv2d(x, self.weight, self.bias, self.stride, (top, left), self.dilation, self.groups)


class TransposedConv(nn.Module):
    def __init__(self, weight, bias, stride, padding, dilation, groups, extra):
        super().__init__()
        self.weight = nn.Parameter(weight.clone())
        self.bias = None if bias is None else nn.Parameter(bias.clone())
        top, left, bottom, right = padding
        self.border = (-left, extra[1] - right, -top, extra[0] - bottom)
        self.options = dict(stride=tuple(stride), dilation=tuple(dilation), groups=groups)

    def forward(self, x):
        # A bias is added after: rows that are only `extra` have nothing else.
        x = F.pad(F.conv_transpose2d(x, self.weight, **self.options), self.border)
        return x if self.bias is None else x + self.bias.view(-1, 1, 1)


class Scale(nn.Module):
    """A factor a channel."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1).clone())

    def forward(self, x):
        return x * self.weight.view(-1, 1, 1)


class Slope(nn.Module):
    """PReLU."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1).clone())

    def forward(self, x):
        return F.prelu(x, self.weight)


class Stream:
    """What sites know of a stream: whether this is a key frame, and what they read and gave on the last one."""

    is_key, state = True, None


class Site(nn.Module):
    """A teacher's module on key frames; after them what it gave there, plus what the student makes of the change."""

    def __init__(self, name, teacher, student, stream):
        super().__init__()
        self.name, self.teacher, self.student, self.stream = name, teacher, student, stream

    def forward(self, x):
        if self.stream.is_key:
            if self.name in self.stream.state:
                raise ValueError(f"{self.name} runs twice in a frame: it cannot be one site")
            z = self.teacher(x)
            # Copies: modules write over what they were given, an inplace ReLU over z. Without a student the change is 0.
            self.stream.state[self.name] = (None if self.student is None else x.clone(), z.clone())
            return z
        before, z = self.stream.state[self.name]
        if self.student is None:
            return z.clone()
        if isinstance(self.student, Slope):
            return z + self.student(x) - self.student(before)
        change = self.student(x - before)
        if isinstance(self.teacher, nn.ConvTranspose2d):
            # Sites stand for it as a convolution with a channel for each pixel of a block, the borders still on.
            change, (top, left) = F.pixel_shuffle(change, self.teacher.stride[0]), self.teacher.padding
            if change.shape != z.shape:
                change = change[:, :, top : top + z.shape[2], left : left + z.shape[3]]
        return z + change


def candidate(site, weights):
    """What stands in for a site's convolution on delta frames; None where its output does not change, or nobody asks."""
    name, kind, geometry = site["name"], site["candidate"], site["geometry"]
    weight = weights.get(f"{name}.weight")
    if kind == "zero" or weight is None:
        return None
    (kh, kw), (sh, sw), (dh, dw) = (map(int, geometry[key].split("x")) for key in ("kernel", "stride", "dilation"))
    top, left, bottom, right = geometry["padding"]
    channels, groups = geometry["inputChannels"], geometry["groups"]
    full = dict(stride=(sh, sw), padding=(top, left, bottom, right), dilation=(dh, dw))
    if kind == "teacher":
        return Conv(weight, groups=groups, **full)
    if kind == "pointwise":
        return Conv(weight, stride=(sh, sw), groups=groups)
    if kind == "depthwise":
        return Conv(weight, groups=channels, **full)
    if kind == "lowrank":
        student = Conv(weight)
        student.first = Conv(weights[f"{name}.reduce.weight"], **full)
    elif kind == "depthwise-pointwise":
        student = Conv(weight)
        student.first = Conv(weights[f"{name}.depthwise.weight"], groups=channels, **full)
    elif kind == "separable":
        student = Conv(weight, stride=(1, sw), padding=(0, left, 0, right), dilation=(1, dw))
        student.first = Conv(
            weights[f"{name}.reduce.weight"], stride=(sh, 1), padding=(top, 0, bottom, 0), dilation=(dh, 1)
        )
    else:
        raise ValueError(f"{name}: '{kind}' is no candidate of this reader")
    return student


class Student(nn.Module):
    """A module from frames to scores, its sites in place.

    `paths` says where a site's module is, by its name; `weights` is what student.safetensors holds.
    """

    def __init__(self, path, spec, model, weights, paths):
        super().__init__()
        self.path, self.spec, self.model, self.stream = path, spec, model.requires_grad_(False), Stream()
        self._paths = {}
        # What is left of them are constants, which do not train.
        self.others = dict(weights)
        sites = {site["name"]: site for site in spec["sites"]}
        missing = sorted(set(sites) - set(paths))
        if missing:
            raise ValueError(f"the network has no module for {len(missing)} of the spec's sites: {missing[:3]}")
        for name, place in paths.items():
            teacher = model.get_submodule(place)
            if name in sites:
                student = candidate(sites[name], weights)
            elif f"{name}.weight" in weights:
                student = self._counterpart(teacher, weights[f"{name}.weight"])
            else:
                continue
            model.set_submodule(place, Site(name, teacher, student, self.stream))
            if student is None:
                continue
            self._paths[f"{name}.weight"] = f"model.{place}.student.weight"
            if getattr(student, "first", None) is not None:
                factor = "depthwise" if sites[name]["candidate"] == "depthwise-pointwise" else "reduce"
                self._paths[f"{name}.{factor}.weight"] = f"model.{place}.student.first.weight"
        for name in self._paths:
            del self.others[name]
        unread = sorted(name for name in self.others if not name.endswith(".value"))
        if unread:
            raise ValueError(f"the network does not read {len(unread)} of the student's weights: {unread[:3]}")

    @property
    def weights(self):
        """The student's parameters, by their names in student.safetensors."""
        return {name: self.get_parameter(path) for name, path in self._paths.items()}

    @staticmethod
    def _counterpart(teacher, weight):
        """The student of what is no convolution, or a transposed one that is no site: the same with weights of its own."""
        if isinstance(teacher, TransposedConv):
            student = TransposedConv(weight, None, padding=(0, 0, 0, 0), extra=(0, 0), **teacher.options)
            student.border = teacher.border
            return student
        return Slope(weight) if isinstance(teacher, (Slope, nn.PReLU)) else Scale(weight)

    @contextlib.contextmanager
    def _frame(self, is_key, state):
        self.stream.is_key, self.stream.state = is_key, state
        try:
            yield
        finally:
            self.stream.is_key, self.stream.state = True, {}

    def key(self, frame):
        """A key frame's scores (a tuple where several outputs are distilled), and the state that later frames read."""
        state = {}
        with self._frame(True, state):
            return self.model(frame), state

    def delta(self, frame, state):
        """The scores of a frame after the key frame that `state` is of."""
        with self._frame(False, state):
            return self.model(frame)

    def forward(self, frames, interval=None):
        """Scores of a clip, frames x 3 x H x W, a key frame every `interval`: frames x classes x h x w."""
        interval, scores, state = interval or self.spec["keyframeInterval"], [], None
        for t in range(len(frames)):
            frame = frames[t : t + 1]
            if t % interval == 0:
                found, state = self.key(frame)
            else:
                found = self.delta(frame, state)
            scores.append(found[0] if isinstance(found, tuple) else found)
        return torch.cat(scores)

    def normalize(self, pictures):
        """N x H x W x 3 bytes, red first, to what the network takes: (pixel * range / 255 - mean) / deviation."""
        said = (self.spec["teacher"].get("model") or {}).get("normalization") or {}
        white, step = said.get("pixelRange", 1), -1 if said.get("channelOrder") == "bgr" else 1
        pixels = torch.as_tensor(pictures).permute(0, 3, 1, 2).float()
        pixels = (pixels.flip(1) if step < 0 else pixels) * (white / 255)
        mean = said.get("mean") or [white * value for value in MEAN[::step]]
        deviation = said.get("std") or [white * value for value in DEVIATION[::step]]
        mean, deviation = (torch.tensor(values).to(pixels).view(3, 1, 1) for values in (mean, deviation))
        return (pixels - mean) / deviation

    def save(self):
        """Writes the weights to where they came from, and their digest into the spec."""
        tensors = {**self.others, **self.weights}
        tensors = {name: value.detach().float().cpu().contiguous() for name, value in tensors.items()}
        data = safetensors.torch.save(tensors, {"format": "deltanas.student-weights/1"})
        text, old = self.path.read_text(), self.spec["weights"]["sha256"]
        if json.loads(text)["weights"]["sha256"] != old:
            raise ValueError(f"{self.path}: not the spec that this student was read from")
        self.spec["weights"]["sha256"] = digest = hashlib.sha256(data).hexdigest()
        replace(self.path.parent / self.spec["weights"]["file"], data)
        replace(self.path, text.replace(old, digest).encode())


# Networks


class Graph(nn.Module):
    """The network of key frames as `deltanas export` writes it: what has weights is a module under `layers`."""

    def __init__(self, model):
        super().__init__()
        self.metadata = {entry.key: entry.value for entry in model.metadata_props}
        self.layers, self.paths, self.nodes, self.constants = nn.ModuleDict(), {}, [], {}
        values = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
        missing = set()
        for node in model.graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            attributes = {key: v.decode() if isinstance(v, bytes) else v for key, v in attributes.items()}
            inputs = list(node.input)
            weight = next((name for name in inputs if name in values and name.endswith(".weight")), None)
            layer = weight and self._layer(node.op_type, attributes, [values[i] for i in inputs[1:] if i in values])
            if layer is not None:
                name = weight[: -len(".weight")]
                # No dots in a module's name, and none of a dictionary's own words.
                key = name.replace(".", "/")
                key = f"{key}/" if hasattr(self.layers, key) else key
                self.layers[key], self.paths[name] = layer, f"layers.{key}"
                inputs, operator = inputs[:1], name
            elif node.op_type in OPERATORS:
                operator = OPERATORS[node.op_type]
            else:
                missing.add(node.op_type)
                continue
            self.nodes.append((operator, inputs, attributes, node.output[0]))
        if missing:
            raise ValueError(f"operators that this reader does not know: {', '.join(sorted(missing))}")
        read = {name for _, inputs, _, _ in self.nodes for name in inputs}
        for name in sorted(read & values.keys()):
            # Integers are shapes and indices: they stay where Python reads them.
            if values[name].is_floating_point():
                self.constants[name] = f"constant_{len(self.constants)}"
                self.register_buffer(self.constants[name], values[name], persistent=False)
            else:
                self.constants[name] = values[name]
        self.frame = model.graph.input[0].name
        # What else it gives is the state of delta.onnx.
        self.results = [output.name for output in model.graph.output if output.name.startswith("scores")]

    @staticmethod
    def _layer(op, attributes, values):
        if op == "Mul":
            return Scale(values[0])
        if op == "PRelu":
            return Slope(values[0])
        if op not in ("Conv", "ConvTranspose"):
            return None
        weight, bias = (*values, None)[:2]
        geometry = attributes["strides"], attributes["pads"], attributes["dilations"], attributes["group"]
        if op == "Conv":
            return Conv(weight, bias, *geometry)
        return TransposedConv(weight, bias, *geometry, attributes["output_padding"])

    def forward(self, frame):
        values = self.run({self.frame: frame})
        results = tuple(values[name] for name in self.results)
        return results if len(results) > 1 else results[0]

    def run(self, inputs):
        """Every value of the graph, by its name."""
        values = {"": None, **inputs}
        for name, constant in self.constants.items():
            values[name] = getattr(self, constant) if isinstance(constant, str) else constant
        for operator, names, attributes, output in self.nodes:
            read = [values[name] for name in names]
            if isinstance(operator, str):
                values[output] = self.get_submodule(self.paths[operator])(*read)
            else:
                values[output] = operator(*read, **attributes)
        return values


# Operators of opset 17, as far as `deltanas export` writes them


def clip(x, low=None, high=None):
    return x if low is None and high is None else torch.clamp(x, low, high)


def cut(x, starts, ends, axes, steps=None):
    steps = torch.ones_like(starts) if steps is None else steps
    for start, end, axis, step in zip(*(v.tolist() for v in (starts, ends, axes, steps))):
        indices = range(x.shape[axis])[start:end:step]
        x = x.index_select(axis, torch.tensor(indices, device=x.device))
    return x


def pad(x, pads, value=None, mode="constant"):
    _, _, top, left, _, _, bottom, right = pads.tolist()
    border = (left, right, top, bottom)
    if mode == "constant":
        return F.pad(x, border, value=0.0 if value is None else float(value))
    return F.pad(x, border, mode={"reflect": "reflect", "edge": "replicate"}[mode])


def max_pool(x, kernel_shape, strides, pads, dilations):
    top, left, bottom, right = pads
    if any(pads):
        x = F.pad(x, (left, right, top, bottom), value=-math.inf)
    return F.max_pool2d(x, kernel_shape, strides, 0, dilations)


def average_pool(x, kernel_shape, strides, pads, count_include_pad=0):
    top, left, bottom, right = pads
    border = (left, right, top, bottom)
    mean = F.avg_pool2d(F.pad(x, border), kernel_shape, strides)
    if count_include_pad or not any(pads):
        return mean
    return mean / F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), border), kernel_shape, strides)


def reshape(x, shape):
    return x.reshape([x.shape[i] if extent == 0 else extent for i, extent in enumerate(shape.tolist())])


def depth_to_space(x, blocksize, mode="DCR"):
    if mode == "CRD":
        return F.pixel_shuffle(x, blocksize)
    n, c, h, w = x.shape
    x = x.view(n, blocksize, blocksize, c // blocksize**2, h, w).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(n, c // blocksize**2, h * blocksize, w * blocksize)


def space_to_depth(x, blocksize):
    n, c, h, w = x.shape
    x = x.view(n, c, h // blocksize, blocksize, w // blocksize, blocksize).permute(0, 3, 5, 1, 2, 4)
    return x.reshape(n, c * blocksize**2, h // blocksize, w // blocksize)


def taps(x, extent, mode, nearest_mode, cubic_coeff_a, exclude_outside):
    """The positions around `x` that a resampled value is made of, and their weights."""
    if mode == "nearest":
        rounded = {
            "round_prefer_floor": math.ceil(x - 0.5),
            "round_prefer_ceil": math.floor(x + 0.5),
            "floor": math.floor(x),
            "ceil": math.ceil(x),
        }
        return [(rounded[nearest_mode], 1.0)]
    if mode == "linear":
        x = min(max(x, 0.0), extent - 1.0)
        near = math.floor(x)
        return [(near, 1 - (x - near)), (near + 1, x - near)]
    found, a = [], cubic_coeff_a
    for position in range(math.floor(x) - 1, math.floor(x) + 3):
        t = abs(x - position)
        weight = ((a + 2) * t - (a + 3)) * t * t + 1 if t <= 1 else ((a * t - 5 * a) * t + 8 * a) * t - 4 * a
        if not exclude_outside or 0 <= position < extent:
            found.append((position, weight))
    total = sum(weight for _, weight in found) if exclude_outside else 1
    return [(position, weight / total) for position, weight in found]


def resampling(extent, size, scale, coordinates, **options):
    """Resampling along an axis as a matrix, size x extent."""
    matrix, one, half = np.zeros((size, extent)), np.float32(1), np.float32(0.5)
    # In single precision, as runtimes do it: which of two pixels is the nearest depends on the rounding.
    scale = np.float32(scale)
    for p in np.arange(size, dtype=np.float32):
        center = (p + half) / scale - half
        x = {
            "half_pixel": center,
            "pytorch_half_pixel": center if size > 1 else 0,
            "align_corners": p * (extent - one) / (size - one) if size > 1 else 0,
            "asymmetric": p / scale,
        }[coordinates]
        for position, weight in taps(float(x), extent, **options):
            matrix[int(p), min(max(position, 0), extent - 1)] += weight
    return torch.from_numpy(matrix).float()


def resize(
    x, region=None, scales=None, sizes=None, coordinate_transformation_mode="half_pixel", mode="nearest",
    nearest_mode="round_prefer_floor", cubic_coeff_a=-0.75, exclude_outside=0,
):
    extents, coordinates = x.shape[2:], coordinate_transformation_mode
    if sizes is None:
        scales = scales.tolist()[2:]
        sizes = [int(np.float32(extent) * np.float32(scale)) for extent, scale in zip(extents, scales)]
    else:
        sizes = sizes.tolist()[2:]
        scales = [np.float32(size) / np.float32(extent) for size, extent in zip(sizes, extents)]
    is_plain = all(np.float32(b) / np.float32(a) == scale for a, b, scale in zip(extents, sizes, scales))
    if mode == "linear" and coordinates in ("half_pixel", "align_corners") and is_plain:
        return F.interpolate(x, sizes, mode="bilinear", align_corners=coordinates == "align_corners")
    options = dict(
        mode=mode, nearest_mode=nearest_mode, cubic_coeff_a=cubic_coeff_a, exclude_outside=exclude_outside
    )
    rows, columns = (resampling(*axis, coordinates, **options).to(x) for axis in zip(extents, sizes, scales))
    return rows @ x @ columns.T


OPERATORS = {
    "Abs": torch.abs,
    "Add": torch.add,
    "AveragePool": average_pool,
    "BatchNormalization": lambda x, scale, bias, mean, variance, epsilon=1e-5: F.batch_norm(
        x, mean, variance, scale, bias, eps=epsilon
    ),
    "Clip": clip,
    "Concat": lambda *x, axis: torch.cat(x, axis),
    "ConstantOfShape": lambda shape: torch.zeros(shape.tolist()),
    "DepthToSpace": depth_to_space,
    "Div": torch.div,
    "Elu": lambda x, alpha=1.0: F.elu(x, alpha),
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Expand": lambda x, shape: x.expand(torch.broadcast_shapes(x.shape, shape.tolist())),
    "Gather": lambda x, indices, axis=0: x.index_select(axis, indices.to(x.device)),
    "GlobalAveragePool": lambda x: x.mean((2, 3), keepdim=True),
    "HardSigmoid": lambda x, alpha=0.2, beta=0.5: torch.clamp(alpha * x + beta, 0, 1),
    "HardSwish": F.hardswish,
    "Identity": lambda x: x,
    "InstanceNormalization": lambda x, scale, bias, epsilon=1e-5: F.instance_norm(
        x, weight=scale, bias=bias, eps=epsilon
    ),
    "LayerNormalization": lambda x, scale, bias=None, axis=-1, epsilon=1e-5: F.layer_norm(
        x, x.shape[axis:], scale, bias, epsilon
    ),
    "LeakyRelu": lambda x, alpha=0.01: F.leaky_relu(x, alpha),
    "MatMul": torch.matmul,
    "MaxPool": max_pool,
    "Mul": torch.mul,
    "Pad": pad,
    "ReduceMean": lambda x, axes, keepdims=1: x.mean(tuple(axes), keepdim=bool(keepdims)),
    "Relu": F.relu,
    "Reshape": reshape,
    "Resize": resize,
    "Shape": lambda x, start=0, end=None: torch.tensor(x.shape[start:end]),
    "Sigmoid": torch.sigmoid,
    "Slice": cut,
    "Softmax": lambda x, axis=-1: F.softmax(x, axis),
    "Softplus": F.softplus,
    "SpaceToDepth": space_to_depth,
    "Sqrt": torch.sqrt,
    "Sub": torch.sub,
    "Tanh": torch.tanh,
    "Transpose": lambda x, perm: x.permute(perm),
}


# Files


def replace(path, data):
    temporary = f"{path}.tmp"
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def read(path):
    """A spec and the weights beside it."""
    path = pathlib.Path(path)
    spec = json.loads(path.read_text())
    if spec.get("format") != "deltanas.student/1":
        raise ValueError(f"{path}: not a deltanas.student/1 file")
    file = path.parent / spec["weights"]["file"]
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != spec["weights"]["sha256"]:
        raise ValueError(f"{file}: not the file that {path} was written with")
    return path, spec, {name: value.float() for name, value in safetensors.torch.load(data).items()}


def exported(path):
    """The network of key frames of a spec's teacher, by the command beside this file, on the path, or named DELTANAS."""
    beside = pathlib.Path(__file__).resolve().parent / "deltanas"
    command = os.environ.get("DELTANAS") or (str(beside) if beside.exists() else shutil.which("deltanas"))
    if command is None:
        raise FileNotFoundError("no deltanas command for the teacher's network: give load() an exported key.onnx")
    with tempfile.TemporaryDirectory() as folder:
        arguments = [command, "export", str(path), "-o", f"{folder}/exported"]
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
        return onnx.load(f"{folder}/exported/key.onnx")


def load(path, network=None):
    """The student of a spec; `network`: key.onnx as `deltanas export` has written it for a student of this teacher."""
    path, spec, weights = read(path)
    graph = Graph(exported(path) if network is None else onnx.load(str(network)))
    for key, expected in (("input", spec["input"]), ("teacher_sha256", spec["teacher"]["weights"]["sha256"])):
        found = graph.metadata.get(f"deltanas.{key}", expected)
        if found != expected:
            raise ValueError(f"{network}: not the network of {path}: {key} {found}, not {expected}")
    return Student(path, spec, graph, weights, graph.paths).eval()


def folded(module):
    """A copy of a module, batch norms taken into the convolutions that only they read."""
    module = torch.fx.symbolic_trace(copy.deepcopy(module).eval())
    modules = dict(module.named_modules())
    for node in module.graph.nodes:
        source = node.args[0] if node.op == "call_module" and isinstance(modules[node.target], nn.BatchNorm2d) else None
        conv = modules.get(source.target) if source is not None and source.op == "call_module" else None
        if isinstance(conv, (nn.Conv2d, nn.ConvTranspose2d)) and len(source.users) == 1:
            is_transposed = isinstance(conv, nn.ConvTranspose2d)
            module.set_submodule(source.target, fuse_conv_bn_eval(conv, modules[node.target], is_transposed))
            module.set_submodule(node.target, nn.Identity())
    return module


def attach(path, module, paths=None):
    """The student of a spec within a copy of the PyTorch module that its teacher's ONNX file was exported from.

    torch.fx has to be able to trace the module. `paths` says where sites are that bear another name than their module. Sites
    have to be convolutions there: of other modules that became some, linear layers say, `load` makes a network.
    """
    path, spec, weights = read(path)
    model = folded(module)
    paths = {**{name: name for name, _ in model.named_modules()}, **(paths or {})}
    wanted = [site["name"] for site in spec["sites"]]
    for name in wanted:
        found = model.get_submodule(paths[name]) if name in paths else None
        if found is not None and not isinstance(found, (nn.Conv2d, nn.ConvTranspose2d)):
            raise ValueError(f"{name}: a {type(found).__name__}, no convolution")
    wanted += [name[: -len(".weight")] for name in weights if name.endswith(".weight")]
    paths = {name: paths[name] for name in dict.fromkeys(wanted) if name in paths}
    return Student(path, spec, model, weights, paths).eval()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    student = load(*sys.argv[1:])
    print("teacher", sum(p.numel() for p in student.model.parameters() if not p.requires_grad), "parameters")
    print("student", sum(p.numel() for p in student.weights.values()), "parameters")
