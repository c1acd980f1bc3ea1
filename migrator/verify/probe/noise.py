"""Noise that is the same on both sides: dropout masks and random tensors that are a function of their shape.

Each element's number comes from its place in the tensor, by integer arithmetic that all frameworks compute alike, so
that it depends neither on how often a random function was called before nor on what is known of the shape when it is
traced.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

_PRIME, _FACTOR = 65_521, 16_807


class _TensorFlow:
    """The few operations that noise takes, in TensorFlow."""

    def __init__(self) -> None:
        self.tf: Any = importlib.import_module("tensorflow")

    def fractions(self, shape: Any, dtype: Any) -> Any:
        """Numbers in (0, 1), evenly spread, of the shape."""
        tf = self.tf
        shape = tf.convert_to_tensor(shape, "int32")
        place = tf.range(tf.reduce_prod(shape)) % _PRIME
        mixed = ((place + 1) * _FACTOR) % _PRIME
        return tf.cast((tf.cast(tf.reshape(mixed, shape), "float32") + 0.5) / _PRIME, dtype)

    def choices(self, logits: Any, samples: Any) -> Any:
        """Numbers of classes, drawn by their logits: the largest with Gumbel's noise on it."""
        tf = self.tf
        logits = tf.convert_to_tensor(logits)
        rows, classes = tf.unstack(tf.shape(logits))
        noise = -tf.math.log(-tf.math.log(self.fractions([rows, samples, classes], logits.dtype)))
        return tf.argmax(logits[:, None, :] + noise, axis=-1)

    def mixed(self, values: Any) -> Any:
        """The same values in another order."""
        tf = self.tf
        return tf.gather(values, tf.argsort(self.fractions([tf.shape(values)[0]], "float32")))

    def shape(self, x: Any) -> Any:
        return self.tf.shape(x)

    def dtype(self, x: Any) -> Any:
        return x.dtype

    def bell(self, fractions: Any) -> Any:
        """Normally distributed numbers of evenly spread ones."""
        return self.tf.cast(1.4142135, fractions.dtype) * self.tf.math.erfinv(2 * fractions - 1)

    def where(self, condition: Any, x: Any) -> Any:
        return self.tf.where(condition, x, self.tf.zeros_like(x))

    def clip(self, x: Any, low: float, high: float) -> Any:
        return self.tf.clip_by_value(x, low, high)


class _Ops:
    """The same in keras.ops."""

    def __init__(self, keras: ModuleType) -> None:
        self.ops: Any = keras.ops

    def fractions(self, shape: Any, dtype: Any) -> Any:
        ops = self.ops
        shape = tuple(shape)
        size: Any = 1
        for length in shape:
            size = size * length
        place = ops.arange(size, dtype="int32") % _PRIME
        mixed = ((place + 1) * _FACTOR) % _PRIME
        return ops.cast((ops.cast(ops.reshape(mixed, shape), "float32") + 0.5) / _PRIME, dtype)

    def shape(self, x: Any) -> Any:
        return self.ops.shape(x)

    def dtype(self, x: Any) -> Any:
        return x.dtype

    def bell(self, fractions: Any) -> Any:
        return 1.4142135 * self.ops.erfinv(2 * fractions - 1)

    def where(self, condition: Any, x: Any) -> Any:
        return self.ops.where(condition, x, self.ops.zeros_like(x))

    def clip(self, x: Any, low: float, high: float) -> Any:
        return self.ops.clip(x, low, high)


