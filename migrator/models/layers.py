"""What changed in the configurations of layers between Keras 2 and 3, class by class. Tables, and how they are applied.

Sources: `get_config` of each layer in Keras 2.15, and the constructors of Keras 3.0.5 to 3.15, compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migrator.keras_api import tables
from migrator.keras_api.versions import Version
from migrator.models.notes import CODE, WEIGHTS, Config, Journal, Layout, Path

RENAMED: Mapping[str, str] = {
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "CuDNNGRU": "GRU",
    "CuDNNLSTM": "LSTM",
    "ThresholdedReLU": "ReLU",
    "UnifiedGRU": "GRU",
    "UnifiedLSTM": "LSTM",
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
    "SyncBatchNormalization": "BatchNormalization",
}
"""Classes under other names."""

GONE: Mapping[str, str] = {
    "DenseFeatures": "use keras.utils.FeatureSpace",
    "LocallyConnected1D": "write the layer as a class of the program's own",
    "LocallyConnected2D": "write the layer as a class of the program's own",
    "RandomHeight": "use RandomZoom or a layer of the program's own",
    "RandomWidth": "use RandomZoom or a layer of the program's own",
    "RandomFourierFeatures": "write the layer as a class of the program's own",
    "MaxoutDense": "write the layer as a class of the program's own",
    "Highway": "write the layer as a class of the program's own",
    "AddLoss": "call `add_loss` in a layer of the program's own",
    "AddMetric": "give the metric to `compile`",
}
"""Classes that Keras 3 does not have, and what to do."""

_RECURRENT = {"time_major": False, "num_constants": None}
_FUSED = {**_RECURRENT, "implementation": ...}
_CELL = {"implementation": ...}
_DEPTHWISE = dict.fromkeys(("filters", "groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"), ...)
_LAMBDA = dict.fromkeys(
    (
        "function_type",
        "mask_module",
        "mask_type",
        "module",
        "output_shape_module",
        "output_shape_type",
    ),
    ...,
)


def _each(names: str, value: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return dict.fromkeys(names.split(), value)


DROPPED: Mapping[str, Mapping[str, Any]] = {
    **_each("LSTM GRU SimpleRNN", _FUSED),
    "RNN": _RECURRENT,
    **_each("ConvLSTM1D ConvLSTM2D ConvLSTM3D", _FUSED),
    **_each("LSTMCell GRUCell SimpleRNNCell", _CELL),
    "Bidirectional": {"num_constants": None},
    "Embedding": {"input_length": ...},
    "InputLayer": {"type_spec": None, "ragged": False, "input_tensor": None},
    "BatchNormalization": {
        "renorm": False,
        "renorm_clipping": ...,
        "renorm_momentum": ...,
        "virtual_batch_size": None,
        "fused": ...,
        "adjustment": None,
    },
    "CategoryEncoding": {"sparse": False},
    **_each("Conv1DTranspose Conv2DTranspose Conv3DTranspose", {"groups": 1}),
    **_each("DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D", _DEPTHWISE),
    **_each("SpatialDropout1D SpatialDropout2D SpatialDropout3D", {"noise_shape": ...}),
    **_each("IntegerLookup StringLookup TextVectorization", {"vocabulary_size": ...}),
    "MultiHeadAttention": dict.fromkeys(("query_shape", "key_shape", "value_shape"), ...),
    **_each("Attention AdditiveAttention", {"causal": False}),
    "Lambda": _LAMBDA,
}
"""Arguments that some Keras 3 does not take, with the only value that says nothing; `...` where all say nothing."""

_EVERYWHERE: Mapping[str, Any] = {"rng_type": ..., "trainable": ...}
"""The same for all layers: `rng_type` is of those that draw numbers; some without weights refuse `trainable`."""

MOVED: Mapping[str, Mapping[str, str]] = {
    "LeakyReLU": {"alpha": "negative_slope"},
    "ThresholdedReLU": {"theta": "threshold"},
}
"""Arguments under other names, by the class of Keras 2."""

ADDED: Mapping[str, Mapping[str, Any]] = {
    "CuDNNLSTM": {"activation": "tanh", "recurrent_activation": "sigmoid"},
    "CuDNNGRU": {"activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": True},
    "GRU": {"reset_after": False},
    "GRUCell": {"reset_after": False},
    "SyncBatchNormalization": {"synchronized": True},
}
"""What a configuration of Keras 2 means where it does not say it. GRU got `reset_after` with Keras 2.1.6."""

_OTHER: Mapping[str, str] = {
    "RandomCrop": "outside of training Keras 3 gives the picture as it is, where Keras 2 resized and cropped it: put a "
    "CenterCrop or a Resizing in front of what follows",
}
"""Layers that Keras 3 loads, and that compute something else."""

_MEANINGS: Mapping[str, str] = {
    "time_major": "Keras 3 has the batch first: transpose around the layer",
    "renorm": "Keras 3 has no batch renormalization",
    "virtual_batch_size": "Keras 3 has no virtual batches",
    "num_constants": "Keras 3 passes no constants to cells",
    "ragged": "Keras 3 has no ragged inputs: pad the sequences, and mask",
    "sparse": "Keras 3 has `output_mode` only: convert its output",
    "causal": "pass `use_causal_mask=True` where the layer is called",
    "groups": "Keras 3's transposed convolutions have no groups",
}


def migrate_arguments(old: str, config: Config, path: Path, version: Version, journal: Journal) -> str:
    """Apply the tables to the arguments of a layer of class `old`. Returns the name of its class in Keras 3."""
    new = RENAMED.get(old, old)
    if new != old:
        journal.changed(path, f"`{old}` is `{new}`")
    for key, value in ADDED.get(old, {}).items():
        if key not in config:
            config[key] = value
            journal.changed(path, f"`{key}` is {value!r}, as it was without being said")
    for before, after in MOVED.get(old, {}).items():
        if before in config:
            config[after] = config.pop(before)
            journal.changed(path, f"`{before}` is `{after}`")
    _drop(new, config, path, version, journal)
    if new in GONE:
        journal.review(path, f"Keras 3 has no layer `{new}`: {GONE[new]}")
    if new in _OTHER:
        journal.review(path, _OTHER[new])
    if (special := _SPECIAL.get(new)) is not None:
        special(config, path, journal)
    return new


def _drop(name: str, config: Config, path: Path, version: Version, journal: Journal) -> None:
    taken = tables.signature(f"keras.layers.{name}", version)
    gone = []
    for key, neutral in {**DROPPED.get(name, {}), **_EVERYWHERE}.items():
        if key not in config or (taken is not None and (taken.knows(key) or (key == "trainable" and taken.takes(key)))):
            continue
        if neutral is not ... and config[key] not in (neutral, None):  # it stays: what Keras 3 loads must be the same
            journal.review(path, f"`{key}` is {config[key]!r}: {_MEANINGS.get(key, 'Keras 3 does not have it')}")
            continue
        del config[key]
        gone.append(f"`{key}`")
    if gone:
        journal.changed(path, f"{', '.join(gone)} {'goes' if len(gone) == 1 else 'go'}")


def _batch_normalization(config: Config, path: Path, journal: Journal) -> None:
    axis = config.get("axis")
    if isinstance(axis, list) and len(axis) == 1:
        config["axis"] = axis[0]
        journal.changed(path, f"`axis` is {axis[0]}")
    elif isinstance(axis, list):
        journal.review(path, f"`axis` was {axis}: Keras 3 normalizes one axis")


def _embedding(config: Config, path: Path, journal: Journal) -> None:
    """Until Keras 2.3 the dtype of a first layer was that of its input; that of an Embedding's vectors is another."""
    if isinstance(config.get("dtype"), str) and "int" in config["dtype"]:
        config["input_dtype"] = config.pop("dtype")
        journal.changed(path, "`dtype` is that of the input")


