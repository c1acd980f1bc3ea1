"""Configurations of Keras 1: the arguments that Keras 2 renamed, and the classes that it dropped.

The names are those of `keras_api/keras1.py`. Sources: `keras/legacy/interfaces.py` and `legacy/layers.py` of Keras
2.2.4; `get_config` of the layers of Keras 1.2.2.
"""

from __future__ import annotations

from typing import Any

from migrator.keras_api.keras1 import (
    DATA_FORMATS,
    DROPPED,
    FORGET_BIAS,
    GONE_UNLESS_DEFAULT,
    KERNEL_SIDES,
    LAYER_KEYWORDS,
)
from migrator.models.notes import WEIGHTS, Config, Journal, Layout, Path

_CLASSES = {
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
}
_MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}
_MERGE_GONE = (
    "mode concat_axis dot_axes layers mode_type output_shape output_shape_type output_mask output_mask_type arguments "
    "node_indices tensor_indices"
).split()
_REGULARIZERS = {"WeightRegularizer": "L1L2", "L1L2Regularizer": "L1L2", "ActivityRegularizer": "L1L2"}
_CONSTRAINTS = {
    "MaxNorm": ("MaxNorm", {"m": "max_value"}),
    "NonNeg": ("NonNeg", {}),
    "UnitNorm": ("UnitNorm", {}),
}
_GATES = frozenset({"LSTM", "GRU", "ConvLSTM2D"})
_CONV_1D = frozenset({"Convolution1D", "Conv1D", "AtrousConvolution1D"})
_TRANSPOSED = frozenset({"Deconvolution2D"})


CLASSES = frozenset({*_CLASSES, "Merge", "TimeDistributedDense"})
"""Layers that only Keras 1 had under these names."""


def is_keras1(name: str, config: Config) -> bool:
    """Whether a layer's configuration has something that only Keras 1 wrote."""
    old = {*LAYER_KEYWORDS.get(name, ()), *KERNEL_SIDES.get(name, ()), *DROPPED.get(name, ())} - {"output_shape"}
    if name in ("Merge", "TimeDistributedDense"):
        return True
    return bool(old & config.keys()) or "input_dtype" in config or (name == "BatchNormalization" and "mode" in config)


def migrate_keras1(layer: Config, path: Path, journal: Journal) -> None:
    """The arguments of one layer, in place; its class where that is another."""
    name, config = layer["class_name"], layer["config"]
    said: list[str] = []
    if name == "Merge":
        _merge(layer, path, journal)
        return
    wrapped = name == "TimeDistributedDense"
    _kernel(name, config, said)
    for old, new in LAYER_KEYWORDS.get("Dense" if wrapped else name, {}).items():
        if old in config:
            value = config.pop(old)
            config[new] = DATA_FORMATS.get(value) if old == "dim_ordering" else _small(value, new)
            said.append(f"`{old}` is `{new}`")
    if name in ("LSTM", "ConvLSTM2D") and "forget_bias_init" in config:
        config["unit_forget_bias"] = FORGET_BIAS.get(config.pop("forget_bias_init"), False)
        said.append("`forget_bias_init` is `unit_forget_bias`")
    if name == "GRU":
        config.setdefault("reset_after", False)
    _drop(name, config, said, path, journal)
    new_name = _CLASSES.get(name, name)
    if new_name != name:
        layer["class_name"] = new_name
        said.append(f"`{name}` is `{new_name}`")
    if wrapped:
        _wrap(layer)
        said.append("`TimeDistributedDense` is `TimeDistributed` of `Dense`")
    journal.changed(path, "written by Keras 1: " + ", ".join(said))


def note_layout(name: str, config: Config, outer: str, path: Path, journal: Journal) -> None:
    """Remember a layer whose weights Keras 2 and later keep in another layout."""
    first = config.get("dim_ordering") == "th"
    if name in _GATES or name in _CONV_1D or (name in _TRANSPOSED and not first) or (name in KERNEL_SIDES and first):
        journal.layouts[outer] = Layout(name, first)
        journal.changed(path, f"the weights of `{name}` get the layout of Keras 2 and 3", WEIGHTS)
        if path.count("layers") > 1:
            journal.review(path, "its weights are in a model inside the model, where they are not converted", WEIGHTS)


def _kernel(name: str, config: Config, said: list[str]) -> None:
    sides = KERNEL_SIDES.get(name, ())
    if sides and all(side in config for side in sides):
        config["kernel_size"] = [config.pop(side) for side in sides]
        said.append(f"{', '.join(f'`{side}`' for side in sides)} are `kernel_size`")


def _drop(name: str, config: Config, said: list[str], path: Path, journal: Journal) -> None:
    gone = set(DROPPED.get(name, ()))
    if name != "Embedding":  # whose size it is; elsewhere the shape of the input says it
        gone |= {"input_dim", "input_length"}
    for key in sorted(gone & config.keys()):
        del config[key]
        said.append(f"`{key}` goes")
    for key, (default, advice) in GONE_UNLESS_DEFAULT.get(name, {}).items():
        if key in config and config[key] != default:  # it stays: what Keras 3 loads must be the same
            journal.review(path, f"`{key}` is {config[key]!r}: {advice}")
        elif config.pop(key, None) is not None:
            said.append(f"`{key}` goes")


def _small(value: Any, key: str) -> Any:
    """Regularizers and constraints of Keras 1: `{"name": "MaxNorm", "m": 2, "axis": 0}`."""
    if not isinstance(value, dict) or "name" not in value:
        return value
    given = {k: v for k, v in value.items() if k != "name"}
    name = value["name"]
    if key.endswith("regularizer"):
        return {"class_name": _REGULARIZERS.get(name, name), "config": given}
    new, renamed = _CONSTRAINTS.get(name, (name, {}))
    return {"class_name": new, "config": {renamed.get(k, k): v for k, v in given.items()}}


def _merge(layer: Config, path: Path, journal: Journal) -> None:
    config = layer["config"]
    mode = config.get("mode")
    if mode not in _MERGES or config.get("layers"):
        journal.review(path, f"`Merge` with mode {mode!r}: build this part of the model anew")
        return
    layer["class_name"] = _MERGES[mode]
    if mode == "concat":
        config["axis"] = config.get("concat_axis", -1)
    if mode in ("dot", "cos"):
        axes = config.get("dot_axes", -1)
        pairs = axes if isinstance(axes, list) else [axes]
        flat = [axis[0] if isinstance(axis, list) else axis for axis in pairs]
        config["axes"] = flat if isinstance(axes, list) else axes
        config["normalize"] = mode == "cos"
    for key in _MERGE_GONE:
        config.pop(key, None)
    journal.changed(path, f"written by Keras 1: `Merge` with mode `{mode}` is `{layer['class_name']}`")


def _wrap(layer: Config) -> None:
    """`TimeDistributedDense` is a `Dense` in a `TimeDistributed` of its name."""
    config = layer["config"]
    outer = {key: config.pop(key) for key in ("batch_input_shape", "input_dtype") if key in config}
    inner = {"class_name": "Dense", "config": {**config, "name": f"{config.get('name', 'dense')}_dense"}}
    layer["class_name"] = "TimeDistributed"
    layer["config"] = {"name": config.get("name"), "trainable": config.get("trainable", True), **outer, "layer": inner}