class Noise:
    """The random functions that stand for those of a Keras and of TensorFlow."""

    def __init__(self, ops: Any, floatx: Any, note: Any) -> None:
        self._ops = ops
        self._floatx = floatx
        self._note = note

    def uniform(self, shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, **_: Any) -> Any:
        """Evenly spread numbers."""
        self._note("random numbers")
        fractions = self._ops.fractions(shape, dtype or self._floatx())
        return minval + ((1.0 if maxval is None else maxval) - minval) * fractions

    def normal(self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, **_: Any) -> Any:
        """Normally distributed numbers."""
        self._note("random numbers")
        return mean + stddev * self._ops.bell(self._ops.fractions(shape, dtype or self._floatx()))

    def truncated_normal(self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, **_: Any) -> Any:
        """Normally distributed numbers, none further than two deviations from the mean."""
        self._note("random numbers")
        bell = self._ops.bell(self._ops.fractions(shape, dtype or self._floatx()))
        return mean + stddev * self._ops.clip(bell, -2.0, 2.0)

    def dropout(self, inputs: Any, rate: Any, noise_shape: Any = None, **_: Any) -> Any:
        """The inputs without those that fall to a fixed mask, the others scaled up.

        The mask is the same at all steps and places between the first axis and the last: of recurrent layers Keras 2
        drops parts of the whole sequence, Keras 3 of each step (tf_keras 2.21, layers/rnn/lstm.py; Keras 3.15,
        layers/rnn/dropout_rnn_cell.py).
        """
        if isinstance(rate, (int, float)) and not 0 < rate < 1:
            return inputs if rate == 0 else inputs * 0
        self._note("dropout")
        whole = self._ops.shape(inputs)
        if noise_shape is None:
            shape = whole
        else:
            shape = [whole[axis] if length is None else length for axis, length in enumerate(noise_shape)]
        axes = len(inputs.shape)
        shape = [shape[axis] if axis in {0, axes - 1} else 1 for axis in range(axes)]
        fractions = self._ops.fractions(shape, self._ops.dtype(inputs))
        return self._ops.where(fractions >= rate, inputs * (1.0 / (1.0 - rate)))


def pin_keras_2(keras: ModuleType, backend_module: str, note: Any) -> None:
    """Pin dropout and random tensors of Keras 2.9 and later, and of TensorFlow."""
    noise = Noise(_TensorFlow(), keras.backend.floatx, note)
    generator = getattr(importlib.import_module(backend_module), "RandomGenerator", None)
    if generator is not None:
        generator.dropout = lambda _self, inputs, rate, noise_shape=None: noise.dropout(inputs, rate, noise_shape)
        generator.random_normal = lambda _self, *args, **named: noise.normal(*args, **named)
        generator.random_uniform = lambda _self, *args, **named: noise.uniform(*args, **named)
        generator.truncated_normal = lambda _self, *args, **named: noise.truncated_normal(*args, **named)
    _pin_tensorflow(importlib.import_module("tensorflow"), note)


def pin_keras_3(keras: ModuleType, note: Any) -> None:
    """Pin dropout and random tensors of Keras 3, and of TensorFlow where it is the backend."""
    noise = Noise(_Ops(keras), keras.backend.floatx, note)
    random = importlib.import_module("keras.src.backend").random
    for name in ("uniform", "normal", "truncated_normal", "dropout"):
        setattr(random, name, getattr(noise, name))
    if keras.backend.backend() == "tensorflow":
        _pin_tensorflow(importlib.import_module("tensorflow"), note)


def _pin_tensorflow(tensorflow: Any, note: Any) -> None:
    """Random tensors that a program asks TensorFlow for: its counters run differently under Keras 2 and 3."""
    noise = Noise(_TensorFlow(), lambda: "float32", note)

    def uniform(shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", **_: Any) -> Any:
        if tensorflow.as_dtype(dtype).is_integer:
            floats = noise.uniform(shape, float(minval), float(maxval))
            return tensorflow.cast(tensorflow.floor(floats), dtype)
        return noise.uniform(shape, minval, 1.0 if maxval is None else maxval, dtype)

    ops = _TensorFlow()

    def categorical(logits: Any, num_samples: Any, dtype: Any = None, **_: Any) -> Any:
        note("random numbers")
        return tensorflow.cast(ops.choices(logits, num_samples), dtype or "int64")

    def shuffle(value: Any, **_: Any) -> Any:
        note("random numbers")
        return ops.mixed(value)

    _pin_datasets(tensorflow.data.Dataset, note)
    for module in (tensorflow.random, tensorflow.compat.v1.random):
        module.uniform = uniform
        module.categorical = categorical
        module.shuffle = shuffle
        module.normal = noise.normal
        module.truncated_normal = noise.truncated_normal


def _pin_datasets(dataset: Any, note: Any) -> None:
    """Shuffled datasets have one order: Keras 3 looks into a dataset first, and each look would shuffle it anew."""
    shuffle = dataset.shuffle

    def shuffled(self: Any, buffer_size: Any, seed: Any = None, *_: Any, **named: Any) -> Any:
        note("shuffled datasets")
        return shuffle(
            self, buffer_size, 7 if seed is None else seed, False, **{k: named[k] for k in named if k == "name"}
        )

    dataset.shuffle = shuffled
