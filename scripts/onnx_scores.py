"""Runs an exported pair of ONNX models in ONNX Runtime beside scores that `deltanas run --scores` wrote.

    onnx_scores.py frames FOLDER HEIGHTxWIDTH COUNT     draws a clip: textures and boxes that move, sensor noise
    onnx_scores.py compare EXPORT SCORES.npy INTERVAL   runs the pair over the same clip, a key frame every INTERVAL
    onnx_scores.py same SCORES.npy SCORES.npy           holds scores against scores
    onnx_scores.py video FOLDER FILE.mp4                a clip's pictures as a video
    onnx_scores.py shares FILE SCORES.npy SIZE [lossy]  what the README's program has printed, beside scores of the clip
    onnx_scores.py operations FOLDER                    runs what the tests of ONNX's export write there where
                                                        DELTANAS_EXPORT_CASES names it

`compare` fails where a score differs by more than 1e-3 of the scores' range, on key or delta frames, or where a batch
of two is not what its samples are by themselves. scripts/test-onnx-export and scripts/test-torch-reader call these.
"""

import json
import pathlib
import struct
import sys
import zlib

import numpy as np

TOLERANCE = 1e-3


def picture(t, height, width):
    """Frame `t` of the clip: uint8, height x width x 3; the same numbers on every machine."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    channels = [
        110 + 50 * np.sin((x + 2 * t) / (9 + 4 * c)) + 40 * np.cos((y - t) / (7 + 3 * c)) for c in range(3)
    ]
    image = np.stack(channels, axis=2)
    for box in range(4):
        side = height // 5 + 3 * box
        top, left = (11 * box * box + t * (box - 1)) % (height - side), (29 * box + 3 * t) % (width - side)
        image[top : top + side, left : left + side] = [60 * box, 255 - 55 * box, 40 + 30 * box]
    noise = np.random.RandomState(t).randint(-6, 7, image.shape)
    return np.clip(np.round(image) + noise, 0, 255).astype(np.uint8)


def png(image):
    """A picture's bytes as PNG, without a library."""
    height, width, _ = image.shape
    rows = b"".join(b"\0" + row.tobytes() for row in image)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def draw(folder, size, count):
    height, width = map(int, size.split("x"))
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    for t in range(int(count)):
        (folder / f"{t:06d}.png").write_bytes(png(picture(t, height, width)))


def compare(folder, scores, interval):
    import onnxruntime as ort

    expected = np.load(scores)
    interval = int(interval)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    key, delta = (
        ort.InferenceSession(f"{folder}/{name}.onnx", options, providers=["CPUExecutionProvider"])
        for name in ("key", "delta")
    )
    outputs = [output.name for output in key.get_outputs()]
    assert outputs[0] == "scores" and [i.name for i in delta.get_inputs()] == ["frame"] + outputs[1:]
    properties = key.get_modelmeta().custom_metadata_map
    mean, deviation = (
        np.float32(properties["deltanas." + name].split()).reshape(3, 1, 1) for name in ("mean", "deviation")
    )
    height, width = map(int, properties["deltanas.input"].split("x"))

    def frame(t):
        pixels = picture(t, height, width).transpose(2, 0, 1).astype(np.float32)
        return ((pixels / 255 - mean) / deviation)[None]

    span = float(expected.max() - expected.min())
    worst = {"key": 0.0, "delta": 0.0}
    for t in range(len(expected)):
        if t % interval == 0:
            found, *state = key.run(None, {"frame": frame(t)})
            state = dict(zip(outputs[1:], state))
        else:
            (found,) = delta.run(["scores"], {"frame": frame(t), **state})
        assert found.shape == expected[t : t + 1].shape, (found.shape, expected.shape)
        difference = float(np.abs(found[0] - expected[t]).max()) / span
        assert np.isfinite(found).all()
        kind = "delta" if t % interval else "key"
        worst[kind] = max(worst[kind], difference)

    # Two streams in one batch, each a sample.
    pair = key.run(None, {"frame": np.concatenate([frame(0), frame(5)])})
    state = dict(zip(outputs[1:], pair[1:]))
    (both,) = delta.run(["scores"], {"frame": np.concatenate([frame(1), frame(6)]), **state})
    batch = 0.0
    for sample, t in enumerate((0, 5)):
        one = dict(zip(outputs[1:], key.run(None, {"frame": frame(t)})[1:]))
        (single,) = delta.run(["scores"], {"frame": frame(t + 1), **one})
        batch = max(batch, float(np.abs(single[0] - both[sample]).max()) / span)

    print(
        f"ONNX Runtime {ort.__version__}: {len(expected)} frames, key frame every {interval}; scores differ by at most "
        f"{worst['key']:.1e} of their range on key frames, {worst['delta']:.1e} on delta frames, {batch:.1e} in a batch"
    )
    return max(*worst.values(), batch) <= TOLERANCE


