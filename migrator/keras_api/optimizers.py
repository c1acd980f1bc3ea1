"""The optimizers of Keras 2 and what they take. Tables only; a test checks them against Keras.

Sources: Keras 2.0.9 - 2.3.1 `optimizers.py`, Keras 2.6 - 2.10 `optimizers/optimizer_v2/`, Keras 2.15 `optimizers/`,
Keras 3 `optimizers/`.
"""

OPTIMIZERS = frozenset("SGD RMSprop Adagrad Adadelta Adam Adamax Nadam Ftrl AdamW Adafactor Lion".split())
"""Classes of `keras.optimizers` that Keras 2 and Keras 3 share."""

LOWERCASE_NAMES = {
    "sgd": "SGD",
    "rmsprop": "RMSprop",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
    "adam": "Adam",
    "adamax": "Adamax",
    "nadam": "Nadam",
}
"""The second names of classes that `keras.optimizers` had up to Keras 2.3."""

VERSIONED_MODULES = {
    "gradient_descent_v2": "SGD",
    "rmsprop_v2": "RMSprop",
    "adagrad_v2": "Adagrad",
    "adadelta_v2": "Adadelta",
    "adam_v2": "Adam",
    "adamax_v2": "Adamax",
    "nadam_v2": "Nadam",
}
"""Modules that Keras 2.4 - 2.11 could import from `keras.optimizers`, and the class in each."""

STABLE_RATES = {"SGD": "0.01", "RMSprop": "0.001", "Adam": "0.001", "Ftrl": "0.001"}
"""Default learning rates that no version changed."""

EARLY_RATES = {"Adagrad": "0.01", "Adadelta": "1.0", "Adamax": "0.002", "Nadam": "0.002"}
"""Default learning rates of Keras 2.0 - 2.3, standalone. In TensorFlow, in Keras 2.4 and later they are 0.001."""

WITH_EPSILON = frozenset("RMSprop Adagrad Adadelta Adam Adamax Nadam AdamW".split())
"""Optimizers for which `epsilon=None` meant `K.epsilon()`, 1e-7 (Keras 2.1 - 2.10)."""

EARLY_POSITIONS = {
    "SGD": ("learning_rate", "momentum", "decay", "nesterov"),
    "RMSprop": ("learning_rate", "rho", "epsilon", "decay"),
    "Adagrad": ("learning_rate", "epsilon", "decay"),
    "Adadelta": ("learning_rate", "rho", "epsilon", "decay"),
    "Adam": ("learning_rate", "beta_1", "beta_2", "epsilon", "decay", "amsgrad"),
    "Adamax": ("learning_rate", "beta_1", "beta_2", "epsilon", "decay"),
    "Nadam": ("learning_rate", "beta_1", "beta_2", "epsilon", "schedule_decay"),
}
"""The order of the arguments in Keras 2.0 - 2.3, standalone."""

POSITIONS = {
    "SGD": ("learning_rate", "momentum", "nesterov"),
    "RMSprop": ("learning_rate", "rho", "momentum", "epsilon", "centered"),
    "Adagrad": ("learning_rate", "initial_accumulator_value", "epsilon"),
    "Adadelta": ("learning_rate", "rho", "epsilon"),
    "Adam": ("learning_rate", "beta_1", "beta_2", "epsilon", "amsgrad"),
    "Adamax": ("learning_rate", "beta_1", "beta_2", "epsilon"),
    "Nadam": ("learning_rate", "beta_1", "beta_2", "epsilon"),
}
"""The order in TensorFlow, in Keras 2.4 - 2.10 and in Keras 3, as far as they agree."""

GONE_KEYWORDS = frozenset({"schedule_decay", "jit_compile", "is_legacy_optimizer"})
"""Keywords that some version of Keras 2 took and Keras 3 refuses, besides `lr` and `decay`."""

GONE_METHODS = {
    "minimize": "compute the gradients under `tf.GradientTape` and pass them to `apply_gradients`",
    "compute_gradients": "compute the gradients under `tf.GradientTape`",
    "aggregate_gradients": "`apply_gradients` does it",
    "get_updates": "compute the gradients under `tf.GradientTape` and pass them to `apply_gradients`",
    "get_gradients": "compute the gradients under `tf.GradientTape`",
    "get_weights": "`[v.numpy() for v in optimizer.variables]` has what is in Keras 3 the state of the optimizer",
    "variables": "`variables` is a list, the learning rate among it",
    "get_slot": "the variables of the state are in `optimizer.variables`",
    "_decayed_lr": "`optimizer.learning_rate` is the present rate",
}
"""Methods of Keras 2 optimizers that Keras 3 has not (or not as methods), and what does their work."""

GONE_ATTRIBUTES = {"weights": "`variables` has the state of the optimizer, the learning rate among it"}
"""The same of attributes (Keras 2.4 - 2.10, and the legacy optimizers of 2.11 - 2.15)."""

TF_TRAIN_OPTIMIZERS = frozenset(
    """AdadeltaOptimizer AdagradOptimizer AdamOptimizer FtrlOptimizer GradientDescentOptimizer MomentumOptimizer
    RMSPropOptimizer""".split()
)
"""Optimizers of `tf.compat.v1.train` that `compile` of Keras 2 took."""
