"""Configurations as Keras 1.2.2, 2.0.5, 2.2.4 and 2.4.0 wrote them, key by key.

Sources: `get_config` of the layers in those releases (`keras/layers/recurrent.py`, `core.py`, `convolutional.py`,
`embeddings.py`, `wrappers.py`, `engine/topology.py`), and configurations that programs of the time printed.
"""

from __future__ import annotations

from typing import Any

Config = dict[str, Any]


def layer(class_name: str, name: str, defaults: Config, changes: Config) -> Config:
    """A layer of a Sequential model."""
    return {"class_name": class_name, "config": {"name": name, "trainable": True, **defaults, **changes}}


def called(entry: Config, *inputs: list[Any]) -> Config:
    """A layer of a Functional model, called once on outputs of others."""
    return {**entry, "name": entry["config"]["name"], "inbound_nodes": [list(inputs)] if inputs else []}


def functional(class_name: str, layers: list[Config], inputs: list[str], outputs: list[str], version: str) -> Config:
    """A Functional model."""
    ends = {"input_layers": [[n, 0, 0] for n in inputs], "output_layers": [[n, 0, 0] for n in outputs]}
    config = {"name": "model_1", "layers": layers, **ends}
    return {"class_name": class_name, "config": config, "keras_version": version, "backend": "tensorflow"}


# -- Keras 1.2.2: all of it under the names of Keras 1, the layers of a Sequential model in a list ---------------------

_PENALTIES_1 = {"W_regularizer": None, "b_regularizer": None, "activity_regularizer": None}
_CONSTRAINTS_1 = {"W_constraint": None, "b_constraint": None}


def dense_1(name: str, units: int, **changes: Any) -> Config:
    size = {"output_dim": units, "input_dim": None}
    own = {"init": "glorot_uniform", "activation": "linear", "bias": True}
    return layer("Dense", name, {**size, **own, **_PENALTIES_1, **_CONSTRAINTS_1}, changes)


def recurrent_1(class_name: str, name: str, units: int, **changes: Any) -> Config:
    flags = {"return_sequences": False, "go_backwards": False, "stateful": False, "unroll": False}
    size = {"input_dim": 3, "input_length": None, "output_dim": units, "consume_less": "cpu"}
    own: Config = {"init": "glorot_uniform", "inner_init": "orthogonal", "activation": "tanh"}
    rest = {"W_regularizer": None, "U_regularizer": None, "b_regularizer": None, "dropout_W": 0.0, "dropout_U": 0.0}
    if class_name != "SimpleRNN":
        own["inner_activation"] = "hard_sigmoid"
    if class_name == "LSTM":
        own["forget_bias_init"] = "one"
    return layer(class_name, name, {**flags, **size, **own, **rest}, changes)


def convolution_1(name: str, filters: int, **changes: Any) -> Config:
    size = {"nb_filter": filters, "nb_row": 3, "nb_col": 3, "border_mode": "valid", "subsample": [1, 1]}
    own = {"dim_ordering": "tf", "init": "glorot_uniform", "activation": "relu", "bias": True}
    return layer("Convolution2D", name, {**size, **own, **_PENALTIES_1, **_CONSTRAINTS_1}, changes)


def input_1(name: str, *shape: int | None) -> Config:
    given = {"batch_input_shape": list(shape), "input_dtype": "float32", "sparse": False, "name": name}
    return called({"class_name": "InputLayer", "config": given})


def merge_1(name: str, mode: str) -> Config:
    parts = {"mode": mode, "concat_axis": -1, "dot_axes": -1, "output_shape": None, "output_mask": None}
    kinds = {"mode_type": "raw", "output_shape_type": "raw", "output_mask_type": "raw", "arguments": {}}
    return {"class_name": "Merge", "config": {"name": name, **parts, **kinds}}