def _input_layer(config: Config, path: Path, journal: Journal) -> None:
    if "batch_input_shape" in config:
        config["batch_shape"] = config.pop("batch_input_shape")
        journal.changed(path, "`batch_input_shape` is `batch_shape`")
    if "input_dtype" in config:  # Keras 1
        config["dtype"] = config.pop("input_dtype")
        journal.changed(path, "`input_dtype` is `dtype`")


def _lambda(config: Config, path: Path, journal: Journal) -> None:
    """The bytecode of a lambda stays the string that it is; nobody decodes it here."""
    function = config.get("function")
    if isinstance(function, list) and len(function) == 3:
        parts = dict(zip(("code", "defaults", "closure"), function, strict=True))
        config["function"] = {"class_name": "__lambda__", "config": parts}
        journal.changed(path, "its function has the form of Keras 3")
    journal.review(
        path,
        "a Lambda layer holds Python code of the version that saved it, which is never run here: give the layer anew, "
        "as a registered class or function, or load the file with safe_mode=False if you trust it",
        CODE,
    )


_LATER: Mapping[str, tuple[Version, str]] = {
    "Normalization": (
        (3, 6),
        "before Keras 3.6 the mean and variance in a .h5 count only after `layer.finalize_state()`; those in a .keras"
        " count at once",
    ),
    "TimeDistributed": ((3, 4), "before Keras 3.4 a model in a TimeDistributed is not built when it is loaded"),
}
"""Layers that earlier versions of Keras 3 do not load as they should, and the first version that does."""


def note_version(entry: Config, path: Path, version: Version, journal: Journal) -> None:
    """Say what of a layer does not work on the lowest version that the result has to run on."""
    first, message = _LATER.get(entry["class_name"], (version, ""))
    inner = entry["config"].get("layer")
    if entry["class_name"] == "TimeDistributed" and not (
        isinstance(inner, dict) and "layers" in inner.get("config", {})
    ):
        return
    if version < first:
        journal.review(path, message)


_SPECIAL: Mapping[str, Callable[[Config, Path, Journal], None]] = {
    "BatchNormalization": _batch_normalization,
    "Embedding": _embedding,
    "InputLayer": _input_layer,
    "Lambda": _lambda,
}

CUDNN = frozenset({"CuDNNLSTM", "CuDNNGRU"})
"""Layers whose weights have another layout."""


def note_layout(old: str, outer: str, path: Path, journal: Journal) -> None:
    """Remember a layer whose weights have to be converted; `outer` names the layer of the outermost model."""
    if old in CUDNN:
        journal.layouts[outer] = Layout("CuDNN")
        journal.changed(path, f"the weights of `{old}` get the layout of `{RENAMED[old]}`", WEIGHTS)
