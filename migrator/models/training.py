"""What a model was compiled with: losses, metrics, optimizer.

Two forms: `training_config` of `.h5` files, whose objects have no modules, and `compile_config` of `.keras` files.
Sources: Keras 2.15 `saving/legacy/saving_utils.py` and `optimizers/`; Keras 3 `legacy/saving/saving_utils.py`.
"""

from __future__ import annotations

from typing import Any

from migrator.models.notes import TRAINING, Config, Journal, Path
from migrator.models.objects import is_object, is_own

_FUNCTIONS = {
    "mse": "mean_squared_error",
    "MSE": "mean_squared_error",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "MAPE": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "MSLE": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "bce": "binary_crossentropy",
    "BCE": "binary_crossentropy",
    "logcosh": "log_cosh",
    "huber_loss": "huber",
    "cosine": "cosine_similarity",
    "cosine_proximity": "cosine_similarity",
}
"""Names of losses and metrics that not every version of Keras 3 finds in a file, and those that all find."""

_NO_LONGER = ("sample_weight_mode", "target_tensors", "pss_evaluation_shards", "from_serialized")
_DEFAULTS = {"steps_per_execution": 1, "run_eagerly": False, "jit_compile": "auto"}

_SCHEDULES = "keras.optimizers.schedules"
_OPTIMIZER_GONE = ("jit_compile", "is_legacy_optimizer", "experimental_update", "schedule_decay", "initial_decay")
_OPTIMIZER_BASE = frozenset(
    """name learning_rate weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum
    ema_overwrite_frequency""".split()
)
_OPTIMIZER_OWN = {
    "Adadelta": "rho epsilon",
    "Adafactor": "beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step",
    "Adagrad": "initial_accumulator_value epsilon",
    "Adam": "beta_1 beta_2 epsilon amsgrad",
    "AdamW": "beta_1 beta_2 epsilon amsgrad",
    "Adamax": "beta_1 beta_2 epsilon",
    "Ftrl": "learning_rate_power initial_accumulator_value l1_regularization_strength l2_regularization_strength "
    "l2_shrinkage_regularization_strength beta",
    "Lion": "beta_1 beta_2",
    "Nadam": "beta_1 beta_2 epsilon",
    "RMSprop": "rho momentum epsilon centered",
    "SGD": "momentum nesterov",
}
"""What optimizers of Keras 3 take, `_OPTIMIZER_BASE` apart."""


def migrate_training(config: Config, path: Path, journal: Journal, *, names_only: bool) -> None:
    """Migrate compile settings in place. `names_only`: the form of `.h5` files, where classes have no modules."""
    for key in ("loss", "metrics", "weighted_metrics"):
        if key in config:
            config[key] = _function(config[key], (*path, key), journal)
    if names_only and "loss_weights" not in config:
        config["loss_weights"] = None  # Keras 3 looks it up without asking
        journal.changed(path, "`loss_weights` is None, as it was without being said", TRAINING)
    for key in _NO_LONGER:
        if key in config:
            del config[key]
            journal.changed(path, f"`{key}` goes", TRAINING)
    if not names_only:
        for key, default in _DEFAULTS.items():
            if key in config and config[key] is None:
                config[key] = default
                journal.changed((*path, key), f"`{key}` is {default!r}, as None was", TRAINING)
    for key in ("optimizer_config", "optimizer"):
        if isinstance(config.get(key), dict):
            _optimizer(config[key], (*path, key), journal, names_only=names_only)