_POOL_1 = {"pool_size": [2, 2], "strides": [2, 2], "border_mode": "valid", "dim_ordering": "tf"}
_NORMALIZATION_1 = {"epsilon": 1e-3, "mode": 0, "axis": -1, "momentum": 0.99}
_EMBEDDING_1 = {
    "input_dim": 10,
    "output_dim": 4,
    "init": "uniform",
    "input_length": 5,
    "mask_zero": True,
    "activity_regularizer": None,
    "W_regularizer": None,
    "W_constraint": None,
    "dropout": 0.0,
}
_FIRST_1 = {"batch_input_shape": [2, 5, 3], "input_dtype": "float32"}


def sequential_1(*layers: Config) -> Config:
    return {"class_name": "Sequential", "config": list(layers), "keras_version": "1.2.2"}


KERAS_1: dict[str, Config] = {
    "lstm": sequential_1(recurrent_1("LSTM", "lstm_1", 4, stateful=True, **_FIRST_1), dense_1("dense_1", 1)),
    "gru": sequential_1(recurrent_1("GRU", "gru_1", 4, **_FIRST_1)),
    "simple rnn": sequential_1(
        recurrent_1("SimpleRNN", "simplernn_1", 4, return_sequences=True, **_FIRST_1),
        layer("TimeDistributedDense", "timedistributeddense_1", dense_1("", 2)["config"], {"name": "tdd_1"}),
    ),
    "bidirectional": sequential_1(
        layer(
            "Bidirectional",
            "bidirectional_1",
            {"layer": recurrent_1("LSTM", "lstm_2", 4), "merge_mode": "concat"},
            _FIRST_1,
        ),
        layer("Dropout", "dropout_1", {"p": 0.5}, {}),
    ),
    "embedding": sequential_1(
        layer("Embedding", "embedding_1", _EMBEDDING_1, {"batch_input_shape": [None, 5], "input_dtype": "int32"}),
        recurrent_1("LSTM", "lstm_3", 3, input_dim=4),
    ),
    "cnn": sequential_1(
        convolution_1("convolution2d_1", 2, batch_input_shape=[None, 8, 8, 1], input_dtype="float32"),
        layer("MaxPooling2D", "maxpooling2d_1", _POOL_1, {}),
        layer("BatchNormalization", "batchnormalization_1", _NORMALIZATION_1, {}),
        layer("Flatten", "flatten_1", {}, {}),
        dense_1(
            "dense_2",
            3,
            W_regularizer={"name": "WeightRegularizer", "l1": 0.0, "l2": 0.01},
            W_constraint={"name": "MaxNorm", "m": 2, "axis": 0},
            activation="softmax",
        ),
    ),
    "merge": functional(
        "Model",
        [
            input_1("input_1", None, 4),
            input_1("input_2", None, 4),
            called(dense_1("dense_3", 4, input_dim=4, batch_input_shape=[None, 4]), ["input_1", 0, 0]),
            called(merge_1("merge_1", "sum"), ["dense_3", 0, 0], ["input_2", 0, 0]),
            called(merge_1("merge_2", "concat"), ["merge_1", 0, 0], ["input_1", 0, 0]),
        ],
        ["input_1", "input_2"],
        ["merge_2"],
        "1.2.2",
    ),
}
"""Models of Keras 1.2.2."""


# -- Keras 2.0.5: a list in Sequential; initializers as objects; an Embedding whose dtype is that of its input ---------


def _glorot() -> Config:
    return {
        "class_name": "VarianceScaling",
        "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None},
    }


def _zeros() -> Config:
    return {"class_name": "Zeros", "config": {}}


def _rest_2(*parts: str) -> Config:
    return {f"{part}_{what}": None for what in ("regularizer", "constraint") for part in parts}


def dense_2(name: str, units: int, **changes: Any) -> Config:
    own: Config = {"units": units, "activation": "linear", "use_bias": True}
    start = {"kernel_initializer": _glorot(), "bias_initializer": _zeros(), "activity_regularizer": None}
    return layer("Dense", name, {**own, **start, **_rest_2("kernel", "bias")}, changes)


