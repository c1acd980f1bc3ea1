"""Questions about the public API of Keras 2.15 and of each minor version of Keras 3, answered from tables.

Symbols are canonical dotted names (`keras.layers.LSTM`). With `tf_keras`, the question is about the names that
`tf.keras` has, which with Keras 3 are not those of `keras`. A table is loaded when a question first needs it: one file
for each module right below `keras`. `python -m tools.keras_api` writes the tables from the published packages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from migrator.keras_api.versions import BY_NAME, KERAS_2, KERAS_3, NEWEST, Version

_DATA = Path(__file__).parent / "data"

_REMEMBERED = 20_000
"""Answers that are kept of each question: a program asks the same ones over and over."""

Kind = Literal["class", "function", "module", "value"]
Rest = Literal["refused", "ignored", "anything"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `kind` is as in `inspect`: `positional`, `either`, `*`, `keyword` or `**`."""

    name: str
    kind: Literal["positional", "either", "*", "keyword", "**"]
    default: str | None = None
    """The default as source text; None where there is none."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How something is called, `self` left out."""

    parameters: tuple[Parameter, ...]
    more: frozenset[str] = frozenset()
    """Keywords that are taken through `**kwargs`, for example by a base class."""
    rest: Rest = "refused"
    """What becomes of any other keyword: an error; nothing, without a word; `anything`: that depends on its value."""

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of a name, `*args` and `**kwargs` not counted."""
        return next((p for p in self.parameters if p.name == name and p.kind not in {"*", "**"}), None)

    @property
    def positional(self) -> tuple[str, ...]:
        """The parameters that can be given by position, in their order."""
        return tuple(p.name for p in self.parameters if p.kind in {"positional", "either"})

    def knows(self, keyword: str) -> bool:
        """Whether a keyword means something to the callee."""
        known = self.parameter(keyword)
        return (known is not None and known.kind != "positional") or keyword in self.more

    def takes(self, keyword: str) -> bool:
        """Whether a call with a keyword is accepted; what is accepted may be ignored, if it is not known."""
        return self.knows(keyword) or self.rest != "refused"


# -- names -------------------------------------------------------------------------------------------------------------


@lru_cache(_REMEMBERED)
def exists(symbol: str, version: Version, *, tf_keras: bool = False) -> bool:
    """Whether a version has a public symbol."""
    if symbol == "keras":
        return True
    row = _row(symbol)
    if row is None:
        return False
    return _covers(row["tf"] if tf_keras and version != KERAS_2 and "tf" in row else row["in"], version)


def only_in_tf_keras(symbol: str, version: Version) -> bool:
    """Whether a version has a symbol in `tf.keras` and not in `keras`."""
    return exists(symbol, version, tf_keras=True) and not exists(symbol, version)


@lru_cache(_REMEMBERED)
def gone_since(symbol: str, *, tf_keras: bool = False) -> Version | None:
    """The first minor version of Keras 3 without a symbol that Keras 2.15, or an older release, has."""
    if exists(symbol, KERAS_2) or last_seen(symbol) is not None:
        return next((v for v in KERAS_3 if not exists(symbol, v, tf_keras=tf_keras)), None)
    return None


def kind(symbol: str, version: Version, *, tf_keras: bool = False) -> Kind | None:
    """What a symbol is; None where the version does not have it."""
    found: Kind | None = _about(symbol, version, tf_keras).get("kind")
    return found


@lru_cache(_REMEMBERED)
def same_as(symbol: str, version: Version, *, tf_keras: bool = False) -> frozenset[str]:
    """All names that stand for the same thing as a symbol, itself included."""
    name = _name(symbol, version, tf_keras)
    if name is None:
        return frozenset()
    families = {_family(_below(symbol)), _family(name), "keras", "losses", "metrics", "models", "saving", "utils"}
    paths = (f"keras.{path}" for family in families for path in _table(family)["names"] if not path.startswith("tf:"))
    return frozenset(p for p in paths if _name(p, version, tf_keras) == name)


# -- calls -------------------------------------------------------------------------------------------------------------


def signature(symbol: str, version: Version, *, tf_keras: bool = False) -> Signature | None:
    """How a class or function is called; None where the version does not have it or it is not known."""
    about = _about(symbol, version, tf_keras)
    if "call" not in about:
        return None
    return _signature(about["call"], about.get("more", ""))


@cache
def _signature(text: str, more: str = "") -> Signature:
    words = frozenset(more.split())
    rest: Rest = "anything" if "*" in words else "ignored" if "*ignored" in words else "refused"
    return Signature(tuple(_parameters(text)), words - {"*", "*ignored"}, rest)


def _parameters(text: str) -> Iterator[Parameter]:
    (function,) = ast.parse(f"def f({text}): pass").body
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    by_place = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(by_place) - len(given.defaults)) + [ast.unparse(d) for d in given.defaults]
    for number, (argument, default) in enumerate(zip(by_place, defaults, strict=True)):
        yield Parameter(argument.arg, "positional" if number < len(given.posonlyargs) else "either", default)
    if given.vararg:
        yield Parameter(given.vararg.arg, "*")
    for argument, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield Parameter(argument.arg, "keyword", None if value is None else ast.unparse(value))
    if given.kwarg:
        yield Parameter(given.kwarg.arg, "**")


# -- members -----------------------------------------------------------------------------------------------------------


def members(symbol: str, version: Version, *, tf_keras: bool = False) -> Mapping[str, str]:
    """The public members of a class, inherited ones included, and those that its methods set on `self`.

    The text is `(PARAMETERS)` for a method, `@` for a property, `=` for any other attribute. What other packages' base
    classes have is not among them.
    """
    name = _name(symbol, version, tf_keras)
    return {} if name is None else _members(name, version)


def methods(symbol: str, version: Version, *, tf_keras: bool = False) -> frozenset[str]:
    """The public methods of a class, inherited ones included."""
    found = members(symbol, version, tf_keras=tf_keras)
    return frozenset(name for name, shape in found.items() if shape.startswith("("))


def method(symbol: str, name: str, version: Version, *, tf_keras: bool = False) -> Signature | None:
    """How a method of a class is called; None where it has no such method.

    Whether `**kwargs` of a method refuses a keyword is not known: `rest` is then `anything`.
    """
    shape = members(symbol, version, tf_keras=tf_keras).get(name, "")
    if not shape.startswith("("):
        return None
    found = _signature(shape[1:-1])
    return _signature(shape[1:-1], "*") if any(p.kind == "**" for p in found.parameters) else found


@cache
def _members(name: str, version: Version) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in _order(name, version):
        for key, line in _table(_family(part))["things"][part].items():
            shape = _at(line, version) if key.startswith(".") else None
            if shape is not None:
                found.setdefault(key[1:], shape)
    return found


def _order(name: str, version: Version) -> list[str]:
    """A class and its bases in the order in which attributes are looked up."""
    listed = _at(_table(_family(name))["things"][name].get("bases"), version)
    if listed is None:
        return [name]
    *first, last = listed.split()
    return [name, *first, *_order(last, version)]


# -- older releases ----------------------------------------------------------------------------------------------------


@lru_cache(_REMEMBERED)
def moved_to(symbol: str, version: Version = NEWEST, *, tf_keras: bool = False) -> str | None:
    """The public name under which a version has what an older release has under `symbol`.

    None where the symbol is where it was, where what it stood for is gone, and where that is not known.
    """
    if exists(symbol, version, tf_keras=tf_keras):
        return None
    home = symbol if exists(symbol, KERAS_2) else _home(symbol)
    if home is None:
        return None
    names = {home, *same_as(home, KERAS_2)}
    alive = (n for n in names if exists(n, version, tf_keras=tf_keras))
    return min(alive, key=lambda n: _distance(n, symbol), default=None)


@lru_cache(_REMEMBERED)
def is_module(symbol: str) -> bool:
    """Whether a symbol is a module of Keras 2: of 2.15 or of an older release."""
    return symbol == "keras" or kind(symbol, KERAS_2) == "module" or _old_module(_below(symbol)) in _moved()


def contents_moved_to(module: str, version: Version = NEWEST, *, tf_keras: bool = False) -> str | None:
    """The module that has most of what a module of an older release held; None where none is known."""
    path = _old_module(_below(module))
    names = {f"keras.{name}" for name in _table(_family(path + "."))["names"] if name.startswith(path + ".")}
    for where, items in _moved().get(path, {}).get("now", {}).items():
        names |= {f"{module}.{item.partition('=')[0]}" for item in items.split() if where}
    homes = [home.rpartition(".")[0] for n in names if (home := moved_to(n, version, tf_keras=tf_keras)) is not None]
    return max(sorted(set(homes)), key=homes.count, default=None)


@lru_cache(_REMEMBERED)
def last_seen(symbol: str) -> str | None:
    """The last minor version before 2.15 that had a symbol which 2.15 does not have; None where none is known.

    Of a module that 2.15 does not have, the tables do not list what is gone: every name in it counts as seen.
    """
    path = _below(symbol)
    if exists(symbol, KERAS_2) or "._" in symbol:
        return None
    if path in _moved():
        return str(_moved()[path]["last"])
    module, _, name = path.rpartition(".")
    module = _old_module(module)
    row = _moved().get(module)
    if row is None:
        return None
    gone = dict(item.split("=") for item in row.get("gone", "").split())
    if name in gone:
        return str(gone[name])
    return (
        str(row["last"]) if _home(symbol) is not None or (module and not exists(f"keras.{module}", KERAS_2)) else None
    )


def _home(symbol: str) -> str | None:
    """The public name in Keras 2.15 or 3 of what an older release had under `symbol`."""
    module, _, name = _below(symbol).rpartition(".")
    for where, names in _moved().get(_old_module(module), {}).get("now", {}).items():
        for item in names.split():
            old, _, new = item.partition("=")
            if old == name:
                return ".".join(filter(None, ("keras", where, new or old)))
    return None


def _old_module(path: str) -> str:
    """The module that a path stands for: a module may have been bound to a name in another."""
    module, _, name = path.rpartition(".")
    for item in _moved().get(module, {}).get("modules", "").split():
        old, _, other = item.partition("=")
        if old == name and path not in _moved():
            return str(other)
    return path


def _moved() -> dict[str, Any]:
    found: dict[str, Any] = _table("moved")["modules"]
    return found


def _distance(name: str, symbol: str) -> tuple[bool, int, bool, int, str]:
    """How far a name is from a symbol: another last part is farthest, then another module, then other capitals."""
    parts, wanted = name.split("."), symbol.split(".")
    shared = 0
    while shared < min(len(parts), len(wanted)) and parts[shared] == wanted[shared]:
        shared += 1
    return parts[-1] != wanted[-1], -shared, parts[-1].isupper() != wanted[-1].isupper(), len(parts), name


# -- the files ---------------------------------------------------------------------------------------------------------


@cache
def _table(family: str) -> dict[str, dict[str, Any]]:
    import json  # a run without a question does not pay for it

    try:
        text = (_DATA / f"{family}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {"names": {}, "things": {}}
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def _below(symbol: str) -> str:
    return symbol.removeprefix("keras").removeprefix(".")


def _family(path: str) -> str:
    path = path.removeprefix("tf:")
    return "private" if path.startswith("~") else path.split(".")[0] if "." in path else "keras"


def _row(symbol: str) -> dict[str, Any] | None:
    path = _below(symbol)
    row = _table(_family(path))["names"].get(path)
    return {"in": row} if isinstance(row, str) else row


def _name(symbol: str, version: Version, tf_keras: bool) -> str | None:
    """The name under which the tables describe what a version has under a symbol."""
    if not exists(symbol, version, tf_keras=tf_keras):
        return None
    path = _below(symbol)
    if tf_keras:
        other = _table(_family(path))["names"].get(f"tf:{path}")
        if other is not None and _covers(other["tf"], version):
            path = f"tf:{path}"
    row = _table(_family(path))["names"][path]
    return path if isinstance(row, str) or "is" not in row else (_at(row["is"], version) or path)


def _about(symbol: str, version: Version, tf_keras: bool) -> dict[str, Any]:
    name = _name(symbol, version, tf_keras)
    if name is None:
        return {}
    lines = _table(_family(name))["things"][name]
    return {key: value for key in ("kind", "call", "more") if (value := _at(lines.get(key), version)) is not None}


def _at(line: str | dict[str, str | None] | None, version: Version) -> str | None:
    """The value that a line of the tables has at a version: that of the last change up to then."""
    if not isinstance(line, dict):
        return line
    value = None
    for since, changed in line.items():
        if BY_NAME[since] > version:
            break
        value = changed
    return value


@cache
def _covers(spans: str, version: Version) -> bool:
    """Whether spans (`2.15 3.2-3.4 3.6-`) cover a version."""
    for span in spans.split():
        first, dash, last = span.partition("-")
        end = (BY_NAME[last] if last else NEWEST) if dash else BY_NAME[first]
        if BY_NAME[first] <= version <= end:
            return True
    return False
