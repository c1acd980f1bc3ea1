"""Modules that older releases of Keras 2 had and 2.15 lacks, or has with fewer names, made of what 2.15 has.

Each is written here as its source in the release named has it; nothing is shared with the tool.
"""

from __future__ import annotations

import importlib
from types import ModuleType

_ADVANCED = "ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU"
_CONVOLUTIONAL = (
    "Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose Convolution1D Convolution2D Convolution3D Cropping1D "
    "Cropping2D SeparableConv1D SeparableConv2D UpSampling1D UpSampling2D ZeroPadding1D ZeroPadding2D"
)
_CORE = (
    "Activation ActivityRegularization Dense Dropout Flatten Lambda Masking Permute RepeatVector Reshape "
    "SpatialDropout1D SpatialDropout2D SpatialDropout3D"
)
_GENERIC = (
    "CustomObjectScope Progbar custom_object_scope deserialize_keras_object get_custom_objects serialize_keras_object"
)
_MERGE = (
    "Add Average Concatenate Dot Maximum Minimum Multiply Subtract add average concatenate dot maximum minimum "
    "multiply subtract"
)
_RECURRENT = "GRU GRUCell LSTM LSTMCell RNN SimpleRNN SimpleRNNCell StackedRNNCells"

MODULES = {
    # keras 2.2.4
    "backend.tensorflow_backend": {"backend": "clear_session get_session set_session"},
    "callbacks.callbacks": {"callbacks": "Callback EarlyStopping LambdaCallback ModelCheckpoint"},
    "engine": {"layers": "Input InputLayer InputSpec Layer", "models": "Model"},
    "engine.topology": {"layers": "Input InputLayer InputSpec Layer"},
    "layers.advanced_activations": {"layers": _ADVANCED},
    "layers.convolutional": {"layers": _CONVOLUTIONAL},
    "layers.core": {"layers": _CORE},
    "layers.embeddings": {"layers": "Embedding"},
    "layers.merge": {"layers": _MERGE},
    "layers.noise": {"layers": "AlphaDropout GaussianDropout GaussianNoise"},
    "layers.normalization": {"layers": "BatchNormalization"},
    "layers.recurrent": {"layers": _RECURRENT},
    "layers.wrappers": {"layers": "Bidirectional TimeDistributed Wrapper"},
    "objectives": {"losses": "binary_crossentropy get mean_absolute_error mean_squared_error mse"},
    "utils.generic_utils": {"utils": _GENERIC},
    "utils.np_utils": {"utils": "normalize to_categorical"},
    "utils.vis_utils": {"utils": "model_to_dot plot_model"},
    # keras 2.8
    "optimizers.adam_v2": {"optimizers.legacy": "Adam"},
    "optimizers.gradient_descent_v2": {"optimizers.legacy": "SGD"},
}
"""The names of a module, by the public module of 2.15 that has them."""


def old_module(fullname: str, path: str) -> ModuleType | None:
    """The module `path` of an older release under the name `fullname`; None where none is known."""
    if path not in MODULES:
        return None
    module = ModuleType(fullname)
    for source, names in MODULES[path].items():
        for name in names.split():
            setattr(module, name, getattr(_source(source), name))
    return module


def _source(module: str) -> ModuleType:
    """A public module of 2.15; of the backend the private one, which has what only TensorFlow 1 used."""
    return importlib.import_module(f"tf_keras.{'src.' if module == 'backend' else ''}{module}")
