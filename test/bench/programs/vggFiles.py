"""Writes 553 MB in VGG-16's shapes as .h5 and as a TensorFlow checkpoint: vggFiles.py write <folder>; or reads a file with its own
framework and NumPy, as people do today: vggFiles.py read <format> <file>. Prints the figures of each tensor as JSON.
pip install tensorflow-cpu h5py safetensors
"""
import json
import os
import sys

import numpy as np

channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
shapes = {}
for i in range(13):
    shapes[f"conv{i}/kernel"] = (3, 3, channels[i], channels[i + 1])
    shapes[f"conv{i}/bias"] = (channels[i + 1],)
for name, shape in [("fc1", (25088, 4096)), ("fc2", (4096, 4096)), ("predictions", (4096, 1000))]:
    shapes[f"{name}/kernel"] = shape
    shapes[f"{name}/bias"] = shape[1:]


def tensors():
    rng = np.random.default_rng(1)
    for name, shape in shapes.items():
        yield name, (rng.standard_normal(shape, dtype=np.float32) * 0.02)


def write(folder):
    import h5py

    with h5py.File(os.path.join(folder, "vgg.h5"), "w") as file:
        for name, values in tensors():
            file[name] = values
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    tf.raw_ops.SaveV2(
        prefix=os.path.join(folder, "vgg.ckpt"),
        tensor_names=list(shapes),
        shape_and_slices=[""] * len(shapes),
        tensors=[tf.constant(values) for _, values in tensors()],
    )


def figures(values):
    (values == 0).sum(), np.isfinite(values).all(), np.histogram(values, bins=64)
    return {
        "min": float(values.min()),
        "max": float(values.max()),
        "mean": float(values.mean()),
        "std": float(values.std()),
    }


def read(format, file):
    found = {}
    if format == "safetensors":
        from safetensors import safe_open

        with safe_open(file, framework="np") as opened:
            for name in opened.keys():
                found[name] = figures(opened.get_tensor(name))
    elif format == "h5":
        import h5py

        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                found[name] = figures(item[()])

        with h5py.File(file) as opened:
            opened.visititems(visit)
    elif format == "tensorflow":
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        import tensorflow as tf

        reader = tf.train.load_checkpoint(file)
        for name in reader.get_variable_to_shape_map():
            found[name] = figures(reader.get_tensor(name))
    elif format == "npy":
        # its one array has no name
        found[""] = figures(np.load(file))
    print(json.dumps(found))


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    read(*sys.argv[2:])
