"""What the names of old modules became where the tables do not tell, and what to do where nothing took their place."""

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

_COUNT = "sum the sizes of the weights"
_SPLIT = "build the model under `tf.distribute.MirroredStrategy().scope()`, or see `keras.distribution`"
_INITIALIZER = "an initializer of `keras.initializers` is a class now; it is called with a shape and returns values"

ADVICE = {
    "keras.initializations": _INITIALIZER,
    "keras.engine.network.Network": "use `keras.Model`",
    "keras.engine.topology.Container": "use `keras.Model`",
    "keras.engine.topology.Node": "the graph of a model is private",
    "keras.experimental.PeepholeLSTMCell": "write it as a layer of your own for `keras.layers.RNN`",
    "keras.layers.core.MaxoutDense": "write it as a `Dense` layer of k times the units, a `Reshape` and a maximum",
    "keras.layers.core.Highway": "write it as a layer of your own",
    "keras.layers.recurrent.Recurrent": "write a cell, and give it to `keras.layers.RNN`",
    "keras.utils.HDF5Matrix": "read the file with h5py, in a `keras.utils.PyDataset` if it does not fit into memory",
    "keras.utils.io_utils.HDF5Matrix": (
        "read the file with h5py, in a `keras.utils.PyDataset` if it does not fit into memory"
    ),
    "keras.utils.layer_utils.count_params": _COUNT,
    "keras.utils.layer_utils.print_summary": "use `model.summary()`",
    "keras.utils.multi_gpu_model": _SPLIT,
    "keras.utils.multi_gpu_utils.multi_gpu_model": _SPLIT,
    "keras.utils.training_utils.multi_gpu_model": _SPLIT,
    "keras.utils.np_utils.categorical_probas_to_classes": "use `numpy.argmax(p, axis=1)`",
    "keras.utils.np_utils.probas_to_classes": "use `numpy.argmax(p, axis=1)`, or `p > 0.5` for one column",
    "keras.wrappers.scikit_learn": (
        "use SciKeras, or `keras.wrappers.SKLearnClassifier` and `SKLearnRegressor` of Keras 3.8, which take a model"
    ),
}
"""What to do instead of a name that Keras 3 has nothing for, or of all names of a module."""
