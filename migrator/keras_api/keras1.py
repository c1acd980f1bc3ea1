"""Keras 1's names for what the layers of Keras 2 and 3 take. Tables only; a test checks them against Keras.

Source: `keras/legacy/interfaces.py` of Keras 2.2.4, whose decorators translated these names until Keras 2.3; Keras 2.4
and later refuse them. `layers/recurrent.py`, `layers/convolutional.py` and others of Keras 1.2.2 for what those left
out.
"""

from collections.abc import Mapping

_KERNEL = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_ORDERING = {"dim_ordering": "data_format"}
_DENSE = {"output_dim": "units", **_KERNEL}
_CONV = {"nb_filter": "filters", "border_mode": "padding", **_KERNEL}
_CONV_1D = {**_CONV, "filter_length": "kernel_size", "subsample_length": "strides"}
_CONV_2D = {**_CONV, **_ORDERING, "subsample": "strides"}
_GATES = {
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}
_RECURRENT = {"output_dim": "units", **_GATES}
_POOL_1D = {"pool_length": "pool_size", "stride": "strides", "border_mode": "padding"}
_POOL_2D = {"border_mode": "padding", **_ORDERING}
_DROP = {"p": "rate"}

_FAMILIES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("Dense TimeDistributedDense", _DENSE),
    ("LSTM GRU", _RECURRENT),
    ("SimpleRNN", {k: v for k, v in _RECURRENT.items() if k != "inner_activation"}),
    ("ConvLSTM2D", {"nb_filter": "filters", "subsample": "strides", "border_mode": "padding", **_ORDERING, **_GATES}),
    ("Conv1D Convolution1D LocallyConnected1D", _CONV_1D),
    ("AtrousConvolution1D", {**_CONV_1D, "atrous_rate": "dilation_rate"}),
    (
        "Conv2D Convolution2D LocallyConnected2D Conv2DTranspose Convolution2DTranspose Deconvolution2D "
        "Conv3D Convolution3D",
        _CONV_2D,
    ),
    ("AtrousConvolution2D", {**_CONV_2D, "atrous_rate": "dilation_rate"}),
    (
        "SeparableConv2D SeparableConvolution2D",
        {
            **{k: v for k, v in _CONV_2D.items() if k not in {"init", "W_regularizer", "W_constraint"}},
            "depthwise_init": "depthwise_initializer",
            "pointwise_init": "pointwise_initializer",
        },
    ),
    ("MaxPooling1D AveragePooling1D MaxPool1D AvgPool1D", _POOL_1D),
    ("MaxPooling2D AveragePooling2D MaxPool2D AvgPool2D", _POOL_2D),
    ("MaxPooling3D AveragePooling3D MaxPool3D AvgPool3D", _POOL_2D),
    ("GlobalMaxPooling2D GlobalAveragePooling2D GlobalMaxPool2D GlobalAvgPool2D", _ORDERING),
    ("GlobalMaxPooling3D GlobalAveragePooling3D GlobalMaxPool3D GlobalAvgPool3D", _ORDERING),
    ("UpSampling1D", {"length": "size"}),
    ("UpSampling2D UpSampling3D ZeroPadding2D ZeroPadding3D Cropping2D Cropping3D", _ORDERING),
    (
        "Embedding",
        {
            "init": "embeddings_initializer",
            "W_regularizer": "embeddings_regularizer",
            "W_constraint": "embeddings_constraint",
        },
    ),
    ("BatchNormalization", {"beta_init": "beta_initializer", "gamma_init": "gamma_initializer"}),
    ("PReLU", {"init": "alpha_initializer"}),
    ("Dropout GaussianDropout SpatialDropout1D", _DROP),
    ("SpatialDropout2D SpatialDropout3D", {**_DROP, **_ORDERING}),
    ("GaussianNoise", {"sigma": "stddev"}),
)

LAYER_KEYWORDS: dict[str, Mapping[str, str]] = {
    name: keywords for names, keywords in _FAMILIES for name in names.split()
}
"""For each layer class, Keras 1's keywords and Keras 2's."""

RECURRENT_CLASSES = frozenset({"SimpleRNN", "LSTM", "GRU", "ConvLSTM2D"})
"""The recurrent classes of the table."""

KERNEL_SIDES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        "Conv2D Convolution2D LocallyConnected2D Conv2DTranspose Convolution2DTranspose Deconvolution2D "
        "AtrousConvolution2D SeparableConv2D SeparableConvolution2D ConvLSTM2D".split(),
        ("nb_row", "nb_col"),
    ),
    **dict.fromkeys(("Conv3D", "Convolution3D"), ("kernel_dim1", "kernel_dim2", "kernel_dim3")),
}
"""Classes that took the sides of their kernel one by one: `Convolution2D(32, 3, 3)` is `Conv2D(32, (3, 3))`."""

DATA_FORMATS: dict[object, str | None] = {"tf": "channels_last", "th": "channels_first", "default": None}
"""`dim_ordering` to `data_format`; None is the default of the layer."""

DROPPED: dict[str, frozenset[str]] = {
    **dict.fromkeys(RECURRENT_CLASSES, frozenset({"consume_less"})),
    **dict.fromkeys(("Deconvolution2D", "Conv2DTranspose", "Convolution2DTranspose"), frozenset({"output_shape"})),
}
"""Keywords that Keras 2.0 - 2.3 took and that say nothing of the result: how to compute, what follows from the rest."""

FORGET_BIAS: dict[object, bool] = {"one": True, "ones": True}
"""`forget_bias_init` of LSTM to `unit_forget_bias`; every other value was False (`recurrent_args_preprocessor`)."""

GONE_UNLESS_DEFAULT: dict[str, dict[str, tuple[object, str]]] = {
    "BatchNormalization": {"mode": (0, "Keras 2 and 3 normalize each feature by the batch, which was mode 0")},
    "Embedding": {"dropout": (0.0, "Keras 2 ignored it; a `SpatialDropout1D` behind the layer does much the same")},
}
"""Arguments without a successor: their defaults, and what to do about other values."""

OLD_CLASSES = frozenset({"AtrousConvolution1D", "AtrousConvolution2D", "Deconvolution2D", "TimeDistributedDense"})
"""Classes of the table that only Keras 1 had, and Keras 2.0 - 2.3 for its sake."""

INITIALIZER_SECOND = frozenset({"Dense", "LSTM", "GRU", "SimpleRNN", "TimeDistributedDense"})
"""Classes whose second argument was the initializer, and is the activation in Keras 2 and 3."""

INITIALIZERS = frozenset(
    """uniform normal zero one identity orthogonal glorot_uniform glorot_normal he_uniform he_normal lecun_uniform
    lecun_normal""".split()
)
"""Names of initializers; none is that of an activation."""
