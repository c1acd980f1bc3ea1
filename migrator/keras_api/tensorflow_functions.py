"""What functions of TensorFlow are in `keras.ops`, for symbolic tensors, which TensorFlow takes no more. A table.

Source: the signatures of TensorFlow 2 and of `keras.ops`; a test runs each row. How a row reads: `rows.py`. The
functions of `tf.math`, `tf.nn` and `tf.linalg` are found under their last name.
"""

from __future__ import annotations

from functools import cache

from migrator.keras_api.rows import Row, read_rows

REPLACEMENTS = """
abs(x, name=...) => ops.abs(x)
add(x, y, name=...) => ops.add(x1, x2)
argmax(input, axis=0) -> ops.cast(ops.argmax(input, axis=axis), "int64")
argmin(input, axis=0) -> ops.cast(ops.argmin(input, axis=axis), "int64")
cast(x, dtype, name=...) => ops.cast(x, dtype)
ceil(x, name=...) => ops.ceil(x)
clip_by_value(t, clip_value_min, clip_value_max, name=...) => ops.clip(x, x_min, x_max)
concat(values, axis, name=...) => ops.concatenate(xs, axis)
cos(x, name=...) => ops.cos(x)
cumsum(x, axis=0) => ops.cumsum(x, axis)
divide(x, y, name=...) => ops.divide(x1, x2)
elu(features, name=...) => ops.elu(x)
equal(x, y, name=...) => ops.equal(x1, x2)
exp(x, name=...) => ops.exp(x)
expand_dims(input, axis, name=...) => ops.expand_dims(x, axis)
floor(x, name=...) => ops.floor(x)
gather(params, indices, validate_indices=..., axis=0) -> ops.take(params, indices, axis=axis)
gelu(features, approximate=False, name=...) => ops.gelu(x, approximate)
greater(x, y, name=...) => ops.greater(x1, x2)
greater_equal(x, y, name=...) => ops.greater_equal(x1, x2)
identity(input, name=...) -> keras.layers.Identity(name=name)(input)
l2_normalize(x, axis) => ops.normalize(x, axis)
leaky_relu(features, alpha=..., name=...) => ops.leaky_relu(x, negative_slope)
less(x, y, name=...) => ops.less(x1, x2)
less_equal(x, y, name=...) => ops.less_equal(x1, x2)
log(x, name=...) => ops.log(x)
log_softmax(logits, axis=..., name=...) => ops.log_softmax(x, axis)
logical_and(x, y, name=...) => ops.logical_and(x1, x2)
logical_not(x, name=...) => ops.logical_not(x)
logical_or(x, y, name=...) => ops.logical_or(x1, x2)
matmul(a, b) => ops.matmul(x1, x2)
maximum(x, y, name=...) => ops.maximum(x1, x2)
minimum(x, y, name=...) => ops.minimum(x1, x2)
multiply(x, y, name=...) => ops.multiply(x1, x2)
negative(x, name=...) => ops.negative(x)
norm(tensor, ord=..., axis=..., keepdims=..., name=...) => ops.norm(x, ord, axis, keepdims)
not_equal(x, y, name=...) => ops.not_equal(x1, x2)
one_hot(indices, depth) => ops.one_hot(x, num_classes)
ones_like(input, dtype=..., name=...) => ops.ones_like(x, dtype)
pad(tensor, paddings) => ops.pad(x, pad_width)
pow(x, y, name=...) => ops.power(x1, x2)
reduce_all(input_tensor, axis=..., keepdims=..., name=...) => ops.all(x, axis, keepdims)
reduce_any(input_tensor, axis=..., keepdims=..., name=...) => ops.any(x, axis, keepdims)
reduce_logsumexp(input_tensor, axis=..., keepdims=..., name=...) => ops.logsumexp(x, axis, keepdims)
reduce_max(input_tensor, axis=..., keepdims=..., name=...) => ops.max(x, axis, keepdims)
reduce_mean(input_tensor, axis=..., keepdims=..., name=...) => ops.mean(x, axis, keepdims)
reduce_min(input_tensor, axis=..., keepdims=..., name=...) => ops.min(x, axis, keepdims)
reduce_prod(input_tensor, axis=..., keepdims=..., name=...) => ops.prod(x, axis, keepdims)
reduce_std(input_tensor, axis=..., keepdims=..., name=...) => ops.std(x, axis, keepdims)
reduce_sum(input_tensor, axis=..., keepdims=..., name=...) => ops.sum(x, axis, keepdims)
reduce_variance(input_tensor, axis=..., keepdims=..., name=...) => ops.var(x, axis, keepdims)
relu(features, name=...) => ops.relu(x)
relu6(features, name=...) => ops.relu6(x)
repeat(input, repeats, axis=..., name=...) => ops.repeat(x, repeats, axis)
reshape(tensor, shape, name=...) => ops.reshape(x, newshape)
resize(images, size, method=...) -> ops.image.resize(images, size, interpolation=method)
reverse(tensor, axis, name=...) => ops.flip(x, axis)
roll(input, shift, axis, name=...) => ops.roll(x, shift, axis)
round(x, name=...) => ops.round(x)
rsqrt(x, name=...) => ops.rsqrt(x)
selu(features, name=...) => ops.selu(x)
sigmoid(x, name=...) => ops.sigmoid(x)
sign(x, name=...) => ops.sign(x)
silu(features) => ops.silu(x)
sin(x, name=...) => ops.sin(x)
softmax(logits, axis=..., name=...) => ops.softmax(x, axis)
softplus(features, name=...) => ops.softplus(x)
softsign(features, name=...) => ops.softsign(x)
split(value, num_or_size_splits, axis=...) => ops.split(x, indices_or_sections, axis)
sqrt(x, name=...) => ops.sqrt(x)
square(x, name=...) => ops.square(x)
squeeze(input, axis=..., name=...) => ops.squeeze(x, axis)
stack(values, axis=..., name=...) => ops.stack(x, axis)
stop_gradient(input, name=...) => ops.stop_gradient(variable)
subtract(x, y, name=...) => ops.subtract(x1, x2)
swish(features) => ops.silu(x)
tanh(x, name=...) => ops.tanh(x)
tensordot(a, b, axes, name=...) => ops.tensordot(x1, x2, axes)
tile(input, multiples, name=...) => ops.tile(x, repeats)
transpose(a, perm=...) => ops.transpose(x, axes)
unstack(value, num=..., axis=..., name=...) => ops.unstack(x, num, axis)
where(condition, x, y, name=...) => ops.where(condition, x1, x2)
zeros_like(input, dtype=..., name=...) => ops.zeros_like(x, dtype)
"""

TAKE_SYMBOLIC = frozenset(
    """as_dtype custom_gradient device executing_eagerly function get_static_value grad_pass_through group is_tensor
    is_symbolic_tensor name_scope no_op print recompute_grad timestamp tuple""".split()
)
"""Functions of TensorFlow that raise nothing when they are given a symbolic tensor (2.21 with Keras 3.15)."""

HOMES = frozenset({"", "math", "nn", "linalg"})
"""Modules of TensorFlow whose functions are found under their last name."""


@cache
def replacements() -> dict[str, Row]:
    """The row of each function."""
    return read_rows(REPLACEMENTS)
