"""Imports of names that moved: where they live, what is left alone, and the table against the installed packages."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from migrator.keras_api.imports import OF_OTHER_RULES, RENAMED, STUBS
from migrator.keras_api.tables import exists
from migrator.keras_api.versions import NEWEST
from migrator.migration import migrate_paths, migrate_text
from migrator.rules.homes import family, home_of, is_older
from migrator.rules.keras_paths import KerasPath
from migrator.settings import Settings

IMPORTS = Settings(select=("KER10", "KER11", "KER12", "KER907"))


def migrated(text: str, settings: Settings = IMPORTS) -> str:
    result = migrate_text(text, settings=settings)
    assert result.problem is None
    assert migrate_text(result.after, settings=settings).after == result.after
    return result.after


def left(text: str) -> list[str]:
    """The messages of the findings that are not applied."""
    return [f.message for f in migrate_text(text, settings=IMPORTS).findings if not f.applied]


# -- imports -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from keras.layers.core import Dense; x = 1\n", "from keras.layers import Dense; x = 1\n"),
        ("def f():\n    from keras.layers.core import Dense\n", "def f():\n    from keras.layers import Dense\n"),
        ("import keras.objectives as O\nO\n", "import keras.losses as O\nO\n"),
        ("from keras import objectives as O\nf(O)\n", "from keras import losses as O\nf(O)\n"),
        ("from keras.engine import Model, Input\n", "from keras import Model, Input\n"),
        ("from keras.engine import Model, Layer\n", "from keras.models import Model\nfrom keras.layers import Layer\n"),
        ("from keras.engine.training import Model as M\n", "from keras.models import Model as M\n"),
        (
            "from keras.layers.core import (Dense,  # d\n    MaxoutDense)\nMaxoutDense\n",
            "from keras.layers.core import (# d\n    MaxoutDense)\nfrom keras.layers import Dense\nMaxoutDense\n",
        ),
        ("from keras.layers.core import Lambda as L, Dense\n", "from keras.layers import Lambda as L, Dense\n"),
        ("from tensorflow.keras.layers.merge import add\n", "from tensorflow.keras.layers import add\n"),
        ("import keras.layers.core\n", "import keras.layers\n"),
        ("import keras.engine\n", "import keras\n"),
        ("import keras.layers.core, keras.layers.wrappers, os\n", "import keras.layers, os\n"),
        ("import keras.utils.np_utils as U\nU.to_categorical(y)\n", "from keras.utils import to_categorical\nto_categorical(y)\n"),
        ("import tensorflow.python.keras as K2\nK2.layers.LSTM\n", "import tensorflow.keras as K2\nK2.layers.LSTM\n"),
        (
            "from tensorflow.python.keras.layers.recurrent import LSTM\n",
            "from tensorflow.keras.layers import LSTM\n",
        ),
        ("from tensorflow.contrib.keras import layers\n", "from tensorflow.keras import layers\n"),
        ("from keras.initializers.initializers_v2 import Zeros\n", "from keras.initializers import Zeros\n"),
        ("from keras.metrics.metrics import AUC\n", "from keras.metrics import AUC\n"),
        ("from keras.optimizers import adam\nadam.Adam()\n", "from keras.optimizers import Adam\nAdam()\n"),
        ("from keras.optimizers import adam\nadam()\n", "from keras.optimizers import Adam as adam\nadam()\n"),
    ],
)  # fmt: skip
def test_an_import_is_of_where_the_name_lives(before: str, after: str) -> None:
    assert migrated(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from keras.layers.core import *\nDense(3)\n", "from keras.layers import Dense\nDense(3)\n"),
        (
            "from keras.engine.topology import *\nLayer, Input\n",
            "from keras.layers import Layer, Input\nLayer, Input\n",
        ),
        ("from keras.layers.core import *\n\nx = 1\n", "x = 1\n"),
        (
            "from keras.layers.core import *\nfrom mine import *\nDense(other)\n",
            "from keras.layers import Dense\nfrom mine import *\nDense(other)\n",
        ),
        (
            "from keras.layers.core import *\nclass Dense: pass\nDense, Lambda\n",
            "from keras.layers import Lambda\nclass Dense: pass\nDense, Lambda\n",
        ),
        ("from keras.layers.core import *\nnp.zeros(3)\n", None),
        ("from keras.layers import *\nDense(3)\n", None),
    ],
)
def test_a_star_import_of_a_former_module_names_what_is_used(before: str, after: str | None) -> None:
    assert migrated(before) == (after or before)


def test_a_name_that_stood_for_older_code_is_moved_on_demand() -> None:
    before = "from keras.layers.rnn.gru_v1 import GRU\n"
    assert migrated(before) == before
    assert migrated(before, replace(IMPORTS, unsafe_fixes=True)) == "from keras.layers import GRU\n"


def test_a_layer_of_a_star_import_of_a_former_module_is_known_at_once() -> None:
    text = "from keras.layers.recurrent import *\nm = Sequential([LSTM(3, batch_input_shape=(2, 3, 4))])\n"
    assert "KER201" in {f.code for f in migrate_text("from keras.models import *\n" + text).findings}


def test_what_a_star_import_may_have_brought_is_said() -> None:
    message = "Keras 3 has no `keras.layers.core`: `np` may be from there"
    assert left("from keras.layers.core import *\nnp.zeros(3)\n") == [message]


# -- dotted names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import keras\nkeras.layers.core.Dense(3)\n", "import keras\nkeras.layers.Dense(3)\n"),
        ("import keras as k\nk.engine.topology.Layer\n", "import keras as k\nk.layers.Layer\n"),
        ("import keras\nL = keras.layers\nL.core.Dense(3)\n", "import keras\nL = keras.layers\nL.Dense(3)\n"),
        ("from keras import layers\nlayers.core.Dense(3)\n", "from keras import layers\nlayers.Dense(3)\n"),
        ("import tensorflow as tf\ntf.keras.layers.core.Dense\n", "import tensorflow as tf\ntf.keras.layers.Dense\n"),
        (
            "import tensorflow as tf\nkeras = tf.keras\nkeras.experimental.CosineDecay(.1, 10)\n",
            "import tensorflow as tf\nkeras = tf.keras\nkeras.optimizers.schedules.CosineDecay(.1, 10)\n",
        ),
        (
            "from keras.utils import np_utils\nto_categorical = 3\nnp_utils.to_categorical(y)\n",
            "from keras.utils import to_categorical as keras_to_categorical\nto_categorical = 3\n"
            "keras_to_categorical(y)\n",
        ),
        ("from keras.utils import np_utils\ndef f(np_utils):\n    np_utils.to_categorical(y)\n", None),
        (
            "from keras import layers\nfrom keras.layers import core\n(core\n .Dense)(3)\n",
            "from keras import layers\n(layers.Dense)(3)\n",
        ),
        ("import keras\nkeras.layers.LSTM.__name__\n", None),
        ("import keras\nkeras.__version__\n", None),
        ("keras.layers.core.Dense\n", None),
        ("import keras\nkeras = mine(keras)\nkeras.layers.core.Dense\n", None),
    ],
)
def test_a_dotted_name_leads_to_where_the_name_lives(before: str, after: str | None) -> None:
    assert migrated(before) == (after or before)


# -- what is left alone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from keras.layers.core import Dense\nexcept ImportError:\n    from keras.layers import Dense\n",
        "try:\n    from keras.layers import Dense\nexcept ImportError:\n    from keras.layers.core import Dense\n",
        "try:\n    from keras.utils import np_utils\nexcept Exception:\n    from keras import utils as np_utils\n"
        "np_utils.to_categorical(y)\n",
        "if keras.__version__ < '2':\n    from keras.layers.core import Dense\n",
        "if version > 2:\n    keras.layers.core.Dense\nelse:\n    from keras.engine import Layer\n",
        "from .keras.layers.core import Dense\n",
        "from mykeras.layers.core import Dense\n",
        "import keras_contrib.layers.core\n",
        "from tf_keras.src.layers.core import Dense\n",
    ],
)
def test_what_runs_and_what_is_not_keras_is_left_alone(text: str) -> None:
    assert migrated(text) == text
    assert left(text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "try:\n    from keras.layers.core import Dense\nexcept ImportError:\n    Dense = None\n",
            "try:\n    from keras.layers import Dense\nexcept ImportError:\n    Dense = None\n",
        ),
        (
            "try:\n    import cPickle\nexcept ImportError:\n    from keras.layers.core import Dense\n",
            "try:\n    import cPickle\nexcept ImportError:\n    from keras.layers import Dense\n",
        ),
        (
            "try:\n    from keras.layers.core import Dense\nexcept ImportError:\n"
            "    from keras.legacy.layers import Dense\n    raise\n",
            "try:\n    from keras.layers import Dense\nexcept ImportError:\n    raise\n",
        ),
    ],
)
def test_an_alternative_that_does_not_work_is_none(before: str, after: str) -> None:
    assert migrated(before) == after


# -- imports that nothing uses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from keras.layers import Dense, Merge\n", "from keras.layers import Dense\n"),
        ("from keras.utils import np_utils\n", ""),
        ("from keras import objectives\n", ""),
        ("from keras.layers import Merge\n__all__ = ['Merge']\n", None),
        ("from keras.layers import Merge\ndef f(x: 'Merge'): pass\n", None),
        ("try:\n    from keras.layers import Merge\nexcept ImportError:\n    pass\n", None),
        ("from keras.layers import Foo\n", None),
    ],
)
def test_an_import_that_fails_and_is_not_used_goes(before: str, after: str | None) -> None:
    assert migrated(before) == (before if after is None else after)


def test_an_import_that_another_module_uses_stays(tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text("from keras.layers import Merge, Highway\n")
    (tmp_path / "main.py").write_text("from names import Merge\nMerge()\n")
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], IMPORTS, write=False)}
    assert results["names.py"].after == "from keras.layers import Merge\n"


def test_the_imports_of_a_package_may_be_used_by_others(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("from keras.layers import Merge\nfrom keras import objectives\n")
    (result,) = migrate_paths([tmp_path], IMPORTS, write=False)
    assert result.after == "from keras.layers import Merge\nfrom keras import losses as objectives\n"


# -- the tables --------------------------------------------------------------------------------------------------------

MOVED = Path(importlib.import_module("migrator.keras_api").__path__[0], "data", "moved.json")


def old_paths() -> Iterator[str]:
    """Every path of an older release that the table knows."""
    for module, row in json.loads(MOVED.read_text())["modules"].items():
        path = f"keras.{module}".rstrip(".")
        yield from (f"{path}.{item.split('=')[0]}" for names in row["now"].values() for item in names.split())


@cache
def loaded(path: str) -> object:
    """The thing at a dotted path of the installed packages; None where there is none."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for name in parts[length:]:
            found = getattr(found, name, None)
        return found
    return None


