"""The codes of findings in saved models, and their pages, as `--explain` shows them."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.models.notes import CODE, CONFIGURATION, GONE, TENSORFLOW, TRAINING, WEIGHTS


@dataclass(frozen=True, slots=True)
class ModelRule:
    """What the catalogue shows of one kind of finding; `documentation` is Markdown."""

    code: str
    slug: str
    applicability: str
    documentation: str
    opt_in: bool = False

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.documentation.strip().split("\n", 1)[0]


_REFERENCES = """
## References

Keras 2.15 `saving/legacy/hdf5_format.py` and `saving/saving_lib.py`; Keras 3 `saving/serialization_lib.py` and
`legacy/saving/`. [docs/models.md](../models.md) has the whole list of what is migrated.
"""

MODEL_RULES: tuple[ModelRule, ...] = (
    ModelRule(
        CONFIGURATION,
        "saved-configuration",
        "safe",
        """The configuration of a saved model is Keras 2's.

## What it does

Rewrites the configuration of each layer in a `.h5`, `.keras`, JSON or YAML file: batch shapes, arguments that Keras 3
renamed or dropped, classes, modules and registered names, wrappers, models in models, the calls of a Functional model.

## Why

No Keras 3 loads a stateful model that Keras 2 saved: it stops at `time_major`, at `batch_input_shape`, or at a module
that it does not have.

## Fix safety

The configuration that is written makes the same layers with the same arguments. `hard_sigmoid` stays Keras 2's
function. The source file stays as it is, unless `--in-place` is given.
"""
        + _REFERENCES,
    ),
    ModelRule(
        WEIGHTS,
        "saved-weights",
        "safe",
        """Weights have the layout of another release.

## What it does

Converts the weights of CuDNN layers to those of LSTM and GRU, and those of Keras 1's LSTM, GRU and convolutions to what
Keras 2 and 3 have. All other weights stay bit for bit.

## Why

Keras 2 converted them whenever it loaded a file. Keras 3 does not.

## Fix safety

Values are moved and transposed; only the two biases of a CuDNNLSTM are added up, as Keras 2 did.
"""
        + _REFERENCES,
    ),
    ModelRule(
        TRAINING,
        "saved-training",
        "safe or review",
        """What a saved model was compiled with is Keras 2's.

## What it does

Gives losses, metrics and optimizers of the file the names and arguments of Keras 3: `lr` is `learning_rate`, `decay` is
an `InverseTimeDecay` schedule, `mse` is `mean_squared_error`, wrappers of functions are the functions. What has no
successor is reported.

## Why

`load_model` compiles the model, and stops at the first name that it does not know.

## Fix safety

A model that is trained on goes on with the same loss and optimizer. The state of the optimizer is kept in the file, but
Keras 3 orders it in another way and starts anew where it does not fit.
"""
        + _REFERENCES,
    ),
    ModelRule(
        CODE,
        "saved-lambda",
        "review",
        """A saved model holds Python bytecode.

## What it does

Reports `Lambda` layers. Their code is carried over as the text that it is, never decoded and never run.

## Why

Bytecode is bound to the Python that wrote it, and running that of a file means to trust the file.

## Left alone

The function of the layer: give it anew in the program, as a registered function or a layer.
"""
        + _REFERENCES,
    ),
    ModelRule(
        GONE,
        "saved-layer-gone",
        "review",
        """A saved model has a layer, an operation or an argument that Keras 3 does not have.

## What it does

Reports what has no equal in Keras 3, with what to do instead: `time_major=True`, batch renormalization, layers such as
`LocallyConnected1D`, functions of TensorFlow that were called on symbolic tensors.

## Why

The file cannot be loaded, or would compute something else, until that part is built anew.
"""
        + _REFERENCES,
    ),
    ModelRule(
        TENSORFLOW,
        "saved-tensorflow",
        "review",
        """A SavedModel or a checkpoint of TensorFlow, which `load_model` and `load_weights` of Keras 3 do not read.

## What it does

Where TensorFlow is installed, and the file or `--architecture` says which layers the model has, writes their weights as
`.weights.h5`, layer by layer. Elsewhere it says how: `keras.layers.TFSMLayer` runs a SavedModel as it is; in Keras 2,
`model.save("model.h5")` writes what this tool migrates.

## Why

`load_model` of Keras 3 reads `.keras` and `.h5`, and `load_weights` no checkpoint of TensorFlow.
"""
        + _REFERENCES,
    ),
)

SLUGS = {rule.code: rule.slug for rule in MODEL_RULES}
