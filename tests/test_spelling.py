"""How a file would write a symbol at a place: the name `HERE` of each program is replaced by it."""

from __future__ import annotations

import ast

import pytest

from migrator.analysis.module import Module
from migrator.edits.operations import ReplaceExpression
from migrator.edits.realise import realise
from migrator.edits.source import splice
from migrator.rules.spelling import spell


def spelled(text: str, canonical: str) -> str | None:
    """The program with a symbol in the place of `HERE`, and what that takes."""
    module = Module.parse(text)
    here = next(n for n in module.nodes if isinstance(n, ast.Name) and n.id == "HERE")
    spelling = spell(module, canonical, here)
    if spelling is None:
        return None
    operations = [ReplaceExpression(here, spelling.text), *spelling.operations]
    return splice(text, realise(module.source, operations, module.tree))


@pytest.mark.parametrize(
    ("imports", "canonical", "written"),
    [
        ("import keras", "keras.ops", "keras.ops"),
        ("import keras", "keras.optimizers.schedules.InverseTimeDecay", "keras.optimizers.schedules.InverseTimeDecay"),
        ("import keras as k", "keras.layers.Dense", "k.layers.Dense"),
        ("import keras.layers", "keras.utils.to_categorical", "keras.utils.to_categorical"),
        ("from tensorflow import keras", "keras.ops.sum", "keras.ops.sum"),
        ("import tensorflow as tf", "keras.layers.Dense", "tf.keras.layers.Dense"),
        ("import tensorflow as tf", "tensorflow.random.set_seed", "tf.random.set_seed"),
        ("from keras import layers", "keras.layers.Dense", "layers.Dense"),
        ("from keras import layers", "keras.layers.Input", "layers.Input"),
        ("from keras import layers as L, models", "keras.Model", "models.Model"),
        ("import keras\nfrom keras import models", "keras.Model", "keras.Model"),
        ("from keras.layers import Dense", "keras.layers.Dense", "Dense"),
        ("from keras.layers import *", "keras.layers.Dense", "Dense"),
        ("from tensorflow.keras import backend as K", "keras.backend", "K"),
        ("from keras import backend as K", "keras.backend.epsilon", "K.epsilon"),
        ("from keras.optimizers.schedules import CosineDecay", "keras.optimizers.schedules.CosineDecay", "CosineDecay"),
        ("from keras import Input", "keras.Input", "Input"),
        ("import numpy", "numpy.argmax", "numpy.argmax"),
        ("import numpy as np", "numpy.argmax", "np.argmax"),
        ("try:\n    import keras\nexcept ImportError:\n    keras = None", "keras.ops", "keras.ops"),
        ("try:\n    import keras\nexcept ImportError:\n    from tensorflow import keras", "keras.ops", "keras.ops"),
    ],
)
def test_names_that_a_file_has_are_used(imports: str, canonical: str, written: str) -> None:
    assert spelled(f"{imports}\nHERE\n", canonical) == f"{imports}\n{written}\n"
    assert spelled(f"{imports}\ndef f(x):\n    HERE\n", canonical) == f"{imports}\ndef f(x):\n    {written}\n"


