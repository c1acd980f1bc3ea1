"""What the functions of Keras 2's `keras.backend` are in Keras 3. Tables only; a test runs each row under both.

Sources: `backend.py` of Keras 2.15 (`tf_keras`) and of Keras 2.3.1 for what only older releases had; `keras.ops`,
`keras.random` and `tf.keras.backend` of Keras 3. How a row reads: `migrator.keras_api.rows`.
"""

from __future__ import annotations

from functools import cache

from migrator.keras_api.rows import Row, read_rows

REPLACEMENTS = """
abs(x) => ops.abs
all(x, axis=..., keepdims=...) => ops.all
any(x, axis=..., keepdims=...) => ops.any
arange(start, stop=..., step=1, dtype='int32') => ops.arange
argmax(x, axis=-1) -> ops.cast(ops.argmax(x, axis=axis), "int64")
argmin(x, axis=-1) -> ops.cast(ops.argmin(x, axis=axis), "int64")
asymmetric_temporal_padding(x, left_pad=1, right_pad=1) -> keras.layers.ZeroPadding1D((left_pad, right_pad))(x)
batch_dot(x, y, axes) -> keras.layers.Dot(axes=axes)([x, y])
batch_flatten(x) -> ops.reshape(x, (ops.shape(x)[0], -1))
batch_get_value(tensors) -> [ops.convert_to_numpy(tensor) for tensor in tensors]
batch_normalization(x, mean, var, beta, gamma, axis=-1, epsilon=...)
    -> ops.batch_normalization(x, mean, var, axis, beta, gamma, epsilon=epsilon)
bias_add(x, bias) => ops.add(x1, x2)
binary_crossentropy(target, output, from_logits=...) => ops.binary_crossentropy
cast(x, dtype) => ops.cast
cast_to_floatx(x) -> ops.cast(x, K.floatx())
categorical_crossentropy(target, output, from_logits=..., axis=...) => ops.categorical_crossentropy
clip(x, min_value, max_value) => ops.clip(x, x_min, x_max)
concatenate(tensors, axis=-1) => ops.concatenate(xs, axis)
constant(value, dtype=K.floatx(), shape=..., name=...) => ops.convert_to_tensor(x, dtype)
conv1d(x, kernel, strides=..., padding=..., data_format=..., dilation_rate=...)
    => ops.conv(inputs, kernel, strides, padding, data_format, dilation_rate)
conv2d(x, kernel, strides=..., padding=..., data_format=..., dilation_rate=...)
    => ops.conv(inputs, kernel, strides, padding, data_format, dilation_rate)
conv3d(x, kernel, strides=..., padding=..., data_format=..., dilation_rate=...)
    => ops.conv(inputs, kernel, strides, padding, data_format, dilation_rate)
cos(x) => ops.cos
count_params(x) -> int(ops.size(x))
cumprod(x, axis=0) => ops.cumprod
cumsum(x, axis=0) => ops.cumsum
depthwise_conv2d(x, depthwise_kernel, strides=..., padding=..., data_format=..., dilation_rate=...)
    => ops.depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate)
dot(x, y) => ops.dot(x1, x2)
dropout(x, level, noise_shape=..., seed=...) => keras.random.dropout(inputs, rate, noise_shape, seed)
dtype(x) -> K.standardize_dtype(x.dtype)
elu(x, alpha=...) => ops.elu
equal(x, y) => ops.equal(x1, x2)
eval(x) => ops.convert_to_numpy
exp(x) => ops.exp
expand_dims(x, axis=-1) => ops.expand_dims
eye(size, dtype=..., name=...) -> keras.Variable(ops.eye(size, dtype=dtype), name=name)
flatten(x) -> ops.reshape(x, (-1,))
gather(reference, indices) => ops.take(x, indices, axis=0)
get_value(x) => ops.convert_to_numpy
get_variable_shape(x) -> tuple(x.shape)
greater(x, y) => ops.greater(x1, x2)
greater_equal(x, y) => ops.greater_equal(x1, x2)
hard_sigmoid(x) -> ops.clip(0.2 * x + 0.5, 0.0, 1.0)
identity(x, name=...) -> x
in_top_k(predictions, targets, k) -> ops.in_top_k(targets, predictions, k)
int_shape(x) -> tuple(x.shape)
is_tensor(x) => ops.is_tensor
l2_normalize(x, axis) => ops.normalize
less(x, y) => ops.less(x1, x2)
less_equal(x, y) => ops.less_equal(x1, x2)
log(x) => ops.log
logsumexp(x, axis=..., keepdims=...) => ops.logsumexp
map_fn(fn, elems, name=...) => ops.map(f, xs)
max(x, axis=..., keepdims=...) => ops.max
maximum(x, y) => ops.maximum(x1, x2)
mean(x, axis=..., keepdims=...) => ops.mean
min(x, axis=..., keepdims=...) => ops.min
minimum(x, y) => ops.minimum(x1, x2)
moving_average_update(x, value, momentum) -> x.assign(x * momentum + value * (1 - momentum))
name_scope(name) => keras.name_scope
ndim(x) -> len(x.shape)
not_equal(x, y) => ops.not_equal(x1, x2)
one_hot(indices, num_classes) => ops.one_hot(x, num_classes)
ones(shape, dtype=..., name=...) -> keras.Variable(ops.ones(shape, dtype=dtype), name=name)
ones_like(x, dtype=..., name=...) => ops.ones_like(x, dtype)
permute_dimensions(x, pattern) => ops.transpose(x, axes)
placeholder(shape, ndim=..., dtype=..., sparse=..., name=...) -> keras.Input(batch_shape=shape, dtype=dtype, name=name)
pool2d(x, pool_size, strides=(1, 1), padding=..., data_format=..., pool_mode=...)
    => ops.max_pool(inputs, pool_size, strides, padding, data_format)
pool3d(x, pool_size, strides=(1, 1, 1), padding=..., data_format=..., pool_mode=...)
    => ops.max_pool(inputs, pool_size, strides, padding, data_format)
pow(x, a) => ops.power(x1, x2)
prod(x, axis=..., keepdims=...) => ops.prod
random_bernoulli(shape, p=0.0, dtype=K.floatx()) -> ops.cast(keras.random.uniform(shape) <= p, dtype)
random_binomial(shape, p=0.0, dtype=K.floatx()) -> ops.cast(keras.random.uniform(shape) <= p, dtype)
random_normal(shape, mean=..., stddev=..., dtype=..., seed=...) => keras.random.normal
random_normal_variable(shape, mean, scale) -> keras.Variable(keras.random.normal(shape, mean, scale))
random_uniform(shape, minval=..., maxval=..., dtype=..., seed=...) => keras.random.uniform
random_uniform_variable(shape, low, high) -> keras.Variable(keras.random.uniform(shape, low, high))
relu(x, alpha=..., max_value=..., threshold=...) => keras.activations.relu(x, negative_slope, max_value, threshold)
repeat(x, n) -> ops.repeat(ops.expand_dims(x, 1), n, axis=1)
repeat_elements(x, rep, axis) => ops.repeat(x, repeats, axis)
reshape(x, shape) => ops.reshape(x, newshape)
resize_images(x, height_factor, width_factor, data_format, interpolation=...)
    -> keras.layers.UpSampling2D((height_factor, width_factor), data_format, interpolation=interpolation)(x)
resize_volumes(x, depth_factor, height_factor, width_factor, data_format)
    -> keras.layers.UpSampling3D((depth_factor, height_factor, width_factor), data_format)(x)
reverse(x, axes) => ops.flip(x, axis)
round(x) => ops.round
separable_conv2d(x, depthwise_kernel, pointwise_kernel, strides=..., padding=..., data_format=..., dilation_rate=...)
    => ops.separable_conv(inputs, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate)
set_value(x, value) -> x.assign(value)
shape(x) => ops.shape
sigmoid(x) => ops.sigmoid
sign(x) => ops.sign
sin(x) => ops.sin
slice(x, start, size) => ops.slice(inputs, start_indices, shape)
softmax(x, axis=...) => ops.softmax
softplus(x) => ops.softplus
softsign(x) => ops.softsign
sparse_categorical_crossentropy(target, output, from_logits=..., axis=...) => ops.sparse_categorical_crossentropy
spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=...)
    -> keras.layers.ZeroPadding2D(padding, data_format=data_format)(x)
spatial_3d_padding(x, padding=((1, 1), (1, 1), (1, 1)), data_format=...)
    -> keras.layers.ZeroPadding3D(padding, data_format=data_format)(x)
sqrt(x) -> ops.sqrt(ops.maximum(x, 0.0))
square(x) => ops.square
squeeze(x, axis) => ops.squeeze
stack(x, axis=...) => ops.stack
std(x, axis=..., keepdims=...) => ops.std
stop_gradient(variables) => ops.stop_gradient(variable)
sum(x, axis=..., keepdims=...) => ops.sum
switch(condition, then_expression, else_expression) => ops.where(condition, x1, x2)
tanh(x) => ops.tanh
temporal_padding(x, padding=(1, 1)) -> keras.layers.ZeroPadding1D(padding)(x)
tile(x, n) => ops.tile(x, repeats)
transpose(x) => ops.transpose
truncated_normal(shape, mean=..., stddev=..., dtype=..., seed=...) => keras.random.truncated_normal
update(x, new_x) -> x.assign(new_x)
update_add(x, increment) -> x.assign_add(increment)
update_sub(x, decrement) -> x.assign_sub(decrement)
var(x, axis=..., keepdims=...) => ops.var
variable(value, dtype=K.floatx(), name=...) -> keras.Variable(value, dtype=dtype, name=name)
zeros(shape, dtype=..., name=...) -> keras.Variable(ops.zeros(shape, dtype=dtype), name=name)
zeros_like(x, dtype=..., name=...) => ops.zeros_like(x, dtype)
"""

