"""The methods of Keras 2 models that train and run them: their parameters, and what has become of these in Keras 3.

Sources: Keras 1.2, 2.2 and 2.15 `engine/training.py`, `legacy/interfaces.py`; Keras 3 `trainers/trainer.py`. A test
holds the tables to the signatures of both.
"""

from dataclasses import dataclass

WORKER_ARGUMENTS = frozenset(
    {"max_queue_size", "workers", "use_multiprocessing", "max_q_size", "nb_worker", "pickle_safe"}
)
"""Arguments about the threads that fetch batches. Keras 3 takes such of `PyDataset` alone, in its constructor."""

SAMPLE_COUNTS = {
    "samples_per_epoch": "steps_per_epoch",
    "nb_val_samples": "validation_steps",
    "val_samples": "steps",
}
"""Arguments of Keras 1 that count samples, and those that count batches in their place."""

KERAS_1_NAMES = frozenset({"nb_epoch", "nb_worker", "pickle_safe", "max_q_size", *SAMPLE_COUNTS})


@dataclass(frozen=True, slots=True)
class GeneratorMethod:
    """A method of Keras 2 models over generators, and the one of Keras 3 that takes its place."""

    name: str
    parameters: tuple[str, ...]
    """In the order of Keras 2.15."""
    older: tuple[str, ...]
    """In the order of Keras 2.0 to 2.2, TensorFlow 1.13 and before."""
    defaults: tuple[tuple[str, str], ...] = ()
    """What the old method took where nothing was given, and the new one does not."""


