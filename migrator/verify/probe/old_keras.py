"""Gives the Keras 2 side what older releases had and 2.15 lacks, for programs that were written for those.

`keras_2_10`: the optimizers that took `lr=` and `decay=`; tf_keras still has them as `optimizers.legacy`.
`keras_2_2`: besides, what `keras/legacy/interfaces.py` and the legacy aliases of Keras 2.2.4 did (as in 2.0 - 2.3).
`keras_1`: besides, the names of Keras 1.2.2 that Keras 2 had dropped. Each is written here as that release defined it,
from its source; nothing is shared with the tool.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

ERAS = ("keras_2_10", "keras_2_2", "keras_1")

_ORDERINGS = {"tf": "channels_last", "th": "channels_first", "default": None}

# legacy/interfaces.py: the `conversions` of each decorator.
_DENSE = (
    "output_dim:units init:kernel_initializer W_regularizer:kernel_regularizer b_regularizer:bias_regularizer "
    "W_constraint:kernel_constraint b_constraint:bias_constraint bias:use_bias"
)
_CONV = "nb_filter:filters border_mode:padding " + _DENSE[len("output_dim:units ") :]
_CONV_2D = "subsample:strides dim_ordering:data_format " + _CONV
_GATES = (
    "init:kernel_initializer inner_init:recurrent_initializer inner_activation:recurrent_activation "
    "W_regularizer:kernel_regularizer b_regularizer:bias_regularizer U_regularizer:recurrent_regularizer "
    "dropout_W:dropout dropout_U:recurrent_dropout"
)
_RECURRENT = f"output_dim:units consume_less:implementation {_GATES}"
_POOL_2D = "border_mode:padding dim_ordering:data_format"
_CONVERSIONS = {
    "Dense": _DENSE,
    "Conv1D": f"filter_length:kernel_size subsample_length:strides {_CONV}",
    "Conv2D": _CONV_2D,
    "Conv2DTranspose": _CONV_2D,
    "Conv3D": _CONV_2D,
    "ConvLSTM2D": f"nb_filter:filters subsample:strides border_mode:padding dim_ordering:data_format {_GATES}",
    "SimpleRNN": _RECURRENT,
    "LSTM": _RECURRENT,
    "GRU": _RECURRENT,
    "MaxPooling1D": "pool_length:pool_size stride:strides border_mode:padding",
    "AveragePooling1D": "pool_length:pool_size stride:strides border_mode:padding",
    "MaxPooling2D": _POOL_2D,
    "AveragePooling2D": _POOL_2D,
    "GlobalAveragePooling2D": "dim_ordering:data_format",
    "UpSampling1D": "length:size",
    "UpSampling2D": "dim_ordering:data_format",
    "ZeroPadding2D": "dim_ordering:data_format",
    "Embedding": (
        "init:embeddings_initializer W_regularizer:embeddings_regularizer W_constraint:embeddings_constraint"
    ),
    "BatchNormalization": "beta_init:beta_initializer gamma_init:gamma_initializer",
    "PReLU": "init:alpha_initializer",
    "Dropout": "p:rate",
    "GaussianDropout": "p:rate",
    "SpatialDropout1D": "p:rate",
    "GaussianNoise": "sigma:stddev",
}
_SIDES = {
    "Conv2D": ("nb_row", "nb_col"),
    "Conv2DTranspose": ("nb_row", "nb_col"),
    "ConvLSTM2D": ("nb_row", "nb_col"),
    "Conv3D": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}
_NAMES_OF_TENSORFLOW_1 = (
    "ConfigProto",
    "GPUOptions",
    "Session",
    "InteractiveSession",
    "get_default_graph",
    "global_variables_initializer",
    "set_random_seed",
    "logging",
)
_SHAPED = ("LSTM", "GRU", "SimpleRNN", "Conv1D")

# engine/training.py: `fit` took `nb_epoch`; legacy/interfaces.py: `legacy_generator_methods_support`.
_TRAINING = dict(
    pair.split(":")
    for pair in "nb_epoch:epochs nb_worker:workers pickle_safe:use_multiprocessing max_q_size:max_queue_size".split()
)
_GENERATOR_METHODS = ("fit_generator", "evaluate_generator", "predict_generator")
_BEHIND_STEPS = ("max_queue_size", "workers", "use_multiprocessing", "verbose")
_METRIC_NAMES = {
    "accuracy": "acc",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}
_OPTIMIZERS = ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam")


def install(keras: ModuleType, eras: list[str]) -> None:
    """Let `keras`, tf_keras, understand what the releases of `eras` did."""
    if not set(eras) & set(ERAS):
        return
    for name in _OPTIMIZERS:
        optimizer = getattr(keras.optimizers, name)
        optimizer.__new__ = _optimizer_of_keras_2_10(getattr(keras.optimizers.legacy, name))
    if eras == ["keras_2_10"]:
        return
    for name, conversions in _CONVERSIONS.items():
        _translate(getattr(keras.layers, name), name, dict(pair.split(":") for pair in conversions.split()))
    _add_names_of_keras_2_2(keras)
    _train_as_keras_2_2(keras)
    if "keras_1" in eras:
        _add_names_of_keras_1(keras)


def _optimizer_of_keras_2_10(legacy: Callable[..., Any]) -> Callable[..., Any]:
    """A `__new__` that makes the optimizer of Keras 2.10 of arguments that only that one honours."""

    def make(cls: type, *args: Any, **kwargs: Any) -> Any:
        old = "lr" in kwargs or "decay" in kwargs or kwargs.get("epsilon", 0.0) is None
        return legacy(*args, **kwargs) if old else object.__new__(cls)

    return make


def _translate(layer: type, name: str, conversions: Mapping[str, str]) -> None:
    """Wrap the constructor of a layer class as the decorators of legacy/interfaces.py did."""
    construct: Callable[..., None] = layer.__init__  # type: ignore[misc]

    @functools.wraps(construct)
    def translated(self: Any, *args: Any, **kwargs: Any) -> None:
        args, kwargs = _preprocess(name, args, dict(kwargs))
        for old, new in conversions.items():
            if old in kwargs:
                value = kwargs.pop(old)
                value = _ORDERINGS.get(value, value) if old == "dim_ordering" else value
                kwargs[new] = {"cpu": 0, "mem": 1, "gpu": 2}.get(value, value) if old == "consume_less" else value
        construct(self, *args, **kwargs)

    layer.__init__ = translated  # type: ignore[misc]


def _preprocess(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What the preprocessors of legacy/interfaces.py did: kernels, forget gates, input shapes."""
    sides = _SIDES.get(name, ())
    given = [kwargs.pop(side) for side in sides if side in kwargs]
    ours = args[1 : 1 + len(sides) - len(given)]
    if sides and len(ours) + len(given) == len(sides) and all(type(s) is int for s in (*ours, *given)):
        if args:
            args = (args[0], (*ours, *given))
        else:
            kwargs["kernel_size"] = (*ours, *given)
    if name in {"LSTM", "ConvLSTM2D"} and "forget_bias_init" in kwargs:
        kwargs["unit_forget_bias"] = kwargs.pop("forget_bias_init") in {"one", "ones"}
    if name in _SHAPED and "input_dim" in kwargs:
        kwargs["input_shape"] = (kwargs.pop("input_length", None), kwargs.pop("input_dim"))
    if name == "BatchNormalization" and kwargs.get("mode") == 0:
        del kwargs["mode"]
    if name == "Embedding":
        kwargs.pop("dropout", None)
    return args, kwargs