SHORTER = """
argmax(x, axis=-1) => ops.argmax
argmin(x, axis=-1) => ops.argmin
batch_dot(x, y) -> keras.layers.Dot(axes=(-1, -2))([x, y])
batch_flatten(x) -> keras.layers.Flatten()(x)
eval(x) -> x.numpy()
eye(size, dtype=..., name=...) -> ops.eye(size, dtype=dtype)
get_value(x) -> x.numpy()
int_shape(x) -> x.shape
ones(shape, dtype=..., name=...) => ops.ones(shape, dtype)
pool2d(x, pool_size, strides=(1, 1), padding=..., data_format=..., pool_mode=...)
    => ops.average_pool(inputs, pool_size, strides, padding, data_format)
pool3d(x, pool_size, strides=(1, 1, 1), padding=..., data_format=..., pool_mode=...)
    => ops.average_pool(inputs, pool_size, strides, padding, data_format)
relu(x) => ops.relu
sqrt(x) => ops.sqrt
switch(condition, then_expression, else_expression) => ops.cond(pred, true_fn, false_fn)
zeros(shape, dtype=..., name=...) => ops.zeros(shape, dtype)
"""
"""Replacements that do where the code in view shows that they do."""

CONSTANTS = {"_BACKEND": "backend", "_EPSILON": "epsilon", "_FLOATX": "floatx"}
"""Private names of Keras 1 to 2.3, and the functions that give what they held."""

