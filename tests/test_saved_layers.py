"""One layer after the other: saved by Keras 2 (`tf_keras`), migrated, loaded under the Keras 3 that is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrator.models.conversion import beside, migrate_model_file
from migrator.settings import Settings

Make = Callable[[Any, Any], Any]

LAYERS: dict[str, tuple[Make, tuple[int, ...]]] = {
    "Conv1D": (lambda k, layers: layers.Conv1D(2, 2), (6, 3)),
    "Conv3D": (lambda k, layers: layers.Conv3D(2, 2), (4, 4, 4, 1)),
    "Conv3DTranspose": (lambda k, layers: layers.Conv3DTranspose(2, 2), (4, 4, 4, 1)),
    "SeparableConv1D": (lambda k, layers: layers.SeparableConv1D(2, 2), (6, 3)),
    "DepthwiseConv1D": (lambda k, layers: layers.DepthwiseConv1D(2), (6, 3)),
    "AveragePooling3D": (lambda k, layers: layers.AveragePooling3D(), (4, 4, 4, 1)),
    "GlobalMaxPooling2D": (lambda k, layers: layers.GlobalMaxPooling2D(keepdims=True), (4, 4, 1)),
    "SpatialDropout2D": (lambda k, layers: layers.SpatialDropout2D(0.1), (4, 4, 2)),
    "SpatialDropout3D": (lambda k, layers: layers.SpatialDropout3D(0.1), (4, 4, 4, 2)),
    "GroupNormalization": (lambda k, layers: layers.GroupNormalization(2), (4, 4, 4)),
    "LayerNormalization": (lambda k, layers: layers.LayerNormalization(axis=[1, 2]), (4, 4)),
    "BatchNormalization": (lambda k, layers: layers.BatchNormalization(synchronized=True), (4,)),
    "EinsumDense": (
        lambda k, layers: layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d"),
        (4, 3),
    ),
    "Resizing": (lambda k, layers: layers.Resizing(3, 3), (6, 6, 1)),
    "CenterCrop": (lambda k, layers: layers.CenterCrop(3, 3), (6, 6, 1)),
    "RandomFlip": (lambda k, layers: layers.RandomFlip(), (6, 6, 1)),
    "RandomRotation": (lambda k, layers: layers.RandomRotation(0.1), (6, 6, 1)),
    "RandomZoom": (lambda k, layers: layers.RandomZoom(0.1), (6, 6, 1)),
    "RandomContrast": (lambda k, layers: layers.RandomContrast(0.1), (6, 6, 1)),
    "RandomTranslation": (lambda k, layers: layers.RandomTranslation(0.1, 0.1), (6, 6, 1)),
    "Discretization": (lambda k, layers: layers.Discretization([0.0, 0.5]), (3,)),
    "UpSampling2D": (lambda k, layers: layers.UpSampling2D(interpolation="bilinear"), (3, 3, 1)),
    "UpSampling3D": (lambda k, layers: layers.UpSampling3D(), (3, 2, 2, 1)),
    "ZeroPadding3D": (lambda k, layers: layers.ZeroPadding3D(1), (3, 2, 2, 1)),
    "Cropping3D": (lambda k, layers: layers.Cropping3D(1), (5, 5, 5, 1)),
    "PReLU": (lambda k, layers: layers.PReLU(shared_axes=[1]), (4, 3)),
    "RNN": (lambda k, layers: layers.RNN(layers.SimpleRNNCell(3)), (4, 3)),
    "StackedRNNCells": (
        lambda k, layers: layers.RNN(layers.StackedRNNCells([layers.LSTMCell(3), layers.LSTMCell(2)])),
        (4, 3),
    ),
    "Bidirectional of ConvLSTM2D": (lambda k, layers: layers.Bidirectional(layers.ConvLSTM2D(2, 2)), (3, 4, 4, 1)),
    "Bidirectional, averaged": (
        lambda k, layers: layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="ave"),
        (4, 3),
    ),
    "TimeDistributed of LSTM": (lambda k, layers: layers.TimeDistributed(layers.LSTM(3)), (3, 4, 2)),
    "gelu": (lambda k, layers: layers.Dense(3, activation="gelu"), (4,)),
    "leaky_relu": (lambda k, layers: layers.Dense(3, activation="leaky_relu"), (4,)),
    "swish": (lambda k, layers: layers.Dense(3, activation="swish"), (4,)),
    "initializers": (
        lambda k, layers: layers.Dense(
            3,
            kernel_initializer=k.initializers.Constant(0.1),
            bias_initializer=k.initializers.RandomNormal(0, 1, seed=2),
        ),
        (4,),
    ),
    "constraints": (
        lambda k, layers: layers.Dense(
            3,
            kernel_regularizer=k.regularizers.OrthogonalRegularizer(),
            kernel_constraint=k.constraints.MinMaxNorm(),
            bias_constraint=k.constraints.UnitNorm(),
        ),
        (4,),
    ),
    "float64": (lambda k, layers: layers.Dense(3, dtype="float64"), (4,)),
    "not trainable": (lambda k, layers: layers.Dense(3, trainable=False), (4,)),
}


@pytest.mark.parametrize("suffix", [".h5", ".keras"])
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file:UserWarning")
def test_a_layer_computes_what_it_did(name: str, suffix: str, tmp_path: Path) -> None:
    tf_keras, keras = pytest.importorskip("tf_keras"), pytest.importorskip("keras")
    make, shape = LAYERS[name]
    old = tf_keras.Sequential([tf_keras.Input(shape), make(tf_keras, tf_keras.layers)])
    x = np.random.default_rng(0).uniform(0, 1, (2, *shape)).astype("float32")
    expected = np.asarray(old(x, training=False))
    old.save(tmp_path / f"model{suffix}")
    result = migrate_model_file(tmp_path / f"model{suffix}", Settings(), write=True)
    assert result.problem is None
    assert [finding.message for finding in result.findings if not finding.fixable] == []
    new = keras.saving.load_model(beside(tmp_path / f"model{suffix}"), compile=False)
    np.testing.assert_allclose(np.asarray(new(x, training=False)), expected, atol=1e-5)