def _add_names_of_keras_2_2(keras: ModuleType) -> None:
    for name in _OPTIMIZERS:  # optimizers.py: "Aliases."
        setattr(keras.optimizers, name.lower(), getattr(keras.optimizers, name))
    layers = keras.layers
    layers.merge = _merge_function(layers)
    layers.CuDNNLSTM = _like("CuDNNLSTM", layers.LSTM)
    layers.CuDNNGRU = _like("CuDNNGRU", layers.GRU)
    layers.Deconvolution2D = layers.Conv2DTranspose
    layers.AtrousConvolution1D = _atrous(layers.Conv1D)
    layers.AtrousConvolution2D = _atrous(layers.Conv2D)
    constraints = keras.constraints  # constraints.py of 2.2.4: "Legacy aliases."
    constraints.maxnorm = constraints.MaxNorm
    constraints.nonneg = constraints.NonNeg
    constraints.unitnorm = constraints.UnitNorm
    backend = keras.backend
    sessions = importlib.import_module("tf_keras.src.backend")  # backend/tensorflow_backend.py, over TensorFlow 1
    backend.set_session, backend.get_session = sessions.set_session, sessions.get_session
    tensorflow = importlib.import_module("tensorflow")
    for name in _NAMES_OF_TENSORFLOW_1:
        setattr(tensorflow, name, getattr(tensorflow.compat.v1, name))
    names = {"channels_last": "tf", "channels_first": "th"}
    backend.image_dim_ordering = lambda: names[backend.image_data_format()]
    backend.set_image_dim_ordering = lambda ordering: backend.set_image_data_format(_ORDERINGS[ordering])