def homes() -> Iterator[tuple[KerasPath, str]]:
    for path in (*old_paths(), *RENAMED):
        for root in ("keras", "tensorflow.keras"):
            here = KerasPath(root, path)
            home = home_of(here)
            if home is not None and family(here):
                yield here, home.full


def test_every_home_is_in_the_installed_keras() -> None:
    found = list(homes())
    assert len(found) > 1000
    assert [(here.full, home) for here, home in found if loaded(home) is None] == []


THE_SAME_FROM_OUTSIDE = {"keras.mixed_precision.loss_scale_optimizer.LossScaleOptimizer"}
"""The public name is a base class that makes an object of the old one."""


def test_a_home_in_keras_2_is_the_thing_itself_where_keras_2_still_has_the_old_module() -> None:
    """tf_keras keeps the modules of 2.15 out of sight, in `tf_keras.src`."""
    compared = 0
    for here, home in homes():
        old = loaded("tf_keras.src" + here.symbol[len("keras") :])
        new = loaded("tf_keras" + home.removeprefix(here.root if home.startswith(here.root) else "tensorflow.keras"))
        if old is not None and new is not None and not {type(old), type(new)} & {ModuleType}:
            compared += 1
            assert old is new or is_older(here) or here.symbol in THE_SAME_FROM_OUTSIDE, (here.full, home)
    assert compared > 300


