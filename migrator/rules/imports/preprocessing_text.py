"""`Tokenizer` and others of `keras.preprocessing.text` are only in `tensorflow.keras` now.

## What it does

Imports `Tokenizer`, `one_hot`, `text_to_word_sequence`, `hashing_trick` and `tokenizer_from_json` from
`tensorflow.keras.preprocessing.text`.

## Why

Keras 3 has them only for programs that say `tensorflow.keras` (ImportError, AttributeError). Keras calls them legacy:
for new code it has layers (`TextVectorization`, `Rescaling`) and datasets
(`keras.utils.timeseries_dataset_from_array`).

## Example

```python before
from keras.preprocessing.text import Tokenizer, text_to_word_sequence
```

```python after
from tensorflow.keras.preprocessing.text import Tokenizer, text_to_word_sequence
```

```python before
import keras
from keras.preprocessing import text, sequence

tokenizer = text.Tokenizer(num_words=100)
padded = sequence.pad_sequences(tokens)
```

```python after
import keras
from keras.preprocessing import sequence
from tensorflow.keras.preprocessing import text

tokenizer = text.Tokenizer(num_words=100)
padded = sequence.pad_sequences(tokens)
```

```python before
import keras

tokenizer = keras.preprocessing.text.Tokenizer()
```

```python after
import keras
from tensorflow.keras.preprocessing.text import Tokenizer

tokenizer = Tokenizer()
```

## Left alone

```python
from tensorflow.keras.preprocessing.text import Tokenizer
```

```python
from mylib.preprocessing.text import Tokenizer
```

A `Tokenizer` that was pickled by Keras 2 names a module of Keras 2 and cannot be read.

## Fix safety

Safe where TensorFlow is installed, as it was for Keras 2: the same code under its other name.

## References

Keras 3 `src/legacy/preprocessing/text.py`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER108", "preprocessing-text", "3.0.0", "safe, review", partial(moved_names, code="KER108"), (b"keras",))