GENERATOR_METHODS = {
    "fit_generator": GeneratorMethod(
        "fit",
        (
            "generator",
            "steps_per_epoch",
            "epochs",
            "verbose",
            "callbacks",
            "validation_data",
            "validation_steps",
            "validation_freq",
            "class_weight",
            "max_queue_size",
            "workers",
            "use_multiprocessing",
            "shuffle",
            "initial_epoch",
        ),
        (
            "generator",
            "steps_per_epoch",
            "epochs",
            "verbose",
            "callbacks",
            "validation_data",
            "validation_steps",
            "class_weight",
            "max_queue_size",
            "workers",
            "use_multiprocessing",
            "shuffle",
            "initial_epoch",
        ),
    ),
    "evaluate_generator": GeneratorMethod(
        "evaluate",
        ("generator", "steps", "callbacks", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
        ("generator", "steps", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
        (("verbose", "0"),),
    ),
    "predict_generator": GeneratorMethod(
        "predict",
        ("generator", "steps", "callbacks", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
        ("generator", "steps", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
        (("verbose", "0"),),
    ),
}

COMPILE_ARGUMENTS = (
    "optimizer",
    "loss",
    "metrics",
    "loss_weights",
    "weighted_metrics",
    "run_eagerly",
    "steps_per_execution",
    "jit_compile",
)
"""The arguments of `compile` in the order of Keras 2.15; in that of Keras 3 `loss_weights` comes before `metrics`."""

COMPILE_REMOVED = {
    "sample_weight_mode": True,
    "experimental_run_tf_function": True,
    "pss_evaluation_shards": True,
    "from_serialized": True,
    "cloning": True,
    "distribute": False,
    "target_tensors": False,
    "class_mode": False,
    "options": False,
    "run_metadata": False,
}
"""Arguments of `compile` that Keras 3 has no more, and whether what a model computes is the same without them. The
last three: of Keras 0.3, and of TensorFlow's sessions that Keras 2.0 to 2.3 handed on."""

ON_BATCH_ARGUMENTS = {
    "train_on_batch": ("x", "y", "sample_weight", "class_weight", "reset_metrics", "return_dict"),
    "test_on_batch": ("x", "y", "sample_weight", "reset_metrics", "return_dict"),
}
"""The arguments in the order of Keras 2.15. Keras 3 has no `reset_metrics`."""

METRIC_KEYS = (
    frozenset({"acc", "accuracy"}),
    frozenset({"mse", "MSE", "mean_squared_error"}),
    frozenset({"mae", "MAE", "mean_absolute_error"}),
    frozenset({"mape", "MAPE", "mean_absolute_percentage_error"}),
    frozenset({"msle", "MSLE", "mean_squared_logarithmic_error"}),
    frozenset({"KLDivergence", "kl_divergence", "kullback_leibler_divergence"}),
)
"""Names of one metric each. Keras up to 2.2 reported a metric as `acc` or under its long name, whatever `compile` was
given; Keras 2.3 and later, and Keras 3, under the name that it was given. Of names of classes (`AUC`) Keras 2 made
`auc`, Keras 3 makes nothing else (seen in 2.15 and 3.15)."""

GONE_LOSSES = {
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "huber_loss": "huber",
    "cosine_proximity": "cosine_similarity",
    "cosine": "cosine_similarity",
}
"""Strings that name a loss in some Keras 2, and those that name it in Keras 3; the last two up to Keras 2.2."""

GONE_METRICS = {
    "kullback_leibler_divergence": "KLDivergence",
    "logcosh": "LogCoshError",
    "log_cosh": "LogCoshError",
    "cosine_proximity": "CosineSimilarity",
}
"""Strings that name a metric in some Keras 2 and in no Keras 3, and the class of `keras.metrics` that it is."""

MONITOR_POSITIONS = {"EarlyStopping": 0, "ModelCheckpoint": 1, "ReduceLROnPlateau": 0}
"""Callbacks that monitor a metric, and the position of `monitor` (the same in Keras 2.0, 2.15 and 3)."""

MODE_POSITIONS = {"EarlyStopping": 4, "ModelCheckpoint": 5, "ReduceLROnPlateau": 4}
"""The position of their `mode` (the same in Keras 2.0, 2.15 and 3)."""

RISING_METRICS = frozenset(
    """AUC CosineSimilarity F1Score FBetaScore IoU BinaryIoU MeanIoU OneHotIoU OneHotMeanIoU Precision PrecisionAtRecall
    R2Score Recall RecallAtPrecision SensitivityAtSpecificity SpecificityAtSensitivity cosine_similarity""".split()
)
"""Names of metrics in strings that Keras 3 takes the highest value of, and whose names say nothing to Keras 2."""


def mode_of_keras_2(callback: str, monitor: str) -> tuple[str, bool]:
    """The direction that a callback took of a name, and whether all versions of Keras 2 did (`callbacks.py`)."""
    old = "acc" in monitor or (callback == "ModelCheckpoint" and monitor.startswith("fmeasure"))
    new = monitor.endswith(("acc", "accuracy", "auc")) if callback == "EarlyStopping" else old
    return "max" if new else "min", old == new


FUNCTION_NAMES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "MSE": "mean_squared_error",
    "MAE": "mean_absolute_error",
    "MAPE": "mean_absolute_percentage_error",
    "MSLE": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
}
"""The own names of functions of `keras.metrics` and `keras.losses` that have other names beside it."""

RENAMED_ARGUMENTS = {"generator": "x", "nb_epoch": "epochs"}
"""Arguments of these methods that Keras 3 has under another name."""

FIT_ARGUMENTS = (
    "x",
    "y",
    "batch_size",
    "epochs",
    "verbose",
    "callbacks",
    "validation_split",
    "validation_data",
    "shuffle",
    "class_weight",
    "sample_weight",
    "initial_epoch",
    "steps_per_epoch",
    "validation_steps",
    "validation_batch_size",
    "validation_freq",
)
EVALUATE_ARGUMENTS = ("x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", "return_dict")
PREDICT_ARGUMENTS = ("x", "batch_size", "verbose", "steps", "callbacks")
RUN_ARGUMENTS = {"fit": FIT_ARGUMENTS, "evaluate": EVALUATE_ARGUMENTS, "predict": PREDICT_ARGUMENTS}
"""The arguments of the methods of Keras 3, in order."""
