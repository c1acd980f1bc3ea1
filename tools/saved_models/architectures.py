"""Small models in the Keras 2 API: each a function that gives the model and its input. Runs on Keras 2.15 only.

Sizes differ wherever they can, so that a weight that lands in the wrong place does not fit there.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
from keras import layers as L  # noqa: N812  # dozens of uses: what matters is what follows the dot
from keras.models import Model, Sequential

ARCHITECTURES: dict[str, Callable] = {}
"""The functions below, by name."""


def architecture(make: Callable) -> Callable:
    """Add a function to `ARCHITECTURES`."""
    ARCHITECTURES[make.__name__] = make
    return make


def reals(*shape: int) -> np.ndarray:
    """Numbers from -1 to 1, the same at each call."""
    return np.random.RandomState(1).uniform(-1, 1, shape).astype("float32")


def integers(high: int, *shape: int) -> np.ndarray:
    """Integers from 1 to `high`, exclusive, the same at each call."""
    return np.random.RandomState(2).randint(1, high, shape).astype("float32")


# Recurrent layers.


@architecture
def stateful_lstm():
    model = Sequential(
        [
            L.LSTM(4, batch_input_shape=(2, 5, 3), stateful=True, return_sequences=True),
            L.LSTM(2, stateful=True),
            L.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["mae", "mse"])
    return model, reals(4, 5, 3)


@architecture
def stateful_input():
    model = Sequential([L.Input(batch_shape=(2, 5, 3), name="series"), L.LSTM(4, stateful=True), L.Dense(1)])
    model.compile(keras.optimizers.RMSprop(0.01, momentum=0.1), "mae")
    return model, reals(4, 5, 3)


@architecture
def gru_reset_after():
    model = Sequential([L.GRU(4, batch_input_shape=(2, None, 3), stateful=True), L.Dense(2)])
    model.compile("sgd", keras.losses.MeanSquaredError())
    return model, reals(4, 5, 3)


@architecture
def gru_reset_before():
    model = Sequential([L.GRU(4, reset_after=False, recurrent_activation="hard_sigmoid", input_shape=(5, 3))])
    model.compile(keras.optimizers.legacy.Adam(learning_rate=0.01, decay=1e-4), "mean_squared_logarithmic_error")
    return model, reals(4, 5, 3)


@architecture
def simple_rnn():
    model = Sequential(
        [L.SimpleRNN(4, batch_input_shape=(2, 5, 3), stateful=True, go_backwards=True, unroll=True), L.Dense(1)]
    )
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True, clipnorm=1.0), "logcosh")
    return model, reals(4, 5, 3)


@architecture
def bidirectional():
    model = Sequential([L.Bidirectional(L.LSTM(4, stateful=True), batch_input_shape=(2, 5, 3)), L.Dense(1)])
    model.compile("nadam", "huber")
    return model, reals(4, 5, 3)


@architecture
def bidirectional_two_layers():
    forward = L.GRU(3, return_sequences=True)
    backward = L.GRU(3, return_sequences=True, go_backwards=True, activation="relu")
    model = Sequential(
        [L.Bidirectional(forward, backward_layer=backward, merge_mode="sum", input_shape=(5, 3)), L.Dense(2)]
    )
    return model, reals(4, 5, 3)


@architecture
def conv_lstm():
    model = Sequential([L.ConvLSTM2D(2, 3, batch_input_shape=(2, 3, 6, 6, 1), stateful=True), L.Flatten(), L.Dense(1)])
    return model, reals(4, 3, 6, 6, 1)


@architecture
def conv_lstm_1d():
    model = Sequential([L.ConvLSTM1D(2, 3, input_shape=(3, 6, 1), padding="same"), L.GlobalMaxPooling1D()])
    return model, reals(4, 3, 6, 1)


@architecture
def time_distributed():
    model = Sequential(
        [
            L.GRU(4, batch_input_shape=(2, None, 3), return_sequences=True, implementation=1),
            L.TimeDistributed(L.Dense(2, activation="softmax")),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy", "AUC"])
    return model, reals(4, 5, 3)


@architecture
def time_distributed_model():
    frame = Sequential([L.Conv2D(2, 3, input_shape=(5, 5, 1)), L.BatchNormalization(), L.Flatten()])
    model = Sequential([L.TimeDistributed(frame, input_shape=(3, 5, 5, 1)), L.LSTM(2)])
    return model, reals(4, 3, 5, 5, 1)


@architecture
def embedding_stateful():
    model = Sequential(
        [
            L.Embedding(10, 4, batch_input_shape=(2, None)),
            L.GRU(3, stateful=True, return_sequences=True, recurrent_initializer="glorot_uniform"),
            L.Dense(10),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model, integers(10, 4, 5)


@architecture
def embedding_length():
    model = Sequential([L.Embedding(10, 4, input_length=5, mask_zero=True), L.LSTM(3), L.Dense(1)])
    x = integers(10, 4, 5)
    x[:, 3:] = 0
    model.compile("adagrad", "binary_crossentropy", metrics=["acc"])
    return model, x


@architecture
def masking():
    model = Sequential([L.Masking(0.5, input_shape=(5, 3)), L.LSTM(3, return_sequences=True), L.LSTM(2)])
    x = reals(4, 5, 3)
    x[:, 3:] = 0.5
    return model, x


@architecture
def stacked_cells():
    model = Sequential([L.Input(batch_shape=(2, 5, 3)), L.RNN([L.LSTMCell(4), L.GRUCell(3)]), L.Dense(1)])
    return model, reals(4, 5, 3)


@architecture
def encoder_decoder():
    source, target = L.Input((5, 3), name="source"), L.Input((4, 2), name="target")
    _, h, c = L.LSTM(4, return_state=True, name="encoder")(source)
    decoded = L.LSTM(4, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    model = Model([source, target], L.Dense(2)(decoded))
    model.compile("adam", "mse")
    return model, [reals(4, 5, 3), reals(4, 4, 2)]


@architecture
def hard_sigmoid():
    model = Sequential(
        [
            L.LSTM(4, input_shape=(5, 3), recurrent_activation="hard_sigmoid", return_sequences=True),
            L.TimeDistributed(L.Dense(2, activation="hard_sigmoid")),
            L.Activation("hard_sigmoid"),
        ]
    )
    return model, 5 * reals(4, 5, 3)


# Functional models.


@architecture
def functional_stateful():
    x = L.Input(batch_shape=(2, 5, 3), name="x")
    y = L.Dense(1, name="y")(L.LSTM(4, stateful=True, name="memory")(x))
    model = Model(x, y, name="forecast")
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model, reals(4, 5, 3)


@architecture
def multi_input():
    a, b = L.Input((4,), name="a"), L.Input((3,), name="b")
    both = L.concatenate([L.Dense(2, activation="relu")(a), L.Dense(3, activation="tanh")(b)])
    model = Model([a, b], L.Dense(1)(both))
    model.compile("adadelta", "mape", metrics=[keras.metrics.RootMeanSquaredError()])
    return model, [reals(4, 4), reals(4, 3)]


@architecture
def multi_output():
    x = L.Input((4,), name="x")
    h = L.Dense(3, activation="elu")(x)
    model = Model(x, [L.Dense(1, name="size")(h), L.Dense(2, activation="softmax", name="kind")(h)])
    model.compile(
        "adamax",
        {"size": "mse", "kind": "kld"},
        loss_weights={"size": 0.5, "kind": 1.0},
        metrics={"size": ["mae"], "kind": ["categorical_accuracy"]},
    )
    return model, reals(4, 4)


@architecture
def shared_layers():
    left, right = L.Input((5, 3), name="left"), L.Input((5, 3), name="right")
    shared = L.GRU(3, name="shared")
    model = Model([left, right], L.Dense(1)(L.subtract([shared(left), shared(right)])))
    return model, [reals(4, 5, 3), -reals(4, 5, 3)]


@architecture
def dict_input():
    a, b = L.Input((4,), name="a"), L.Input((3,), name="b")
    model = Model({"a": a, "b": b}, L.Dense(1)(L.Concatenate(axis=1)([a, b])))
    return model, {"a": reals(4, 4), "b": reals(4, 3)}


@architecture
def nested_sequential():
    inner = Sequential([L.LSTM(4, batch_input_shape=(2, 5, 3), stateful=True), L.Dense(3, activation="relu")])
    return Sequential([inner, L.Dense(1)]), reals(4, 5, 3)


@architecture
def nested_functional():
    x = L.Input((3,))
    body = Model(x, L.Dense(2, activation="relu")(x), name="body")
    a, b = L.Input((3,), name="a"), L.Input((3,), name="b")
    head = Sequential([L.Dense(2, input_shape=(2,)), L.Dense(1)], name="head")
    model = Model([a, b], head(L.average([body(a), body(b)])))
    return model, [reals(4, 3), -reals(4, 3)]


@architecture
def residual():
    x = L.Input((4,))
    h = L.Dense(4, activation="swish")(x)
    h = L.add([x, h])
    h = L.multiply([h, L.Dense(4, activation="sigmoid")(h)])
    h = L.maximum([h, L.Dense(4)(h)])
    h = L.dot([h, L.Dense(4)(h)], axes=1)
    return Model(x, h), reals(4, 4)


@architecture
def operators():
    x = L.Input((4,))
    h = L.Dense(4)(x)
    return Model(x, L.Dense(2)((h + x) * 2.0 - 0.5)), reals(4, 4)


@architecture
def attention():
    q, v = L.Input((5, 4), name="q"), L.Input((6, 4), name="v")
    h = L.MultiHeadAttention(2, 3)(q, v)
    h = L.LayerNormalization()(h)
    h = L.Attention()([h, v])
    return Model([q, v], L.GlobalAveragePooling1D()(h)), [reals(4, 5, 4), reals(4, 6, 4)]


# Images, normalization, and layers whose arguments changed.


@architecture
def cnn():
    model = Sequential(
        [
            L.Conv2D(3, 3, activation="relu", input_shape=(8, 8, 1)),
            L.BatchNormalization(),
            L.MaxPooling2D(),
            L.Dropout(0.25),
            L.Flatten(),
            L.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, reals(4, 8, 8, 1)


@architecture
def separable():
    model = Sequential(
        [
            L.SeparableConv2D(3, 3, input_shape=(8, 8, 2), depthwise_initializer="he_normal"),
            L.DepthwiseConv2D(3, depth_multiplier=2),
            L.Conv2DTranspose(2, 3, strides=2),
            L.ZeroPadding2D(1),
            L.Cropping2D(2),
            L.UpSampling2D(2),
            L.GlobalAveragePooling2D(),
        ]
    )
    return model, reals(4, 8, 8, 2)


@architecture
def convolutions():
    model = Sequential(
        [
            L.Conv1D(3, 2, padding="causal", dilation_rate=2, input_shape=(8, 2)),
            L.SpatialDropout1D(0.1),
            L.AveragePooling1D(2),
            L.Conv1DTranspose(2, 3),
            L.Permute((2, 1)),
            L.Reshape((3, -1)),
            L.RepeatVector(2) if False else L.Flatten(),
            L.Dense(2),
        ]
    )
    return model, reals(4, 8, 2)


@architecture
def activations():
    model = Sequential(
        [
            L.Dense(4, input_dim=3),
            L.LeakyReLU(alpha=0.2),
            L.PReLU(),
            L.ELU(alpha=0.5),
            L.ThresholdedReLU(theta=0.1),
            L.ReLU(max_value=0.8, negative_slope=0.1),
            L.Softmax(),
        ]
    )
    return model, reals(4, 3)


@architecture
def normalization():
    scale = L.Normalization(axis=-1)
    scale.adapt(reals(16, 3))
    model = Sequential(
        [
            L.Input((3,)),
            scale,
            L.Rescaling(0.5, offset=1.0),
            L.Dense(4, use_bias=False),
            L.BatchNormalization(axis=[1], momentum=0.9, scale=False),
            L.UnitNormalization(),
        ]
    )
    return model, reals(4, 3)


@architecture
def regularized():
    model = Sequential(
        [
            L.Dense(
                4,
                input_shape=(3,),
                kernel_regularizer=keras.regularizers.l1_l2(0.01, 0.02),
                bias_regularizer="l2",
                kernel_constraint=keras.constraints.MaxNorm(2.0),
                kernel_initializer=keras.initializers.Orthogonal(gain=0.5),
                activity_regularizer=keras.regularizers.L1(0.01),
            ),
            L.ActivityRegularization(l1=0.01),
            L.Dense(4, kernel_initializer="identity", bias_constraint="non_neg", bias_initializer="zeros"),
            L.Dense(2, kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=3)),
        ]
    )
    return model, reals(4, 3)


@architecture
def noise():
    model = Sequential(
        [
            L.GaussianNoise(0.1, input_shape=(5, 3)),
            L.LSTM(3, dropout=0.1, recurrent_dropout=0.1, return_sequences=True),
            L.SpatialDropout1D(0.2),
            L.GaussianDropout(0.1),
            L.AlphaDropout(0.1),
            L.GRU(2),
        ]
    )
    return model, reals(4, 5, 3)


@keras.saving.register_keras_serializable("tests")
class Scale(L.Layer):
    """A layer of the user's own, with a weight, a number and an activation."""

    def __init__(self, factor=1.0, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.weight = self.add_weight(name="weight", shape=(int(input_shape[-1]),), initializer="ones")
        super().build(input_shape)

    def call(self, inputs):
        return self.activation(inputs * self.weight * self.factor)

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "factor": self.factor, "activation": activation}


@keras.saving.register_keras_serializable("tests")
def squared(x):
    """An activation of the user's own."""
    return x * x


@architecture
def custom_objects():
    model = Sequential([Scale(0.5, batch_input_shape=(2, 5, 3)), L.LSTM(2, activation=squared), L.Dense(1)])
    return model, reals(4, 5, 3)


@architecture
def custom_in_wrapper():
    x = L.Input((5, 3))
    h = L.TimeDistributed(Scale(2.0, "tanh"))(x)
    model = Model(x, L.Bidirectional(L.SimpleRNN(2))(h))
    return model, reals(4, 5, 3)
