"""`ImageDataGenerator` and others of `keras.preprocessing.image` are only in `tensorflow.keras` now.

## What it does

Imports `ImageDataGenerator`, `random_rotation`, `apply_affine_transform` and the other transformations from
`tensorflow.keras.preprocessing.image`.

## Why

Keras 3 has them only for programs that say `tensorflow.keras` (ImportError, AttributeError). Keras calls them legacy:
for new code it has layers (`TextVectorization`, `Rescaling`) and datasets
(`keras.utils.timeseries_dataset_from_array`).

## Example

```python before
from keras.preprocessing.image import (
    ImageDataGenerator,
    load_img,
)
```

```python after
from keras.preprocessing.image import (
    load_img,
)
from tensorflow.keras.preprocessing.image import ImageDataGenerator
```

```python before
from keras.preprocessing import image

generator = image.ImageDataGenerator(rescale=1 / 255)
picture = image.load_img("cat.png")
```

```python after
from keras.preprocessing import image
from tensorflow.keras.preprocessing.image import ImageDataGenerator

generator = ImageDataGenerator(rescale=1 / 255)
picture = image.load_img("cat.png")
```

## Left alone

```python
from tensorflow.keras.preprocessing.image import ImageDataGenerator
```

```python
from keras.preprocessing.image import img_to_array, load_img
```

`load_img`, `img_to_array`, `array_to_img` and `save_img` stay: `keras` has them.

## Fix safety

Safe where TensorFlow is installed, as it was for Keras 2: the same code under its other name.

## References

Keras 3 `src/legacy/preprocessing/image.py`.
"""

from __future__ import annotations

from functools import partial

from migrator.rules.moved import moved_names
from migrator.rules.registry import Rule

RULE = Rule("KER110", "preprocessing-image", "3.0.0", "safe, review", partial(moved_names, code="KER110"), (b"keras",))
