"""Where the modules of older Keras releases kept things, and under which public name of Keras 2.15 or 3 they are now.

A name of an old module is followed to its definition; it is the same thing as a public one where a public name of the
same family (layers, optimizers, ...) is that definition's own name. Nothing is matched across families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tools.keras_api.reader import Package, Thing
from tools.keras_api.tables import Release

_FAMILIES = {
    "layers": ("layers",),
    "engine": ("layers", "", "models", "utils"),
    "legacy": ("layers", "", "models"),
    "legacy_tf_layers": (),
    "feature_column": ("layers",),
    "models": ("", "models"),
    "premade": ("", "models", "experimental"),
    "premade_models": ("", "models", "experimental"),
    "optimizers": ("optimizers", "optimizers.schedules"),
    "optimizer_v1": ("optimizers",),
    "optimizer_v2": ("optimizers", "optimizers.schedules"),
    "optimizer_experimental": ("optimizers",),
    "losses": ("losses",),
    "objectives": ("losses",),
    "metrics": ("metrics", "losses"),
    "callbacks": ("callbacks",),
    "callbacks_v1": ("callbacks",),
    "initializers": ("initializers",),
    "initializations": ("initializers",),
    "regularizers": ("regularizers",),
    "constraints": ("constraints",),
    "activations": ("activations",),
    "backend": ("backend",),
    "backend_config": ("backend",),
    "saving": ("saving", "models", "utils"),
    "mixed_precision": ("mixed_precision",),
    "utils": ("utils", "models", "saving", "losses"),
    "preprocessing": ("preprocessing", "utils"),
    "export": ("export",),
    "experimental": ("experimental", "optimizers.schedules"),
}
"""The public modules among which a thing is looked for that a private module defines (`""`: `keras` itself)."""

_MODULES = {
    "objectives": "losses",
    "initializations": "initializers",
    "optimizer_v1": "optimizers",
    "optimizer_v2": "optimizers",
    "optimizer_experimental": "optimizers",
}
"""Modules that have another name now."""


_INTERNAL = frozenset({"api", "src", "protobuf", "testing_infra", "distribute", "combinations", "benchmarks"})


@dataclass
class OldModule:
    """A module of older releases: the last minor version that had it, and where what it held is now.

    `homes`: the public name now; empty where there is none. `until`: the last minor version that had the name there.
    `modules`: names that stood for another old module.
    """

    last: str = ""
    homes: dict[str, str] = field(default_factory=dict)
    until: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)


def old_modules(old: Mapping[str, Package], releases: Iterable[Release]) -> dict[str, OldModule]:
    """The modules of older releases, oldest first, by path below `keras`, and what they held and do not hold now."""
    public = _Public(list(releases))
    found: dict[str, OldModule] = {}
    for version, package in old.items():
        for path in sorted(package.files):
            below = path.partition(".")[2]
            if not _is_old(below):
                continue
            module = found.setdefault(below, OldModule())
            module.last = version
            for name, thing in _names(package, path):
                if ".".join(filter(None, (below, name))) not in public.kinds:
                    home = public.home(thing, name)
                    module.homes[name] = home or module.homes.get(name, "")
                    module.until[name] = version
                    if thing.kind == "module" and not home and thing.module.partition(".")[2] != f"{below}.{name}":
                        module.modules[name] = thing.module.partition(".")[2]
    return {path: module for path, module in found.items() if module.homes or path not in public.kinds}


def stored(old: Mapping[str, OldModule], public: Iterable[str]) -> dict[str, object]:
    """The modules as they are stored: the last version, then the names by the module that has them now.

    `NAME=NOW` where the name changed. What is gone is listed only for modules that Keras 2.15 or 3 still have.
    """
    kept = {"", *public}
    rows: dict[str, object] = {}
    for path, module in sorted(old.items()):
        by_home: dict[str, list[str]] = {}
        for name, home in sorted(module.homes.items()):
            where, _, now = home.rpartition(".")
            if home:
                by_home.setdefault(where, []).append(name if name == now else f"{name}={now}")
        gone = [f"{name}={module.until[name]}" for name, home in sorted(module.homes.items()) if not home]
        row: dict[str, object] = {"last": module.last, "now": {k: " ".join(v) for k, v in sorted(by_home.items())}}
        if gone and path in kept:
            row["gone"] = " ".join(gone)
        modules = [f"{name}={other}" for name, other in sorted(module.modules.items()) if other in old]
        if modules:
            row["modules"] = " ".join(modules)
        rows[path] = row
    return {"modules": rows}


def _is_old(below: str) -> bool:
    parts = below.split(".")
    return parts[0] not in _INTERNAL and not any(p.startswith("_") or "test" in p for p in parts)


def _names(package: Package, path: str) -> Iterator[tuple[str, Thing]]:
    for name in sorted(package.names(path)):
        thing = package.resolve(path, name)
        if thing is not None and thing.kind != "foreign" and not name.startswith("_"):
            if thing.kind != "value" or name.isupper():
                yield name, thing


class _Public:
    """The public names of Keras 2.15 and of Keras 3, with `tf.keras`, and what they are."""

    def __init__(self, releases: list[Release]) -> None:
        self.kinds: dict[str, str] = {}
        for release in releases:
            for path, thing in {**release.tf_keras, **release.keras}.items():
                self.kinds.setdefault(path, thing.kind)

    def home(self, thing: Thing, name: str) -> str:
        """The public name of what an old module has under `name`."""
        if thing.kind == "module":
            return self._module(thing.module)
        parts = thing.module.split(".")[1:]
        if parts and parts[0] == "src":
            del parts[0]
        if not parts or thing.kind == "value":
            return ""
        families = (*_around(parts), *_FAMILIES.get(parts[0], ()))
        for own in dict.fromkeys((thing.name, name)):
            for family in families:
                path = f"{family}.{own}" if family else own
                if self.kinds.get(path) in {"class", "function"} and own[:1].isupper() == thing.name[:1].isupper():
                    return path
        return ""

    def _module(self, path: str) -> str:
        parts = path.split(".")[1:]
        if parts and parts[0] == "src":
            del parts[0]
        if parts and parts[0] in _MODULES and len(parts) == 1:
            return _MODULES[parts[0]]
        below = ".".join(parts)
        return below if self.kinds.get(below) == "module" else ""


def _around(parts: list[str]) -> list[str]:
    """The modules around the one that defines a thing, innermost first, but for `keras` itself."""
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
