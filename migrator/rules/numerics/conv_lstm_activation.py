"""ConvLSTM layers have another `recurrent_activation` by default in Keras 3.

## What it does

Reports `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D` without `recurrent_activation=`. With `--unsafe-fixes` the function
of Keras 2 is defined in the file and passed.

## Why

The default was `'hard_sigmoid'` (as Keras 2 computes it) and is `'sigmoid'` in Keras 3. The program runs, and its
numbers are others: silently.

## Example

```python before unsafe
from keras.layers import ConvLSTM2D

layer = ConvLSTM2D(8, 3)
```

```python after
from keras.layers import ConvLSTM2D


def keras2_hard_sigmoid(x):
    \"\"\"Keras 2's hard_sigmoid. The function of that name in Keras 3 is relu6(x + 3) / 6.\"\"\"
    from keras import ops

    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


layer = ConvLSTM2D(8, 3, recurrent_activation=keras2_hard_sigmoid)
```

## Left alone

```python
from keras.layers import ConvLSTM2D

layer = ConvLSTM2D(8, 3, recurrent_activation="sigmoid")
```

## Fix safety

Unsafe: a model that was trained under Keras 2 needs the old function, a model that is trained anew may as well have
the new one.

## References

Keras 2.15 `layers/rnn/conv_lstm2d.py`; Keras 3 `layers/rnn/conv_lstm2d.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import AddArguments
from migrator.findings import Applicability
from migrator.keras_api.names import CONV_LSTM_LAYERS
from migrator.rules.definitions import hard_sigmoid_helper
from migrator.rules.registry import Proposal, Rule

_POSITION = 7
"""ConvLSTM2D(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, recurrent_activation)."""


def check(module: Module) -> Iterator[Proposal]:
    """ConvLSTM layers that rely on the default."""
    found = [
        call
        for call in module.calls
        if (fact := module.facts.layers.get(call)) is not None
        and fact.short_classes
        and fact.short_classes <= CONV_LSTM_LAYERS
        and len(call.args) <= _POSITION
        and all(k.arg != "recurrent_activation" for k in call.keywords)
        and "recurrent_activation" not in fact.unpacked
    ]
    if not found:
        return
    helper = hard_sigmoid_helper(module, found)
    for call in found:
        if any(k.arg is None for k in call.keywords):
            yield Proposal(call, _MESSAGE + "; see whether the unpacked arguments set it", Applicability.REVIEW)
        else:
            add = AddArguments(call, (("recurrent_activation", helper.text),))
            yield Proposal(call, _MESSAGE, Applicability.UNSAFE, (add, *helper.operations))


_MESSAGE = (
    "the default `recurrent_activation` of ConvLSTM layers is Keras 2's hard_sigmoid in Keras 2 and 'sigmoid' in "
    "Keras 3: the same call computes other numbers"
)

RULE = Rule("KER215", "conv-lstm-activation", "3.0.0", "unsafe", check, (b"ConvLSTM",))