@pytest.mark.parametrize(
    ("before", "canonical", "after"),
    [
        (
            "from keras.layers import Dense\nHERE\n",
            "keras.layers.LSTM",
            "from keras.layers import Dense, LSTM\nLSTM\n",
        ),
        (
            "from tensorflow.keras.layers import Dense\nHERE\n",
            "keras.ops",
            "from tensorflow.keras.layers import Dense\nfrom tensorflow.keras import ops\nops\n",
        ),
        (
            "from keras.models import Sequential\nHERE\n",
            "keras.optimizers.schedules.InverseTimeDecay",
            "from keras.models import Sequential\n"
            "from keras.optimizers.schedules import InverseTimeDecay\nInverseTimeDecay\n",
        ),
        (
            "from keras.models import Sequential\nHERE\n",
            "keras.Model",
            "from keras.models import Sequential, Model\nModel\n",
        ),
        (
            "from tensorflow.keras.models import Sequential\nHERE\n",
            "keras",
            "from tensorflow.keras.models import Sequential\nfrom tensorflow import keras\nkeras\n",
        ),
        (
            "from keras.models import Sequential\nHERE\n",
            "keras",
            "from keras.models import Sequential\nimport keras\nkeras\n",
        ),
        (
            "import tensorflow as tf\nfrom keras.models import Sequential\nHERE\n",
            "keras.ops",
            "import tensorflow as tf\nfrom keras.models import Sequential\nfrom keras import ops\nops\n",
        ),
        (
            "from keras.layers import Dense\nops = 3\nHERE\n",
            "keras.ops",
            "from keras.layers import Dense\nfrom keras import ops as keras_ops\nops = 3\nkeras_ops\n",
        ),
        (
            "from keras.layers import Dense\nfrom mine import LSTM\nHERE\n",
            "keras.layers.LSTM",
            "from keras.layers import Dense, LSTM as KerasLSTM\nfrom mine import LSTM\nKerasLSTM\n",
        ),
        (
            "try:\n    from keras.layers import Dense\nexcept ImportError:\n    from tensorflow.keras.layers import Dense\n"
            "HERE\n",
            "keras.ops",
            "try:\n    from keras.layers import Dense\n    from keras import ops\n"
            "except ImportError:\n    from tensorflow.keras.layers import Dense\n    from tensorflow.keras import ops\n"
            "ops\n",
        ),
        (
            "try: from keras.layers import Dense\nexcept ImportError: raise\nHERE\n",
            "keras.ops",
            "try: from keras.layers import Dense; from keras import ops\nexcept ImportError: raise\nops\n",
        ),
        (
            "def f():\n    from keras.layers import Dense\n    HERE\n",
            "keras.ops",
            "def f():\n    from keras.layers import Dense\n    from keras import ops\n    ops\n",
        ),
        (
            "import os\nfrom mine import build\nos.environ\nHERE\n",
            "keras.ops",
            "import os\nfrom mine import build\nfrom keras import ops\nos.environ\nops\n",
        ),
        (
            '"""Doc."""\nfrom __future__ import annotations\n\nimport keras\nHERE\n',
            "numpy.sum",
            '"""Doc."""\nfrom __future__ import annotations\n\nimport keras\nimport numpy as np\nnp.sum\n',
        ),
        ('"""Doc."""\nx = 1\nHERE\n', "numpy", '"""Doc."""\nimport numpy as np\nx = 1\nnp\n'),
        ("np = 1\nHERE\n", "numpy", "import numpy\nnp = 1\nnumpy\n"),
        (
            "import os\nos.environ\nfrom keras.layers import Dense\nHERE\n",
            "tensorflow.random.set_seed",
            "import os\nos.environ\nfrom keras.layers import Dense\nimport tensorflow as tf\ntf.random.set_seed\n",
        ),
    ],
)
def test_names_that_a_file_has_not_are_imported_in_its_style(before: str, canonical: str, after: str) -> None:
    assert spelled(before, canonical) == after


@pytest.mark.parametrize(
    ("before", "canonical", "text"),
    [
        ("import keras\nkeras = wrap(keras)\nHERE\n", "keras.ops", "ops"),
        ("import keras\ndef f(keras):\n    HERE\n", "keras.ops", "ops"),
        ("import keras\ndef f(keras):\n    pass\nHERE\n", "keras.ops", "keras.ops"),
        ("import keras\ndef f():\n    global keras\n    keras = 1\nHERE\n", "keras.ops", "ops"),
        ("import keras\ndef f():\n    HERE\n    from mine import keras\n", "keras.ops", "ops"),
        (
            "from keras import layers\nclass A:\n    layers = 3\n    def f(self):\n        HERE\n",
            "keras.layers",
            "layers",
        ),
        ("from keras import layers\nclass A:\n    layers = 3\n    HERE\n", "keras.layers.Dense", "Dense"),
        ("class A:\n    from keras import layers\n    def f(self):\n        HERE\n", "keras.layers.Dense", None),
        ("HERE\nimport keras\n", "keras.ops", None),
        ("if x:\n    import keras\nHERE\n", "keras.ops", None),
        ("def f():\n    HERE\n    import keras\n", "keras.ops", None),
    ],
)
def test_a_name_that_may_stand_for_something_else_is_not_used(before: str, canonical: str, text: str | None) -> None:
    module = Module.parse(before)
    here = next(n for n in module.nodes if isinstance(n, ast.Name) and n.id == "HERE")
    spelling = spell(module, canonical, here)
    assert (spelling.text if spelling else None) == text
