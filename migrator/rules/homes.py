"""Where Keras 3 has what a path of Keras 2 stood for, and which rule is about it. Shared by rules; proposes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from migrator.analysis import symbols
from migrator.keras_api.imports import DIFFERENT, OF_OTHER_RULES, OF_VERSION_1, OLDER, RENAMED, STUBS
from migrator.keras_api.tables import exists, is_module, last_seen, moved_to, same_as
from migrator.keras_api.versions import KERAS_2, Version
from migrator.rules.keras_paths import KerasPath

OTHERS = "KER120"
"""The rule about all other modules and names that moved."""

_FAMILIES = {
    "keras.engine": "KER102",
    "keras.utils.np_utils": "KER103",
    "keras.layers.experimental": "KER106",
    "keras.experimental": "KER107",
    "keras.optimizers.experimental": "KER107",
    "keras.optimizers.legacy": "KER605",
    "keras.callbacks.experimental": "KER107",
    "keras.mixed_precision.experimental": "KER107",
    "keras.preprocessing.text": "KER108",
    "keras.preprocessing.sequence": "KER109",
    "keras.preprocessing.image": "KER110",
    "keras.wrappers": "KER111",
    "keras.utils.multi_gpu_model": "KER114",
    "keras.utils.multi_gpu_utils": "KER114",
    "keras.utils.training_utils": "KER114",
    "keras.objectives": "KER907",
    "keras.initializations": "KER907",
    "keras.utils.visualize_util": "KER907",
    "keras.backend": "",
}
"""Which rule is about the names below a path; "": not one of the rules on imports."""

_MODULES = {"layers": "KER101", "utils": "KER104"}
"""Which rule is about the former modules of a package."""

_ROOTS = {
    "keras.src": OTHERS,
    "keras.api._v2.keras": OTHERS,
    "tensorflow.compat.v1.keras": "KER117",
    "tensorflow.compat.v2.keras": "KER117",
}
"""Which rule is about the names below a root that is not public; KER105 where none is said."""

_RENAMED_MODULES = frozenset(name.rpartition(".")[0] for name in RENAMED)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a symbol lives: its public name, and the root of Keras that has it."""

    symbol: str
    root: str

    @property
    def full(self) -> str:
        """The whole dotted name."""
        return self.root + self.symbol[len("keras") :]

    @property
    def module(self) -> str:
        """The module that has it."""
        return self.full.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its name there."""
        return self.symbol.rpartition(".")[2]


@cache
def is_here(path: KerasPath) -> bool:
    """Whether Keras 3 has a path as it is written, and not only to raise."""
    if path.root == "keras.src":
        return not _is_below_former(path)
    there = path.home == path.root and exists(path.symbol, path.latest, tf_keras=path.behind_tensorflow)
    return there and not is_stub(path)


def is_stub(path: KerasPath) -> bool:
    """Whether Keras 3 lets a name be imported only to raise when it is called."""
    return around(path.symbol, STUBS) is not None


def is_reached(path: KerasPath) -> bool:
    """Whether a dotted name reaches what Keras 3 has: below `tf.compat.v1.keras`, too."""
    return is_here(path) or (path.is_attribute and exists(path.symbol, path.latest, tf_keras=True))


def _is_below_former(path: KerasPath) -> bool:
    """Whether a path is below a module that Keras 2 had and Keras 3 has not, private or not."""
    parts = path.symbol.split(".")
    public = (replace(path, root="keras", symbol=".".join(parts[:n])) for n in range(2, len(parts) + 1))
    return any(is_former(p) for p in public)


@cache
def home_of(path: KerasPath) -> Home | None:
    """Where Keras 3 has what a path stood for; None where it has it there, has it no more, or that is not known."""
    if is_here(path):
        return None
    roots = {path.home: path.behind_tensorflow}
    if path.symbol.startswith("keras.preprocessing"):
        roots.setdefault("tensorflow.keras", True)  # legacy code that Keras 3 has for those who ask for `tf.keras`
    for root, tf_keras in roots.items():
        symbol = _symbol_now(path, tf_keras)
        if symbol is not None and exists(symbol, path.lowest, tf_keras=tf_keras):
            return Home(symbol, root)
    return None


def _symbol_now(path: KerasPath, tf_keras: bool) -> str | None:
    if exists(path.symbol, path.latest, tf_keras=tf_keras) and not is_stub(path):
        return path.symbol
    if around(path.symbol, DIFFERENT) or path.symbol in RENAMED:
        return RENAMED.get(path.symbol)
    return moved_to(path.symbol, path.latest, tf_keras=tf_keras)


@cache
def family(path: KerasPath) -> str:
    """The rule that a path is for; empty where it is for none of the rules on imports."""
    symbol = symbols.canonical(path.symbol)
    if symbol in OF_OTHER_RULES and not exists(symbol, path.latest, tf_keras=path.behind_tensorflow):
        return ""
    if path.home != path.root:
        return _ROOTS.get(path.root, "KER105")
    listed = around(path.symbol, _FAMILIES)
    if listed is not None:
        return _FAMILIES[listed]
    parts = path.symbol.split(".")
    if len(parts) > 2 and is_former(replace(path, symbol=".".join(parts[:3]))):
        return _MODULES.get(parts[1], OTHERS)
    if is_former(replace(path, symbol=".".join(parts[:2]))):
        return OTHERS
    home = home_of(path)
    if home is None:
        return ""
    return "KER112" if parts[1] in {"losses", "metrics"} and home.symbol.split(".")[1] == parts[1] else OTHERS


def around(symbol: str, known: Collection[str]) -> str | None:
    """The longest of some known paths that a symbol is, or is below of."""
    parts = symbol.split(".")
    paths = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((path for path in paths if path in known), None)


def is_known(path: KerasPath) -> bool:
    """Whether some Keras 2 had a path."""
    return exists(path.symbol, KERAS_2) or last_seen(path.symbol) is not None


def is_former(path: KerasPath) -> bool:
    """Whether a path is a module that Keras 3 does not have."""
    if path.symbol in _RENAMED_MODULES:
        return True
    return is_module(path.symbol) and not exists(path.symbol, path.latest, tf_keras=path.behind_tensorflow)


def is_older(path: KerasPath) -> bool:
    """Whether a path stood for other code than the public name that took its place."""
    if path.root == "tensorflow.compat.v1.keras" and path.symbol in OF_VERSION_1:
        return True
    return around(path.symbol, OLDER) is not None


def equals(home: Home, version: Version) -> list[Home]:
    """The names for the same thing that Keras 2.15 and Keras 3 have."""
    if home.symbol == "keras":
        return [home]
    behind = home.root.startswith("tensorflow")
    names = [n for n in sorted(same_as(home.symbol, version, tf_keras=behind)) if n.endswith(f".{home.name}")]
    both = [Home(n, home.root) for n in names if exists(n, KERAS_2)]
    return both if home in both else [home, *both]