def _function(value: Any, path: Path, journal: Journal) -> Any:
    """Losses or metrics, in whatever lists and dicts they stand."""
    if isinstance(value, str):
        if value in _FUNCTIONS:
            journal.changed(path, f"`{value}` is `{_FUNCTIONS[value]}`", TRAINING)
        return _FUNCTIONS.get(value, value)
    if isinstance(value, list):
        return [_function(item, (*path, index), journal) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if not is_object(value):
        return {key: _function(item, (*path, key), journal) for key, item in value.items()}
    if not is_own(value):
        return _object(value, path, journal)
    return value


def _object(value: Config, path: Path, journal: Journal) -> Any:
    """A loss or a metric as an object."""
    inner = value["config"]
    if value["class_name"] == "function" and isinstance(inner, str):
        name = _FUNCTIONS.get(inner, inner)
        if name == inner:
            return value
        journal.changed(path, f"`{inner}` is `{name}`", TRAINING)
        return {**value, "config": name}
    if not isinstance(inner, dict):
        return value
    if value["class_name"] in ("MeanMetricWrapper", "LossFunctionWrapper", "SumOverBatchSizeMetricWrapper"):
        function = inner.get("fn")
        if isinstance(function, str):
            # The wrapper around a function, which Keras 3 has under another form; compile() makes it of the name.
            journal.changed(path, f"`{value['class_name']}` of `{function}` is the function", TRAINING)
            return _FUNCTIONS.get(function, function)
    if inner.get("reduction") == "auto":
        inner["reduction"] = "sum_over_batch_size"
        journal.changed(path, "`reduction` `auto` is `sum_over_batch_size`", TRAINING)
    if isinstance(inner.get("fn"), str):  # a loss class keeps the function that it wraps to itself
        del inner["fn"]
        journal.changed(path, "`fn` goes", TRAINING)
    return value


def _optimizer(value: Config, path: Path, journal: Journal, *, names_only: bool) -> None:
    name = value.get("class_name")
    config = value.get("config")
    if not isinstance(name, str) or not isinstance(config, dict):
        return
    bare = name.removeprefix("Custom>")
    if bare not in _OPTIMIZER_OWN:
        journal.review(path, f"the optimizer `{name}` is not one of Keras 3's: compile the model anew", TRAINING)
        return
    if bare != name:
        value["class_name"] = bare
        journal.changed(path, f"`{name}` is `{bare}`", TRAINING)
    if not names_only:
        value.update(module="keras.optimizers", registered_name=None)
    if "lr" in config:
        config["learning_rate"] = config.pop("lr")
        journal.changed(path, "`lr` is `learning_rate`", TRAINING)
    _decay(config, path, journal)
    _schedule(config, path, journal)
    if config.get("epsilon", 0.0) is None:
        config["epsilon"] = 1e-7
        journal.changed(path, "`epsilon` is 1e-07, as None was", TRAINING)
    taken = _OPTIMIZER_BASE | set(_OPTIMIZER_OWN[bare].split())
    gone = [key for key in config if key not in taken]
    for key in gone:
        was = config.pop(key)
        if key not in _OPTIMIZER_GONE and was not in (None, False, 0, 0.0):
            journal.review(path, f"`{key}` was {was!r}, which Keras 3's {bare} does not have", TRAINING)
    if gone:
        journal.changed(path, f"{', '.join(f'`{key}`' for key in gone)} {'goes' if len(gone) == 1 else 'go'}", TRAINING)


def _decay(config: Config, path: Path, journal: Journal) -> None:
    """The old `decay`: lr / (1 + decay * step) at each step, which is what InverseTimeDecay computes."""
    decay = config.pop("decay", None)
    if decay is None:
        return
    rate = config.get("learning_rate")
    if not decay or not isinstance(rate, (int, float)):
        journal.changed(path, "`decay` goes", TRAINING)
        return
    config["learning_rate"] = {
        "module": _SCHEDULES,
        "class_name": "InverseTimeDecay",
        "config": {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay, "staircase": False},
        "registered_name": None,
    }
    journal.changed(path, "`decay` is an InverseTimeDecay schedule of the rate", TRAINING)


def _schedule(config: Config, path: Path, journal: Journal) -> None:
    """A schedule gets the module that Keras 3 has it in."""
    rate = config.get("learning_rate")
    if is_object(rate) and isinstance(rate, dict) and not is_own(rate):
        if rate.get("module") != _SCHEDULES:
            rate.update(module=_SCHEDULES, registered_name=None)
            journal.changed((*path, "learning_rate"), "the schedule has the module of Keras 3", TRAINING)