def _train_as_keras_2_2(keras: ModuleType) -> None:
    """engine/training.py and engine/sequential.py: the methods that train and run models, and the names of metrics."""
    for name in _GENERATOR_METHODS:
        _translate_method(keras.Model, name)
    compile_model = keras.Model.compile

    @functools.wraps(compile_model)
    def compiled(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.update(zip(("optimizer", "loss", "metrics"), args, strict=False))
        if "metrics" in kwargs:
            kwargs["metrics"] = _named(kwargs["metrics"])
        compile_model(self, **kwargs)

    def predict_classes(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
        proba = self.predict(x, batch_size=batch_size, verbose=verbose)
        if proba.shape[-1] > 1:
            return proba.argmax(axis=-1)
        return (proba > 0.5).astype("int32")

    def predict_proba(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
        return self.predict(x, batch_size=batch_size, verbose=verbose)

    keras.Model.compile = compiled
    keras.Model._make_predict_function = lambda self: None  # what `predict` did if it had not been done
    keras.Sequential.predict_classes = predict_classes
    keras.Sequential.predict_proba = predict_proba
    keras.Sequential.model = property(lambda self: self)


def install_last(keras: ModuleType, eras: list[str]) -> None:
    """Do what has to be outside of all else that is put around `fit`: it reads the arguments by their later names."""
    if set(eras) & {"keras_2_2", "keras_1"}:
        _translate_method(keras.Model, "fit")


def _translate_method(model: type, name: str) -> None:
    """Let a method take the older names of its arguments, and the order that they had."""
    method = getattr(model, name)

    @functools.wraps(method)
    def translated(self: Any, *args: Any, **kwargs: Any) -> Any:
        if name in {"evaluate_generator", "predict_generator"}:
            kwargs.update(zip(_BEHIND_STEPS, args[2:], strict=False))
            args = args[:2]
        for old, new in _TRAINING.items():
            if old in kwargs:
                kwargs[new] = kwargs.pop(old)
        return method(self, *args, **kwargs)

    setattr(model, name, translated)


def _named(metrics: Any) -> Any:
    """Metrics under the names that they were reported by: that of the function, or `acc`."""
    if isinstance(metrics, dict):
        return {output: _named(given) for output, given in metrics.items()}
    if isinstance(metrics, (list, tuple)):
        return [_named(metric) for metric in metrics]
    return _METRIC_NAMES.get(metrics, metrics) if isinstance(metrics, str) else metrics


def _like(name: str, layer: type) -> type:
    """A layer of the GPU's library, computed by the layer that stands in for it.

    Source: `_convert_rnn_weights` in engine/saving.py of 2.2.4, by which models of either kind read each other's
    weights: CuDNNLSTM is an LSTM with sigmoid gates, CuDNNGRU a GRU with them and with `reset_after`.
    """
    return type(name, (layer,), {})


def _atrous(layer: type) -> Callable[..., Any]:
    """legacy/layers.py: the dilated convolutions had a class, and their rate another name."""

    def make(*args: Any, **kwargs: Any) -> Any:
        kwargs["dilation_rate"] = kwargs.pop("atrous_rate", 1)
        return layer(*args, **kwargs)

    return make


def _merge_function(layers: ModuleType) -> Callable[..., Any]:
    """legacy/layers.py, `merge`."""

    def merge(
        inputs: Any,
        mode: str = "sum",
        concat_axis: int = -1,
        dot_axes: Any = -1,
        output_shape: Any = None,
        output_mask: Any = None,
        arguments: Any = None,
        name: str | None = None,
    ) -> Any:
        if callable(mode):
            return layers.Lambda(mode, output_shape, output_mask, arguments, name=name)(inputs)
        classes = {"sum": layers.Add, "mul": layers.Multiply, "ave": layers.Average, "max": layers.Maximum}
        if mode == "concat":
            return layers.Concatenate(axis=concat_axis, name=name)(inputs)
        if mode in {"dot", "cos"}:
            return layers.Dot(axes=dot_axes, normalize=mode == "cos", name=name)(inputs)
        return classes[mode](name=name)(inputs)

    return merge


def _add_names_of_keras_1(keras: ModuleType) -> None:
    layers, regularizers = keras.layers, keras.regularizers

    def time_distributed_dense(output_dim: int, **kwargs: Any) -> Any:
        """layers/core.py of 1.2.2: one Dense at each step."""
        shape = {key: kwargs.pop(key) for key in ("input_shape", "batch_input_shape", "name") if key in kwargs}
        if "input_dim" in kwargs:
            shape["input_shape"] = (kwargs.pop("input_length", None), kwargs.pop("input_dim"))
        return layers.TimeDistributed(layers.Dense(output_dim, **kwargs), **shape)

    layers.TimeDistributedDense = time_distributed_dense
    regularizers.l1l2 = lambda l1=0.01, l2=0.01: regularizers.L1L2(l1, l2)
    regularizers.WeightRegularizer = lambda l1=0.0, l2=0.0: regularizers.L1L2(l1, l2)
    regularizers.activity_l1 = lambda l=0.01: regularizers.L1L2(l1=l)  # noqa: E741 - its name in Keras 1
    regularizers.activity_l2 = lambda l=0.01: regularizers.L1L2(l2=l)  # noqa: E741 - its name in Keras 1
    _rename_keyword(keras.constraints, "maxnorm", "m", "max_value")
    _rename_keyword(keras.utils, "to_categorical", "nb_classes", "num_classes")
    setattr(importlib.import_module("keras.utils.np_utils"), "to_categorical", keras.utils.to_categorical)  # noqa: B010


def _rename_keyword(module: ModuleType, name: str, old: str, new: str) -> None:
    function = getattr(module, name)

    @functools.wraps(function)
    def renamed(*args: Any, **kwargs: Any) -> Any:
        if old in kwargs:
            kwargs[new] = kwargs.pop(old)
        return function(*args, **kwargs)

    setattr(module, name, renamed)
