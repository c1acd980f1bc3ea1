"""`TimeseriesGenerator` and others of `keras.preprocessing.sequence` are only in `tensorflow.keras` now.

## What it does

Imports `TimeseriesGenerator`, `skipgrams` and `make_sampling_table` from `tensorflow.keras.preprocessing.sequence`.

## Why

Keras 3 has them only for programs that say `tensorflow.keras` (ImportError, AttributeError). Keras calls them legacy:
for new code it has layers (`TextVectorization`, `Rescaling`) and datasets
(`keras.utils.timeseries_dataset_from_array`).

## Example

```python before
from keras.preprocessing.sequence import TimeseriesGenerator, pad_sequences
```

```python after
from keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator
```

```python before
import tensorflow as tf
import keras

batches = keras.preprocessing.sequence.TimeseriesGenerator(x, y, length=5)
```

```python after
import tensorflow as tf
import keras

batches = tf.keras.preprocessing.sequence.TimeseriesGenerator(x, y, length=5)
```

## Left alone

```python
from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator
```

```python
from keras.preprocessing import sequence

x = sequence.pad_sequences(x, maxlen=80)
```

`pad_sequences` stays: `keras` has it.

## Fix safety

Safe where TensorFlow is installed, as it was for Keras 2: the same code under its other name.

## References

Keras 3 `src/legacy/preprocessing/sequence.py`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule(
    "KER109", "preprocessing-sequence", "3.0.0", "safe, review", partial(moved_names, code="KER109"), (b"keras",)
)