def test_names_that_were_renamed_had_no_home_and_have_one_now() -> None:
    assert all(exists(new, NEWEST) and exists(new, NEWEST, tf_keras=True) for new in RENAMED.values())
    there = {old for old in RENAMED if exists(old, NEWEST)}
    assert {old for old in there if old.rpartition(".")[0] not in STUBS} == set()
    assert there, "the stubs are there"


@pytest.mark.parametrize("symbol", sorted(OF_OTHER_RULES))
def test_a_name_that_another_rule_renames_is_renamed(symbol: str) -> None:
    module, _, name = symbol.rpartition(".")
    result = migrate_text(f"from {module} import {name}\nx = {name}(3)\n")
    assert not any(f.code.startswith("KER1") for f in result.findings)
    assert f"import {name}\n" not in result.after


def test_tensorflow_shows_the_objects_of_the_package_keras() -> None:
    """What the opt-in rule on `tf.keras` relies on."""
    keras = pytest.importorskip("keras")
    tf = pytest.importorskip("tensorflow")
    others = set()
    for group in ("layers", "models", "optimizers", "callbacks", "utils", "initializers", "regularizers", "datasets"):
        ours, theirs = getattr(keras, group), getattr(tf.keras, group)
        names = [n for n in dir(ours) if n[0] != "_" and hasattr(theirs, n) and callable(getattr(ours, n))]
        others |= {n for n in names if getattr(ours, n) is not getattr(theirs, n)}
    assert others == {"AlphaDropout"}
    assert "tf.keras.layers.AlphaDropout" in migrated(
        "import tensorflow as tf\ntf.keras.layers.AlphaDropout\n", Settings(select=("KER113",))
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tensorflow.keras.layers import *\nDense(3)\n", "from keras.layers import *\nDense(3)\n"),
        ("import tensorflow.keras as keras\nkeras.Model\n", "import keras\nkeras.Model\n"),
        ("import tensorflow.keras as K2\nK2.Model\n", "import keras as K2\nK2.Model\n"),
        (
            "from tensorflow import keras\nkeras.preprocessing.text.Tokenizer()\n",
            "from tensorflow import keras\nkeras.preprocessing.text.Tokenizer()\n",
        ),
        (
            "import tensorflow as tf\ntf.keras.backend.mean(x)\ntf.keras.Model\n",
            "import tensorflow as tf\nimport keras\ntf.keras.backend.mean(x)\nkeras.Model\n",
        ),
        (
            "from tensorflow.keras.preprocessing.text import Tokenizer\nfrom tensorflow.keras.layers import Dense\n",
            "from tensorflow.keras.preprocessing.text import Tokenizer\nfrom keras.layers import Dense\n",
        ),
    ],
)
def test_tf_keras_becomes_keras_where_keras_has_it_all(before: str, after: str) -> None:
    assert migrated(before, Settings(select=("KER113",))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import tensorflow as tf\ntf.keras.Model\n", "import keras\nkeras.Model\n"),
        ("import os, tensorflow\ntensorflow.keras.Model\n", "import os\nimport keras\nkeras.Model\n"),
        (
            "import tensorflow as tf\n__all__ = ['tf']\ntf.keras.Model\n",
            "import tensorflow as tf\nimport keras\n__all__ = ['tf']\nkeras.Model\n",
        ),
        (
            "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\ntf.keras.Model\n",
            "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\ntf.keras.Model\n",
        ),
        (
            "import tensorflow as tf\nimport tensorflow.keras as keras\nkeras.Model\n",
            "import tensorflow as tf\nimport keras\nkeras.Model\n",
        ),
    ],
)
def test_an_import_of_tensorflow_that_served_tf_keras_goes(before: str, after: str) -> None:
    assert migrated(before, Settings(select=("KER113",))) == after