STILL_THERE = frozenset(
    """backend clear_session epsilon floatx get_uid image_data_format is_float_dtype is_int_dtype is_keras_tensor
    result_type set_epsilon set_floatx set_image_data_format standardize_dtype""".split()
)
"""What `keras.backend` of Keras 3 has (3.0 to 3.15)."""

TENSORFLOW_ONLY = frozenset(
    """binary_focal_crossentropy categorical_focal_crossentropy conv2d_transpose ctc_batch_cost ctc_decode
    ctc_label_dense_to_sparse foldl foldr is_sparse rnn to_dense""".split()
)
"""Without an equal in `keras.ops`; `tf.keras.backend` of Keras 3 has them, for tensors of TensorFlow."""

GONE = frozenset(
    """function get_session gradients in_test_phase in_train_phase learning_phase learning_phase_scope local_conv1d
    local_conv2d manual_variable_initialization normalize_batch_in_training placeholder print_tensor random_binomial
    reset_uids set_learning_phase set_session""".split()
)
"""What `tf.keras.backend` of Keras 3 lacks as well, or has and cannot run (`gradients`)."""

ASSIGNING = frozenset({"batch_set_value", "set_value", "update", "update_add", "update_sub"})
"""In `tf.keras.backend`, too, these raise on variables of Keras 3."""

NOT_OF_VARIABLES = frozenset({"dtype", "mean", "std", "var"})
"""These, of `tf.keras.backend`, raise on variables of Keras 3 as well (they read `x.dtype.base_dtype`)."""

ELSEWHERE = TENSORFLOW_ONLY | frozenset(
    """batch_set_value function get_session in_test_phase in_train_phase learning_phase learning_phase_scope
    manual_variable_initialization set_image_dim_ordering image_dim_ordering set_learning_phase set_session""".split()
)
"""What rules of their own see to."""


@cache
def replacements() -> dict[str, Row]:
    """The row of each function."""
    return read_rows(REPLACEMENTS)


@cache
def shorter() -> dict[str, Row]:
    """The shorter row of each function that has one."""
    return read_rows(SHORTER)