def same(path, other):
    found, expected = np.load(path), np.load(other)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    difference = float(np.abs(found - expected).max() / (expected.max() - expected.min()))
    print(f"scores of {len(found)} frames differ by at most {difference:.1e} of their range")
    return difference <= TOLERANCE


def video(folder, path):
    import cv2

    pictures = [cv2.imread(str(file)) for file in sorted(pathlib.Path(folder).glob("*.png"))]
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"mp4v"), 15, pictures[0].shape[1::-1])
    for picture in pictures:
        writer.write(picture)
    writer.release()


def shares(path, scores, size, lossy=None):
    """Classes by their share of the picture; a few pixels may be of another class, and more of a video's.

    Of many channels the program prints the most frequent one and its share, of features their mean magnitude.
    """
    import cv2

    expected = np.load(scores)
    height, width = map(int, size.split("x"))
    lines = [line.split() for line in pathlib.Path(path).read_text().splitlines()]
    assert [int(line[0]) for line in lines] == list(range(len(expected))), f"{len(lines)} lines"
    worst = 0.0
    for line, frame in zip(lines, expected):
        if len(line) == 3 and len(frame) > 255:
            counts = np.bincount(frame.argmax(0).ravel(), minlength=len(frame)) / frame[0].size
            worst = max(worst, abs(float(line[2]) - float(counts.max())))
            continue
        if len(line) == 2 and len(frame) > 1:
            mean = float(np.abs(frame).mean())
            worst = max(worst, abs(float(line[1]) - mean) / mean)
            continue
        maps = cv2.resize(frame.transpose(1, 2, 0), (width, height))
        counts = np.bincount(maps.argmax(2).ravel(), minlength=maps.shape[2]) / (height * width)
        assert len(line) == 1 + len(counts)
        worst = max(worst, float(np.abs(np.float64(line[1:]) - counts).max()))
    print(f"the README's program: {len(lines)} frames{' of a video' * bool(lossy)}, shares of classes differ by at most {worst:.3f}")
    # Of a few positions one is many pixels, and a picture that is a little different another class.
    few = expected.shape[2] * expected.shape[3] < 64
    return worst <= (1 if few else 0.1) if lossy else worst <= 0.002


def tensors(path):
    """A safetensors file of float32."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    result = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            result[name] = np.frombuffer(data[8 + length + begin : 8 + length + end], "<f4").reshape(entry["shape"])
    return result


def operations(folder):
    """Models of single operations and of all of them, beside a reference in double precision."""
    import onnxruntime as ort

    failures, count = [], 0
    for path in sorted(pathlib.Path(folder).glob("*.onnx")):
        outputs = path.with_suffix(".outputs.safetensors")
        expected = tensors(outputs) if outputs.exists() else None
        count += 1
        try:
            session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            feeds = tensors(path.with_suffix(".inputs.safetensors"))
            # A batch of two of the same.
            feeds = {i.name: np.concatenate([feeds[i.name]] * 2) for i in session.get_inputs()}
            found = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
        except Exception as error:  # whatever the runtime says of a model
            failures.append(f"{path.stem}: {str(error).splitlines()[0]}")
            continue
        for name, values in found.items():
            if values.shape[0] != 2 or (values[0] != values[1]).any():
                failures.append(f"{path.stem}: {name} of a batch of two is {values.shape}, or differs")
            elif expected is not None:
                scale = max(float(np.abs(expected[name]).max()), 1e-3)
                difference = float(np.abs(values[:1] - expected[name]).max()) / scale
                if not difference <= 1e-4:
                    failures.append(f"{path.stem}: {name} differs by {difference:.1e}")
    print(*failures, f"{count} models, {len(failures)} wrong", sep="\n")
    return count > 0 and not failures


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "frames":
        draw(*sys.argv[2:])
    elif len(sys.argv) == 5 and sys.argv[1] == "compare":
        sys.exit(0 if compare(*sys.argv[2:]) else "the exported models do not compute what the engine does")
    elif len(sys.argv) == 4 and sys.argv[1] == "video":
        video(*sys.argv[2:])
    elif len(sys.argv) in (5, 6) and sys.argv[1] == "shares":
        sys.exit(0 if shares(*sys.argv[2:]) else "the README's program does not see what the engine does")
    elif len(sys.argv) == 4 and sys.argv[1] == "same":
        sys.exit(0 if same(*sys.argv[2:]) else "the scores are not the same")
    elif len(sys.argv) == 3 and sys.argv[1] == "operations":
        sys.exit(0 if operations(sys.argv[2]) else 1)
    else:
        sys.exit(__doc__)