def test_an_import_of_tensorflow_that_another_file_takes_stays(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("import tensorflow as tf\n\ndef net():\n    return tf.keras.Sequential()\n")
    (tmp_path / "main.py").write_text("import keras\nfrom net import net, tf\n\nprint(net(), tf.zeros(1))\n")
    results = {Path(r.path).name: r for r in migrate_paths([tmp_path], Settings(select=("KER113",)), write=False)}
    assert results["net.py"].after.startswith("import tensorflow as tf\nimport keras\n")


def test_a_layer_of_the_gpu_s_library_is_not_named_once_it_is_another() -> None:
    text = (
        "import tensorflow.compat.v1 as tf\nimport keras\n\n"
        "a = tf.keras.layers.CuDNNGRU(3)\nb = tf.keras.layers.CuDNNLSTM(3)\nc = [tf.keras.layers.GRU(3)]\n"
    )
    result = migrate_text(text)
    assert "tf.keras.layers.GRU(3)\nb = tf.keras.layers.LSTM(3)" in result.after
    assert [(f.code, f.range.line) for f in result.findings if not f.applied] == [("KER117", 6)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from keras.src.engine.base_layer import Layer\n", "from keras.layers import Layer\n"),
        ("from keras.src.layers import Dense\n", "from keras.src.layers import Dense\n"),
        ("from keras.api._v2.keras.models import Model\n", "from keras.models import Model\n"),
        ("from tensorflow.compat.v2.keras.layers import Dense\n", "from tensorflow.keras.layers import Dense\n"),
        ("from tensorflow.compat.v1.keras.layers import LSTM\n", "from tensorflow.compat.v1.keras.layers import LSTM\n"),
    ],
)  # fmt: skip
def test_roots_that_are_not_public(before: str, after: str) -> None:
    assert migrated(before) == after
