"""Serves every spelling of Keras 2 by the package tf_keras.

`keras`, `tensorflow.keras` and `tensorflow.python.keras` were the same Keras 2 once; today `keras` is Keras 3, and
TensorFlow loads second copies of the modules under its own name. Here each of them is tf_keras itself, module
by module: `keras.layers is tf_keras.layers`. Modules that only older releases had are made of what tf_keras has.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

from .old_modules import MODULES, old_module

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

SPELLINGS = ("keras", "tensorflow.keras", "tensorflow.python.keras")
PUBLIC = "tf_keras"
INTERNAL = "tf_keras.src"


class _AliasLoader(Loader):
    """Loads the module `target` and hands it out under another name, without running it again."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the target module itself."""
        module = importlib.import_module(self._target)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module back its own spec, which the import system has just replaced by the alias's."""
        module.__spec__ = self._spec


class _OldLoader(Loader):
    """Loads a module that only older releases had."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make the module of what today's Keras 2 has."""
        return old_module(spec.name, _below(spec.name))

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to do."""


class _AliasFinder(MetaPathFinder):
    """Finds the modules of Keras 2 under all its spellings."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of an alias, or None for a module that is no part of Keras."""
        for spelling in SPELLINGS:
            if fullname == spelling or fullname.startswith(spelling + "."):
                return _alias(fullname, fullname[len(spelling) :])
        return None


def _below(fullname: str) -> str:
    """The path of a module below the spelling of Keras that it has."""
    spelling = next(s for s in SPELLINGS if fullname.startswith(s + "."))
    return fullname[len(spelling) + 1 :]


def _alias(fullname: str, tail: str) -> ModuleSpec | None:
    """Return the spec of `fullname`: of an older release, the public module of that name, or else the internal one."""
    if tail[1:] in MODULES:
        return ModuleSpec(fullname, _OldLoader(), is_package=True)
    for root in (PUBLIC, INTERNAL):
        if _exists(root + tail):
            return ModuleSpec(fullname, _AliasLoader(root + tail))
    return None


def _exists(name: str) -> bool:
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def install() -> None:
    """Alias all spellings from now on; what was imported under one of them before is forgotten."""
    sys.meta_path.insert(0, _AliasFinder())
    for spelling in SPELLINGS:
        loaded = [name for name in sys.modules if name == spelling or name.startswith(spelling + ".")]
        for name in loaded:
            del sys.modules[name]
        importlib.import_module(spelling)
    for path in MODULES:  # as `import keras` did: all its modules are attributes then
        importlib.import_module(f"keras.{path}")
