"""A derived student in PyTorch: reads `student.json` with the weights beside it, for those who want to train on.

    student = deltanas_torch.load("student/student.json")     # teachers of the DDRNet family
    scores, state = student.key(frame)                        # a key frame: N x 3 x H x W, normalised
    scores = student.delta(frame, state)                      # the frames after it
    student.save("student/student.json")                      # the student's weights, and their digest in the spec

`student.key` is the teacher, batch norms folded into its convolutions; `student.delta` computes how its features change,
every convolution replaced by what the spec chose (delta distillation, arXiv 2203.09594). Both are modules whose
parameters bear the files' names, so that optimisers, `state_dict` and hooks work as usual. Scores are those of
`deltanas run`, without its upsampling. `save` writes what `student.delta` reads; the teacher's file stays as it is.
"""

import hashlib
import json
import os
import pathlib
import struct
import sys
from collections import Counter, namedtuple

import torch
from torch import nn
from torch.nn import functional as F

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
EPSILON = 1e-5  # of batch norms

Node = namedtuple("Node", "name kind inputs options")


def normalize(pictures):
    """N x H x W x 3 bytes, red first, to what the networks take."""
    pixels = torch.as_tensor(pictures).permute(0, 3, 1, 2).float() / 255
    return (pixels - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(DEVIATION).view(3, 1, 1)


# Architectures


class DDRNet:
    """Hong et al. 2021, arXiv 2101.06085, as a list of nodes; names are the published code's."""

    # width, width of the head, blocks of layer1, layer2, layer3, parts of layer3, blocks of layer4
    sizes = {
        "ddrnet-23-slim": (32, 64, 2, 2, 2, 1, 2),
        "ddrnet-23": (64, 128, 2, 2, 2, 1, 2),
        "ddrnet-39": (64, 256, 3, 4, 3, 2, 3),
    }

    def __init__(self, name):
        if name not in self.sizes:
            raise ValueError(f"'{name}' is no architecture of this reader: it knows {', '.join(self.sizes)}")
        self.nodes, self.channels = [], {"frame": 3}
        width, head, one, two, three, parts, four = self.sizes[name]
        self.width = width
        x = "frame"
        for i in (0, 3):
            x = self.conv(f"conv1.{i}", x, width, 3, 2)
            x = self.relu(f"conv1.{i + 2}", self.norm(f"conv1.{i + 1}", x))
        x = self.relu("layer1.relu", self.stage("layer1", x, one, width, 1))
        low = high = self.relu("layer2.relu", self.stage("layer2", x, two, 2 * width, 2))
        for part in range(1, parts + 1):
            suffix = "3" if parts == 1 else f"3_{part}"
            low, high = self.exchange(suffix, low, high, three, 4 * width, 2 if part == 1 else 1, [4 * width])
        low, high = self.exchange("4", low, high, four, 8 * width, 2, [4 * width, 8 * width])
        detail = self.bottleneck("layer5_.0", high, 2 * width, 1)
        pooled = self.pyramid("spp", self.bottleneck("layer5.0", low, 8 * width, 2))
        fused = self.add("layer5_.fusion", self.add_node("spp.resize", "resize", [pooled, detail]), detail)
        x = self.conv("final_layer.conv1", self.active("final_layer.bn1", "final_layer.relu", fused), head, 3)
        x = self.active("final_layer.bn2", "final_layer.relu_1", x)
        self.output = self.conv("final_layer.conv2", x, 0, 1)

    def add_node(self, name, kind, inputs, channels=None, **options):
        self.nodes.append(Node(name, kind, inputs, options))
        self.channels[name] = channels or self.channels[inputs[0]]
        return name

    def conv(self, name, x, channels, kernel, stride=1):
        return self.add_node(name, "conv", [x], channels, stride=(stride, stride), padding=(kernel // 2, kernel // 2))

    def norm(self, name, x):
        return self.add_node(name, "norm", [x])

    def relu(self, name, x):
        return self.add_node(name, "relu", [x])

    def active(self, norm, relu, x):
        return self.relu(relu, self.norm(norm, x))

    def add(self, name, x, y):
        return self.add_node(name, "add", [x, y])

    def stage(self, name, x, blocks, channels, stride):
        for i in range(blocks):
            block, source, step = f"{name}.{i}", x, stride if i == 0 else 1
            x = self.conv(f"{block}.conv1", source, channels, 3, step)
            x = self.active(f"{block}.bn1", f"{block}.relu", x)
            x = self.norm(f"{block}.bn2", self.conv(f"{block}.conv2", x, channels, 3))
            x = self.add(f"{block}.add", x, self.shortcut(block, source, channels, step))
            if i < blocks - 1:
                x = self.relu(f"{block}.relu_1", x)
        return x

    def bottleneck(self, name, source, planes, stride):
        x = self.active(f"{name}.bn1", f"{name}.relu", self.conv(f"{name}.conv1", source, planes, 1))
        x = self.active(f"{name}.bn2", f"{name}.relu_1", self.conv(f"{name}.conv2", x, planes, 3, stride))
        x = self.norm(f"{name}.bn3", self.conv(f"{name}.conv3", x, 2 * planes, 1))
        return self.add(f"{name}.add", x, self.shortcut(name, source, 2 * planes, stride))

    def shortcut(self, block, x, channels, stride):
        if stride == 1 and self.channels[x] == channels:
            return x
        return self.norm(f"{block}.downsample.1", self.conv(f"{block}.downsample.0", x, channels, 1, stride))

    def exchange(self, suffix, low, high, blocks, channels, stride, down):
        low = self.stage(f"layer{suffix}", low, blocks, channels, stride)
        high = self.stage(f"layer{suffix}_", high, blocks, 2 * self.width, 1)
        lowered = self.relu(f"layer{suffix}_.relu", high)
        for i, width in enumerate(down):
            if i > 0:
                lowered = self.relu(f"down{suffix}.{3 * i - 1}", lowered)
            lowered = self.norm(f"down{suffix}.{3 * i + 1}", self.conv(f"down{suffix}.{3 * i}", lowered, width, 3, 2))
        raised = self.conv(f"compression{suffix}.0", self.relu(f"layer{suffix}.relu", low), 2 * self.width, 1)
        raised = self.norm(f"compression{suffix}.1", raised)
        raised = self.add_node(f"compression{suffix}.resize", "resize", [raised, high])
        sums = self.add(f"layer{suffix}.exchange", low, lowered), self.add(f"layer{suffix}_.exchange", high, raised)
        return tuple(self.relu(f"{x}.relu", x) for x in sums)

    def unit(self, name, first, x, channels, kernel):
        x = self.active(f"{name}.{first}", f"{name}.{first + 1}", x)
        return self.conv(f"{name}.{first + 2}", x, channels, kernel)

    def pyramid(self, name, x):
        levels = [self.unit(f"{name}.scale0", 0, x, 128, 1)]
        for level in range(1, 5):
            scale = f"{name}.scale{level}"
            if level < 4:
                kernel, stride = 2 ** (level + 1) + 1, 2**level
                pooled = self.add_node(f"{scale}.0", "average", [x], kernel=kernel, stride=stride)
            else:
                pooled = self.add_node(f"{scale}.0", "mean", [x])
            reduced = self.unit(scale, 1, pooled, 128, 1)
            resized = self.add_node(f"{scale}.resize", "resize", [reduced, x])
            total = self.add(f"{scale}.add", resized, levels[-1])
            levels.append(self.unit(f"{name}.process{level}", 0, total, 128, 3))
        joined = self.add_node(f"{name}.concat", "concat", levels, 128 * 5)
        compressed = self.unit(f"{name}.compression", 0, joined, 4 * self.width, 1)
        return self.add(f"{name}.add", compressed, self.unit(f"{name}.shortcut", 0, x, 4 * self.width, 1))


# Networks from networks


def fold(nodes, tensors):
    """Batch norms into the convolutions that only they read; others become a scale and a shift per channel."""
    readers = Counter(name for node in nodes for name in node.inputs)
    kinds, renamed, folded, weights = {node.name: node.kind for node in nodes}, {}, [], {}
    for node in nodes:
        inputs = [renamed.get(name, name) for name in node.inputs]
        if node.kind == "norm":
            gamma, beta, mean, variance = (
                tensors[f"{node.name}.{role}"].double() for role in ("weight", "bias", "running_mean", "running_var")
            )
            scale = gamma / (variance + EPSILON).sqrt()
            shift = beta - mean * scale
            source = node.inputs[0]
            if kinds.get(source) == "conv" and readers[source] == 1:
                bias = tensors.get(f"{source}.bias", torch.zeros_like(mean)).double()
                weight = tensors[f"{source}.weight"].double()
                weights[f"{source}.weight"] = (weight * scale.view(-1, 1, 1, 1)).float()
                weights[f"{source}.bias"] = (bias * scale + shift).float()
                renamed[node.name] = source
                continue
            weights[f"{node.name}.weight"], weights[f"{node.name}.bias"] = scale.float(), shift.float()
            folded.append(Node(node.name, "affine", inputs, {}))
            continue
        if node.kind == "conv":
            for role in ("weight", "bias"):
                if f"{node.name}.{role}" in tensors:
                    weights[f"{node.name}.{role}"] = tensors[f"{node.name}.{role}"]
        folded.append(node._replace(inputs=inputs))
    return folded, weights


def pair(text):
    height, width = text.split("x")
    return int(height), int(width)


def candidate(site, source):
    """The nodes that stand in for a site's convolution on delta frames."""
    geometry, name, kind = site["geometry"], site["name"], site["candidate"]
    (kh, kw), (sh, sw), (dh, dw) = (pair(geometry[key]) for key in ("kernel", "stride", "dilation"))
    top, left, bottom, right = geometry["padding"]
    if (top, left) != (bottom, right):
        raise ValueError(f"{name}: padding {geometry['padding']} is not the same on both sides")
    full = dict(stride=(sh, sw), padding=(top, left), dilation=(dh, dw))
    if kind == "zero":
        return []
    if kind == "teacher":
        return [Node(name, "conv", [source], dict(full, groups=geometry["groups"]))]
    if kind == "pointwise":
        return [Node(name, "conv", [source], dict(stride=(sh, sw)))]
    if kind == "depthwise":
        return [Node(name, "conv", [source], dict(full, groups=geometry["inputChannels"]))]
    inner = f"{name}.depthwise" if kind == "depthwise-pointwise" else f"{name}.reduce"
    if kind == "lowrank":
        return [Node(inner, "conv", [source], full), Node(name, "conv", [inner], {})]
    if kind == "separable":
        columns = dict(stride=(sh, 1), padding=(top, 0), dilation=(dh, 1))
        rows = dict(stride=(1, sw), padding=(0, left), dilation=(1, dw))
        return [Node(inner, "conv", [source], columns), Node(name, "conv", [inner], rows)]
    if kind == "depthwise-pointwise":
        depthwise = Node(inner, "conv", [source], dict(full, groups=geometry["inputChannels"]))
        return [depthwise, Node(name, "conv", [inner], {})]
    raise ValueError(f"{name}: '{kind}' is no candidate of this reader")


def changes(nodes, output, sites):
    """The delta network: what maps changes to changes, and the teacher's tensors whose key frame's value it reads."""
    zero, same, result = set(), {}, []
    for node in nodes:
        inputs = [same.get(name, name) for name in node.inputs]
        # A resize reads its second input's size, whatever it holds.
        values = inputs[:1] if node.kind == "resize" else inputs
        kept = [name for name in values if name not in zero]
        if not kept or (node.name in sites and sites[node.name]["candidate"] == "zero"):
            zero.add(node.name)
        elif node.kind == "add" and len(kept) == 1:
            same[node.name] = kept[0]
        elif node.name in sites:
            result += candidate(sites[node.name], inputs[0])
        elif node.kind == "relu":
            # Its key frame's value is that of the teacher's tensor, whatever has the same change.
            result.append(Node(node.name, "relu", inputs, {"before": node.inputs[0]}))
        else:
            result.append(node._replace(inputs=inputs))
    output = same.get(output, output)
    read, live = ({output} if output not in zero else set()), []
    for node in reversed(result):
        if node.name in read:
            read.update(node.inputs[:1] if node.kind == "resize" else node.inputs)
            live.append(node)
    return live[::-1], (None if output in zero else output), zero


# Modules


class Graph(nn.Module):
    """Nodes in the order in which they run; parameters in submodules named after them."""

    def __init__(self, nodes, weights):
        super().__init__()
        self.nodes = nodes
        for node in nodes:
            for role in ("weight", "bias"):
                if f"{node.name}.{role}" in weights:
                    self._leaf(node.name).register_parameter(role, nn.Parameter(weights[f"{node.name}.{role}"].clone()))

    def _leaf(self, name):
        module = self
        for part in name.split("."):
            if part not in module._modules:
                module.add_module(part, nn.Module())
            module = module._modules[part]
        return module

    def apply_linear(self, node, inputs, sizes):
        """What all but activations do, to values as to changes; a network of changes has no biases."""
        kind, x = node.kind, inputs[0]
        if kind == "conv":
            leaf = self._leaf(node.name)
            return F.conv2d(x, leaf.weight, getattr(leaf, "bias", None), **node.options)
        if kind == "affine":
            leaf = self._leaf(node.name)
            scaled = x * leaf.weight.view(-1, 1, 1)
            return scaled + leaf.bias.view(-1, 1, 1) if hasattr(leaf, "bias") else scaled
        if kind == "add":
            return x + inputs[1]
        if kind == "concat":
            return torch.cat(inputs, 1)
        if kind == "average":
            kernel, stride = node.options["kernel"], node.options["stride"]
            return F.avg_pool2d(x, kernel, stride, kernel // 2, count_include_pad=True)
        if kind == "mean":
            return x.mean((2, 3), keepdim=True)
        if kind == "resize":
            return F.interpolate(x, sizes[node.inputs[1]], mode="bilinear", align_corners=False)
        raise ValueError(f"{node.name}: {kind}")


class Key(Graph):
    def __init__(self, nodes, weights, output, state):
        super().__init__(nodes, weights)
        self.output, self.state = output, state

    def forward(self, frame):
        """A key frame's scores, and what the frames after it read: values by tensor names, and sizes."""
        values = {"frame": frame}
        for node in self.nodes:
            inputs = [values[name] for name in node.inputs]
            if node.kind == "relu":
                values[node.name] = F.relu(inputs[0])
            else:
                sizes = {name: values[name].shape[2:] for name in node.inputs}
                values[node.name] = self.apply_linear(node, inputs, sizes)
        shapes = {name: value.shape for name, value in values.items()}
        return values[self.output], ({name: values[name] for name in self.state}, shapes)


class Delta(Graph):
    def __init__(self, nodes, weights, output, scores, zero):
        super().__init__(nodes, weights)
        self.output, self.scores, self.zero = output, scores, zero

    def forward(self, frame, state):
        """The scores of a frame after the key frame that `state` is of."""
        before, shapes = state
        if self.output is None:
            return before[self.scores]
        sizes = {name: shape[2:] for name, shape in shapes.items()}
        change = {"frame": frame - before["frame"]}
        for node in self.nodes:
            if node.kind == "relu":
                z = before[node.options["before"]]
                change[node.name] = F.relu(z + change[node.inputs[0]]) - F.relu(z)
                continue
            inputs = [
                frame.new_zeros(shapes[name]) if name in self.zero else change.get(name) for name in node.inputs
            ]
            change[node.name] = self.apply_linear(node, inputs, sizes)
        return before[self.scores] + change[self.output]


class Student(nn.Module):
    def __init__(self, spec, teacher, weights):
        super().__init__()
        self.spec = spec
        architecture = DDRNet(spec["teacher"]["architecture"])
        nodes, folded = fold(architecture.nodes, teacher)
        sites = {site["name"]: site for site in spec["sites"]}
        unknown = set(sites) ^ {node.name for node in nodes if node.kind == "conv"}
        if unknown:
            raise ValueError(f"the spec's sites are not the teacher's convolutions: {sorted(unknown)[:3]}")
        live, output, zero = changes(nodes, architecture.output, sites)
        state = [node.options["before"] for node in live if node.kind == "relu"]
        self.key = Key(nodes, folded, architecture.output, ["frame", *state, architecture.output])
        self.delta = Delta(live, weights, output, architecture.output, zero)
        missing = set(weights) ^ set(self.delta.state_dict())
        if missing:
            raise ValueError(f"the student's weights are not what its network reads: {sorted(missing)[:3]}")

    def forward(self, frames, interval=None):
        """Scores of a clip, frames x 3 x H x W, a key frame every `interval`: frames x classes x h x w."""
        interval, scores, state = interval or self.spec["keyframeInterval"], [], None
        for t in range(len(frames)):
            frame = frames[t : t + 1]
            if t % interval == 0:
                found, state = self.key(frame)
            else:
                found = self.delta(frame, state)
            scores.append(found)
        return torch.cat(scores)

    def save(self, path):
        """Writes the student's weights to where a spec says, and their digest into it; the spec must be this one's."""
        path = pathlib.Path(path)
        spec = json.loads(path.read_text())
        tensors = {name: value.detach().cpu().float() for name, value in self.delta.state_dict().items()}
        data = serialized(tensors, {"format": "deltanas.student-weights/1"})
        replace(path.parent / spec["weights"]["file"], data)
        old = spec["weights"]["sha256"]
        replace(path, path.read_text().replace(old, hashlib.sha256(data).hexdigest()).encode())


# Files


def safetensors(path):
    """A file's tensors as float32, by name."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}
    result = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__" or entry["dtype"] not in types:
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
        result[name] = values.reshape(entry["shape"]).float()
    return result


def serialized(tensors, metadata):
    header, offset = {"__metadata__": metadata}, 0
    for name, value in tensors.items():
        size = 4 * value.numel()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(v.contiguous().numpy().tobytes() for v in tensors.values())


def replace(path, data):
    temporary = f"{path}.tmp"
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def load(path, teacher=None):
    """The student of a spec; `teacher` says where the teacher's weights lie, if not where the spec says."""
    path = pathlib.Path(path)
    spec = json.loads(path.read_text())
    if spec.get("format") != "deltanas.student/1":
        raise ValueError(f"{path}: not a deltanas.student/1 file")
    files = []
    for reference, place in ((spec["teacher"]["weights"], teacher), (spec["weights"], None)):
        file = pathlib.Path(place) if place else path.parent / reference["file"]
        if hashlib.sha256(file.read_bytes()).hexdigest() != reference["sha256"]:
            raise ValueError(f"{file}: not the file that {path} was written with")
        files.append(safetensors(file))
    return Student(spec, *files).eval()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    student = load(sys.argv[1])
    for name in ("key", "delta"):
        print(name, sum(parameter.numel() for parameter in getattr(student, name).parameters()), "parameters")
