"""Modules of the project as values: what their names stand for, and what a star import brings."""

from __future__ import annotations

from migrator.analysis import symbols
from migrator.analysis.machine import Machine, elements
from migrator.analysis.values import Const, ModuleInfo, ModuleValue, Opaque, Symbol, Union, Value
from migrator.keras_api.names import STAR_EXPORTS, STAR_GONE


def module_attribute(m: Machine, info: ModuleInfo, name: str) -> Value:
    """What a name of a module stands for: a name that its code binds, a module below it, or not known."""
    info.facts.taken.add(name)
    value = (info.frame.names if info.frame.running else info.frame.ever).get(name)
    if value is not None:
        several = info.seen_in_part.get(name)
        if isinstance(several, Union) or (isinstance(several, Opaque) and not several.stable):
            return Opaque(f"`{name}` of {info.path}, which is imported while it runs", stable=False)
        return value
    below = m.submodule(info, name)
    if below is not None:
        return ModuleValue(below)
    starred = star_symbol(info.frame.stars, name)
    return starred if starred is not None else m.read(info.marker, name, f"`{name}` of {info.path or info.place}")


def star_symbol(stars: list[str], name: str) -> Symbol | None:
    """The Keras symbol that the star import of one of these modules brings under a name; the last import wins.

    A former sub-module (`keras.layers.core`) is taken to bring what its package has.
    """
    for module in reversed(stars):
        package = module.rpartition(".")[0]
        source = package if module not in STAR_EXPORTS and package != "keras" else module
        if name in STAR_EXPORTS.get(source, ()) or name in STAR_GONE.get(source, ()):
            return Symbol(symbols.member(source, name))
    return None


def public_names(m: Machine, info: ModuleInfo) -> dict[str, Value]:
    """What `from module import *` binds: the names in a constant `__all__`, else those without a leading underscore."""
    names = info.frame.names if info.frame.running else info.frame.ever
    listed = names.get("__all__")
    items = elements(m, listed) if listed is not None else None
    if items is not None:
        wanted = [item.value for item in items if isinstance(item, Const) and isinstance(item.value, str)]
        return {name: module_attribute(m, info, name) for name in wanted}
    return {name: value for name, value in names.items() if not name.startswith("_")}
