"""export.py FOLDER [NAME ...]: networks of torchvision, timm and segmentation_models_pytorch as ONNX, and what
ONNX Runtime makes of a frame.

Each network is written once by each of PyTorch's exporters: NAME.script.onnx by the one that traces TorchScript,
NAME.dynamo.onnx by the newer one, each with NAME.*.safetensors beside it: the input `frame` and the outputs by name.
Weights are random, from a fixed seed; running statistics are random too, so that a batch norm does something.
"""

import argparse
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import segmentation_models_pytorch
import timm
import torch
import torchvision
from safetensors.numpy import save_file

HEIGHT, WIDTH = 64, 96


class Segmentation(torch.nn.Module):
    """torchvision's segmentation networks answer with a dictionary."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, frame):
        return self.model(frame)["out"]


class Pyramid(torch.nn.Module):
    """A detector's backbone with its feature pyramid: a tuple, the finest level first."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, frame):
        return tuple(self.model(frame).values())


class Features(torch.nn.Module):
    """A backbone's last feature map."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, frame):
        return self.model(frame)[-1]


def segmentation(name):
    build = getattr(torchvision.models.segmentation, name)
    return lambda: Segmentation(build(weights=None, weights_backbone=None, num_classes=11))


def vision(name, **options):
    return lambda: getattr(torchvision.models, name)(weights=None, num_classes=37, **options)


def model(name, **options):
    return lambda: timm.create_model(name, pretrained=False, num_classes=37, **options)


def features(name, **options):
    return lambda: Features(timm.create_model(name, pretrained=False, features_only=True, **options))


def pyramid(name):
    build = getattr(torchvision.models.detection, name)
    return lambda: Pyramid(build(weights=None, weights_backbone=None).backbone)


def decoder(name, encoder):
    build = getattr(segmentation_models_pytorch, name)
    return lambda: build(encoder_name=encoder, encoder_weights=None, classes=11)


NETWORKS = {
    "deeplabv3-mobilenetv3": segmentation("deeplabv3_mobilenet_v3_large"),
    "lraspp-mobilenetv3": segmentation("lraspp_mobilenet_v3_large"),
    "fcn-resnet50": segmentation("fcn_resnet50"),
    "resnet18": vision("resnet18"),
    "resnet50": vision("resnet50"),
    "regnet-y-400mf": vision("regnet_y_400mf"),
    "regnet-x-400mf": vision("regnet_x_400mf"),
    "mobilenetv2": vision("mobilenet_v2"),
    "mobilenetv3-small": vision("mobilenet_v3_small"),
    "efficientnet-b0": vision("efficientnet_b0"),
    "shufflenetv2": vision("shufflenet_v2_x1_0"),
    "convnext-tiny": vision("convnext_tiny"),
    "densenet121": vision("densenet121"),
    "squeezenet": vision("squeezenet1_1"),
    "hrnet-w18-small": model("hrnet_w18_small"),
    "hrnet-w18-features": features("hrnet_w18_small_v2"),
    "ghostnet": model("ghostnet_100"),
    "repvgg-a0": model("repvgg_a0"),
    "convnext-timm": model("convnext_atto"),
    "fasterrcnn-fpn": pyramid("fasterrcnn_resnet50_fpn"),
    "fasterrcnn-mobilenetv3": pyramid("fasterrcnn_mobilenet_v3_large_fpn"),
    "ssdlite-mobilenetv3": pyramid("ssdlite320_mobilenet_v3_large"),
    "retinanet-resnet50": pyramid("retinanet_resnet50_fpn"),
    "deeplabv3-resnet50": segmentation("deeplabv3_resnet50"),
    "unet": decoder("Unet", "resnet18"),
    "unetplusplus": decoder("UnetPlusPlus", "mobilenet_v2"),
    "fpn": decoder("FPN", "timm-efficientnet-b0"),
    "pspnet": decoder("PSPNet", "resnet18"),
    "deeplabv3plus": decoder("DeepLabV3Plus", "mobilenet_v2"),
    "linknet": decoder("Linknet", "resnet18"),
    "manet": decoder("MAnet", "resnet18"),
    "upernet": decoder("UPerNet", "resnet18"),
    "vgg11-bn": vision("vgg11_bn"),
    "alexnet": vision("alexnet"),
    "ecaresnet26t": model("ecaresnet26t"),
    "gcresnet33ts": model("gcresnet33ts"),
    "mobilevit-xxs": model("mobilevit_xxs"),
    "edgenext-xx-small": model("edgenext_xx_small"),
    "mobilenetv4-small": model("mobilenetv4_conv_small"),
    "resnet50-gn": model("resnet50_gn"),
}


def randomize(network):
    """Running statistics and affine weights that are not one and zero."""
    generator = torch.Generator().manual_seed(5)
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.running_mean.copy_(0.1 * torch.randn(module.running_mean.shape, generator=generator))
            module.running_var.copy_(0.5 + torch.rand(module.running_var.shape, generator=generator))
            if module.weight is not None:
                module.weight.data.copy_(0.5 + torch.rand(module.weight.shape, generator=generator))
                module.bias.data.copy_(0.1 * torch.randn(module.bias.shape, generator=generator))
        if isinstance(getattr(module, "layer_scale", None), torch.nn.Parameter):
            module.layer_scale.data.copy_(torch.rand(module.layer_scale.shape, generator=generator))
        if isinstance(getattr(module, "gamma", None), torch.nn.Parameter):
            module.gamma.data.copy_(torch.rand(module.gamma.shape, generator=generator))


def export(name, build, folder, dynamo):
    torch.manual_seed(3)
    network = build().eval()
    with torch.no_grad():
        randomize(network)
    frame = torch.randn(1, 3, HEIGHT, WIDTH)
    path = folder / f"{name}.{'dynamo' if dynamo else 'script'}.onnx"
    if dynamo:
        torch.onnx.export(network, (frame,), str(path), dynamo=True, input_names=["frame"], verbose=False)
    else:
        torch.onnx.export(network, (frame,), str(path), dynamo=False, input_names=["frame"], opset_version=17)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    outputs = [output.name for output in session.get_outputs()]
    values = session.run(outputs, {session.get_inputs()[0].name: frame.numpy()})
    tensors = {"frame": frame.numpy()} | {key: np.ascontiguousarray(value) for key, value in zip(outputs, values)}
    save_file(tensors, str(path.with_suffix(".safetensors")))
    opset = onnx.load(str(path), load_external_data=False).opset_import[0].version
    print(f"{path.name}: opset {opset}, {path.stat().st_size >> 10} KiB", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="some of the networks only")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.names or NETWORKS:
        for dynamo in (False, True):
            try:
                export(name, NETWORKS[name], options.folder, dynamo)
            except Exception as error:  # one network that an exporter refuses must not hide the others
                print(f"{name} ({'dynamo' if dynamo else 'script'}): {type(error).__name__}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