def recurrent_2(class_name: str, name: str, units: int, **changes: Any) -> Config:
    flags = {"return_sequences": False, "return_state": False, "go_backwards": False, "stateful": False}
    own: Config = {"unroll": False, "implementation": 0, "units": units, "activation": "tanh", "use_bias": True}
    if class_name != "SimpleRNN":
        own["recurrent_activation"] = "hard_sigmoid"
    if class_name == "LSTM":
        own["unit_forget_bias"] = True
    orthogonal = {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": None}}
    start = {"kernel_initializer": _glorot(), "recurrent_initializer": orthogonal, "bias_initializer": _zeros()}
    rest = {"activity_regularizer": None, "dropout": 0.0, "recurrent_dropout": 0.0}
    return layer(class_name, name, {**flags, **own, **start, **_rest_2("kernel", "recurrent", "bias"), **rest}, changes)


def embedding_2(name: str, **changes: Any) -> Config:
    start = {"class_name": "RandomUniform", "config": {"minval": -0.05, "maxval": 0.05, "seed": None}}
    own = {"input_dim": 10, "output_dim": 4, "embeddings_initializer": start, "mask_zero": False, "input_length": 5}
    return layer("Embedding", name, {**own, "activity_regularizer": None, **_rest_2("embeddings")}, changes)


_FIRST_2 = {"batch_input_shape": [2, 5, 3], "dtype": "float32"}


def sequential_2(version: str, *layers: Config) -> Config:
    listed: Any = list(layers) if version == "2.0.5" else {"name": "sequential_1", "layers": list(layers)}
    return {"class_name": "Sequential", "config": listed, "keras_version": version, "backend": "tensorflow"}


KERAS_2_0: dict[str, Config] = {
    "embedding": sequential_2(
        "2.0.5",
        embedding_2("embedding_1", batch_input_shape=[None, 5], dtype="int32"),
        recurrent_2("LSTM", "lstm_1", 4),
        layer("Dropout", "dropout_1", {"rate": 0.5}, {}),
        dense_2("dense_1", 1),
        layer("Activation", "activation_1", {"activation": "sigmoid"}, {}),
    ),
    "gru without reset_after": sequential_2("2.0.5", recurrent_2("GRU", "gru_1", 4, stateful=True, **_FIRST_2)),
    "bidirectional": sequential_2(
        "2.0.5",
        layer(
            "Bidirectional", "bidirectional_1", {"layer": recurrent_2("LSTM", "l", 4), "merge_mode": "sum"}, _FIRST_2
        ),
    ),
    "time distributed": sequential_2(
        "2.0.5",
        recurrent_2("SimpleRNN", "simple_rnn_1", 4, return_sequences=True, **_FIRST_2),
        layer("TimeDistributed", "time_distributed_1", {"layer": dense_2("dense_2", 2)}, {}),
    ),
}
"""Models of Keras 2.0.5."""


# -- Keras 2.2.4: a dict in Sequential; numbers that are arrays -------------------------------------------------------

KERAS_2_2: dict[str, Config] = {
    "stateful gru": sequential_2(
        "2.2.4",
        recurrent_2("GRU", "gru_1", 4, stateful=True, reset_after=False, implementation=1, **_FIRST_2),
        dense_2("dense_1", 2),
        layer("ReLU", "re_lu_1", {"max_value": {"type": "ndarray", "value": 6}}, {}),
        layer("LeakyReLU", "leaky_re_lu_1", {"alpha": 0.30000001192092896}, {}),
    ),
    "model": functional(
        "Model",
        [
            called(
                {
                    "class_name": "InputLayer",
                    "config": {"batch_input_shape": [2, 5, 3], "dtype": "float32", "sparse": False, "name": "input_1"},
                }
            ),
            called(recurrent_2("LSTM", "lstm_1", 4, stateful=True), ["input_1", 0, 0, {}]),
            called(dense_2("dense_1", 4), ["lstm_1", 0, 0, {}]),
            called(layer("Add", "add_1", {}, {}), ["lstm_1", 0, 0, {}], ["dense_1", 0, 0, {}]),
        ],
        ["input_1"],
        ["add_1"],
        "2.2.4",
    ),
}
"""Models of Keras 2.2.4."""


# -- Keras 2.4.0: InputLayers in front, ragged inputs, operators of TensorFlow ----------------------------------------


def _glorot_2_4() -> Config:
    return {"class_name": "GlorotUniform", "config": {"seed": None}}


def recurrent_2_4(class_name: str, name: str, units: int, **changes: Any) -> Config:
    newer = {"dtype": "float32", "time_major": False, "implementation": 2, "recurrent_activation": "sigmoid"}
    entry = recurrent_2(class_name, name, units, **newer)
    entry["config"].update(kernel_initializer=_glorot_2_4(), **changes)
    return entry


def input_2_4(name: str, *shape: int | None) -> Config:
    rest = {"dtype": "float32", "sparse": False, "ragged": False, "name": name}
    return {"class_name": "InputLayer", "config": {"batch_input_shape": list(shape), **rest}}


KERAS_2_4: dict[str, Config] = {
    "stateful gru": {
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "layers": [
                input_2_4("gru_input", 2, 5, 3),
                recurrent_2_4("GRU", "gru", 4, stateful=True, reset_after=True, batch_input_shape=[2, 5, 3]),
                dense_2("dense", 1, dtype="float32", kernel_initializer=_glorot_2_4()),
            ],
        },
        "keras_version": "2.4.0",
        "backend": "tensorflow",
    },
    "operators": functional(
        "Functional",
        [
            called(input_2_4("input_1", None, 4)),
            called(dense_2("dense", 4, dtype="float32"), ["input_1", 0, 0, {}]),
            {
                "class_name": "TFOpLambda",
                "config": {
                    "name": "tf.__operators__.add",
                    "trainable": True,
                    "dtype": "float32",
                    "function": "__operators__.add",
                },
                "name": "tf.__operators__.add",
                "inbound_nodes": [["dense", 0, 0, {"y": ["input_1", 0, 0], "name": None}]],
            },
            {
                "class_name": "TFOpLambda",
                "config": {
                    "name": "tf.math.reduce_mean",
                    "trainable": True,
                    "dtype": "float32",
                    "function": "math.reduce_mean",
                },
                "name": "tf.math.reduce_mean",
                "inbound_nodes": [["tf.__operators__.add", 0, 0, {"axis": 1, "keepdims": True}]],
            },
        ],
        ["input_1"],
        ["tf.math.reduce_mean"],
        "2.4.0",
    ),
    "mixed precision policy": {
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "layers": [
                input_2_4("dense_input", None, 3),
                dense_2(
                    "dense",
                    2,
                    batch_input_shape=[None, 3],
                    dtype={"class_name": "PolicyV1", "config": {"name": "float32"}},
                ),
            ],
        },
        "keras_version": "2.4.0",
        "backend": "tensorflow",
    },
}
"""Models of Keras 2.4.0."""

CUDNN = sequential_2(
    "2.2.4",
    layer(
        "CuDNNLSTM",
        "cu_dnnlstm_1",
        {
            "return_sequences": True,
            "return_state": False,
            "go_backwards": False,
            "stateful": True,
            "units": 4,
            "kernel_initializer": _glorot(),
            "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": None}},
            "bias_initializer": _zeros(),
            "unit_forget_bias": True,
            **_rest_2("kernel", "recurrent", "bias"),
            "activity_regularizer": None,
        },
        _FIRST_2,
    ),
    layer(
        "Bidirectional",
        "bidirectional_1",
        {
            "layer": layer(
                "CuDNNGRU",
                "cu_dnngru_1",
                {
                    "return_sequences": False,
                    "return_state": False,
                    "go_backwards": False,
                    "stateful": False,
                    "units": 2,
                    "kernel_initializer": _glorot(),
                    "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": None}},
                    "bias_initializer": _zeros(),
                    **_rest_2("kernel", "recurrent", "bias"),
                    "activity_regularizer": None,
                },
                {},
            ),
            "merge_mode": "concat",
        },
        {},
    ),
)
"""A model of CuDNN layers, of Keras 2.2.4."""
