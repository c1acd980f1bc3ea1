"""What the names of old modules became where the tables do not tell. What to do for those without a home: `advice`."""

_LEGACY_OPTIMIZERS = "Adadelta Adagrad Adam Adamax Ftrl Nadam Optimizer RMSprop SGD".split()

RENAMED = {
    "keras.initializations.get": "keras.initializers.get",
    "keras.mixed_precision.experimental.Policy": "keras.mixed_precision.Policy",
    "keras.mixed_precision.experimental.global_policy": "keras.mixed_precision.global_policy",
    "keras.mixed_precision.experimental.set_policy": "keras.mixed_precision.set_global_policy",
    "keras.utils.visualize_util.plot": "keras.utils.plot_model",
    **{f"keras.optimizers.legacy.{name}": f"keras.optimizers.{name}" for name in _LEGACY_OPTIMIZERS},
}
"""Names that moved and changed at once, by what they were called (Keras 1.2 `visualize_util.py`, TensorFlow 2.3)."""

STUBS = frozenset({"keras.optimizers.legacy"})
"""Modules whose classes Keras 3 has only to raise ImportError when they are called (`optimizers/__init__.py`)."""

OF_OTHER_RULES = frozenset(
    {
        "keras.constraints.maxnorm",
        "keras.constraints.nonneg",
        "keras.constraints.unitnorm",
        "keras.layers.AbstractRNNCell",
        "keras.layers.AtrousConvolution1D",
        "keras.layers.AtrousConvolution2D",
        "keras.layers.CuDNNGRU",
        "keras.layers.CuDNNLSTM",
        "keras.layers.Deconvolution2D",
        "keras.layers.Deconvolution3D",
        "keras.layers.ThresholdedReLU",
    }
)
"""Names that moved or are gone and that rules about their arguments rename, imports and all."""

DIFFERENT = frozenset(
    {
        "keras.initializations",  # functions that take a shape and return a variable
        "keras.metrics.cosine",
        "keras.metrics.cosine_proximity",
        "keras.metrics.cosine_similarity",
        "keras.metrics.metrics.cosine_proximity",
        "keras.metrics.metrics.cosine_similarity",
        "keras.metrics.regression_metrics.cosine_similarity",  # of the other sign than the loss
        "keras.utils.metrics_utils.Reduction",  # of metrics, not of losses
    }
)
"""Names, or modules, that stand for other things now: what they are not renamed to above is no more."""

OLDER = frozenset(
    """keras.callbacks.tensorboard_v1 keras.callbacks_v1 keras.engine.base_layer_v1 keras.engine.training_v1
    keras.initializers.initializers_v1 keras.layers.BatchNormalizationV1 keras.layers.GRUCellV1 keras.layers.GRUV1
    keras.layers.LSTMCellV1 keras.layers.LSTMV1 keras.layers.legacy_rnn
    keras.layers.normalization.batch_normalization_v1 keras.layers.rnn.GRUCellV1 keras.layers.rnn.GRUV1
    keras.layers.rnn.LSTMCellV1 keras.layers.rnn.LSTMV1 keras.layers.rnn.gru_v1 keras.layers.rnn.legacy_cells
    keras.layers.rnn.lstm_v1 keras.optimizer_v1 keras.optimizers.legacy.Nadam keras.optimizers.legacy.RMSprop
    keras.optimizers.optimizer_v1 keras.saving.legacy
    keras.saving.saving_lib""".split()
)
"""Names of Keras 2.4 to 2.15 that were other code than those that took their place: for TensorFlow 1, for older files.
Of `optimizers.legacy`, those whose updates are other numbers."""

OF_VERSION_1 = frozenset({"keras.layers.GRU", "keras.layers.GRUCell", "keras.layers.LSTM", "keras.layers.LSTMCell"})
"""Names of `tf.compat.v1.keras` whose defaults are others: the recurrent activation, `reset_after` of GRU (Keras 2.15
`layers/rnn/gru_v1.py`, `lstm_v1.py`)."""
