"""Keras 3 programs made up at random that build small models in roundabout ways and run them at many points.

A program is a few files. `program` asks `pick(n)` for a number below `n` wherever it has a choice, so that a seed or
`hypothesis` can steer it; simple choices come first. What a program cannot know, it imports from `chance`, a module that
exists only while it runs: `flag()`, `number()`, `options.batch`, `options.stateful`, and the data `x` and `y`.

Run as a script, this file is a server that runs programs under Keras 3: see `serve`.

All layers keep the shape `(batch, 4, 2)`, so that any layer or model may follow any other.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import runpy
import signal
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

Pick = Callable[[int], int]

HEAD = """\
import dataclasses
import functools

import keras
from keras import Input, Model, Sequential, layers
from keras.layers import GRU, LSTM, Bidirectional, Dense, SimpleRNN

from chance import flag, number, options, x, y
"""


@dataclass(frozen=True)
class Program:
    """Files by name, and those that are run, each on its own."""

    files: dict[str, str]
    scripts: tuple[str, ...] = ("main.py",)

    def text(self) -> str:
        """All files, for a person to read."""
        return "\n".join(f"# --- {name}\n{text}" for name, text in self.files.items())


def program(pick: Pick) -> Program:
    """A program of one to three files."""
    writer = _Writer(pick)
    count = (1, 1, 1, 2, 3)[pick(5)]
    names = ["main", "one", "two"][:count][::-1]  # imported files come first
    package = count > 1 and pick(3) == 2
    files = {"parts/__init__.py": ""} if package else {}
    given: dict[str, dict[str, str]] = {}
    for name in names:
        text, given[name] = writer.file({n: given[n] for n in given}, package, last=name == "main")
        files[f"parts/{name}.py" if package and name != "main" else f"{name}.py"] = text
    if count == 2 and pick(3) == 2:  # another script that uses the same file
        files["other.py"], _ = writer.file(given and {"one": given["one"]}, package, last=True)
        return Program(files, ("main.py", "other.py"))
    return Program(files)


@dataclass
class _Scope:
    """What the names (and other expressions) in scope are, and which names the running function may bind."""

    kinds: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def copy(self) -> _Scope:
        return _Scope(dict(self.kinds), set(self.own))

    def inside(self, **parameters: str) -> _Scope:
        """The scope of a function that is defined here."""
        return _Scope({**self.kinds, **parameters}, set(parameters))


class _Writer:
    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.count = 0
        self.lines: list[str] = []
        self.in_function = False

    # Choices.

    def chance(self, percent: int) -> bool:
        return self.pick(100) >= 100 - percent

    def rarely(self, *options: str) -> tuple[str, ...]:
        """Options that there are now and then."""
        return options if self.chance(30) else ()

    def one(self, *options: str) -> str:
        return options[self.pick(len(options))]

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def names(self, scope: _Scope, *kinds: str) -> list[str]:
        return [name for name, kind in scope.kinds.items() if kind in kinds]

    def target(self, scope: _Scope, prefix: str, kind: str) -> str:
        """A name to bind: a new one, or one of that kind that is bound anew."""
        old = [n for n in self.names(scope, kind) if n in scope.own]
        name = self.one(*old) if old and self.chance(30) else self.fresh(prefix)
        scope.kinds[name] = kind
        scope.own.add(name)
        return name

    def say(self, depth: int, *lines: str) -> None:
        self.lines += ["    " * depth + line for line in lines]

    # Expressions.

    def number(self, scope: _Scope) -> str:
        known = self.names(scope, "number")
        known += [f"{c}.batch" for c in self.names(scope, "config", "object")]
        roll = self.pick(20)
        if known and roll >= 10:
            return self.one(*known)
        if roll < 9:
            return self.one("2", "3", "4", "5")
        return self.one(
            "number()",
            "options.batch",
            "2 if flag() else 3",
            "1 + 2",
            "max(2, 3)",
            "2 * 2",
            *self.rarely("None"),
        )

    def truth(self, scope: _Scope) -> str:
        known = self.names(scope, "flag") + [f"{c}.stateful" for c in self.names(scope, "config", "object")]
        if known and self.chance(40):
            name = self.one(*known)
            return self.one(name, name, name, f"not {name}", f"{name} or flag()", f"{name} and flag()")
        return self.one(*["True"] * 12, "False", "False", "flag()", "options.stateful", "number() > 3")

    def input(self, scope: _Scope) -> str:
        batch = self.number(scope)
        shapes = self.names(scope, "shape")
        forms = [f"Input(batch_shape=({batch}, 4, 2))"] * 6
        forms += [
            f"Input((4, 2), batch_size={batch})",
            f"Input((4, 2), {batch})",
            f"Input(batch_shape=[{batch}, 4, 2])",
            f"Input(batch_shape=({batch},) + (4, 2))",
            f"Input(batch_shape=({batch}, *(4, 2)))",
            f"Input(**dict(shape=(4, 2), batch_size={batch}))",
            f'Input(**{{"batch_shape": ({batch}, 4, 2)}})',
            "keras.Input(tensor_shape, dtype='float32')".replace("tensor_shape", f"batch_shape=({batch}, 4, 2)"),
            f"layers.InputLayer(batch_shape=({batch}, 4, 2))",
            *self.rarely("Input((4, 2))"),
            *[f"Input(batch_shape={name})" for name in shapes * 3],
        ]
        return self.one(*forms)

    def layer(self, scope: _Scope) -> str:
        kinds = self.names(scope, "layer class")
        roll = self.pick(30)
        if roll < 5:
            return "Dense(2)"
        name = self.one("SimpleRNN", "GRU", "LSTM")
        stateful = f", stateful={self.truth(scope)}" if self.chance(60) else ""
        made = f"{name}(2, return_sequences=True{stateful})"
        if roll == 29:
            return f"Bidirectional({made}, merge_mode='sum')"
        if roll == 28:
            return "layers.TimeDistributed(Dense(2))"
        if roll == 27:
            return f"functools.partial({name}, 2, return_sequences=True)({stateful[2:]})"
        if roll == 26:
            return f"{name}(**dict(units=2, return_sequences=True{stateful}))"
        if roll == 25:
            return f"layers.RNN(layers.GRUCell(2), return_sequences=True{stateful})"
        if roll == 24:
            return f"({name} if flag() else SimpleRNN)(2, return_sequences=True{stateful})"
        if roll == 23:
            return f"getattr(layers, '{name}')(2, return_sequences=True{stateful})"
        if roll == 22:
            return f"{name}.from_config({made}.get_config())"
        if roll == 21 and (models := self.names(scope, "model", "seq")):
            return self.one(*models)
        if roll == 20 and kinds:
            return f"{self.one(*kinds)}(2, return_sequences=True{stateful})"
        if roll == 19:
            return f"(Dense(2) if flag() else {made})"
        return made

    def chain(self, scope: _Scope) -> str:
        """The layers of a Sequential, after its input."""
        return ", ".join(self.layer(scope) for _ in range(1 + self.pick(2)))

    def made_by(self, scope: _Scope) -> list[str]:
        """Calls of the functions in scope that make a model."""
        calls = []
        for name in self.names(scope, "maker"):
            batch, stateful = self.number(scope), self.truth(scope)
            calls.append(
                self.one(
                    f"{name}({batch})",
                    f"{name}({batch}, {stateful})",
                    f"{name}(batch={batch}, stateful={stateful})",
                    f"{name}(stateful={stateful}, batch={batch})",
                    f"{name}()",
                    f"{name}(*({batch}, {stateful}))",
                    f"{name}(**dict(batch={batch}))",
                    f"{name}(**{{'stateful': {stateful}}})",
                    f"functools.partial({name}, {batch})()",
                    f"functools.partial({name}, stateful={stateful})({batch})",
                )
            )
        return calls

    def sequential(self, scope: _Scope) -> str:
        """An expression that is a Sequential."""
        known, lists = self.names(scope, "seq"), self.names(scope, "layers")
        first, rest = self.input(scope), self.chain(scope)
        forms = [f"Sequential([{first}, {rest}])"] * 4
        forms += [
            f"keras.Sequential(layers=[{first}, {rest}])",
            f"Sequential([{first}] + [{rest}])",
            f"Sequential([{first}] + [{self.layer(scope)} for _ in range(2)])",
            f"Sequential([*[{first}], {rest}])",
            f"Sequential(({first}, {rest}))",
            f"Sequential([{first}, Sequential([{first}, {rest}])])",
            *self.rarely(f"Sequential([{rest}])"),
            f"Sequential([{first}, {rest}], name='named')",
        ]
        forms += [f"Sequential({name})" for name in lists for _ in range(3)]
        for name in known[-3:]:
            forms += [
                f"Sequential.from_config({name}.get_config())",
                f"keras.models.clone_model({name})",
                f"{name}.__class__.from_config({name}.get_config())",
                f"Sequential({name}.layers)",
                f"Sequential([{first}, *{name}.layers])",
                f"Sequential([{first}, {name}])",
            ]
        return self.one(*forms)

    def functional(self, scope: _Scope) -> str:
        """An expression that is a functional model."""
        first, name = self.input(scope), self.fresh("i")
        if "InputLayer" in first:
            first = f"{first}.output"
        forms = [
            f"Model({name} := {first}, {self.layer(scope)}({name}))",
            f"Model({name} := {first}, {self.layer(scope)}({self.layer(scope)}({name})))",
            f"Model(inputs=({name} := {first}), outputs=[{self.layer(scope)}({name})])",
            f"Model([{name} := {first}], Dense(2)({name}))",
        ]
        for known in self.names(scope, "model", "seq")[-3:]:
            forms += [
                f"keras.models.clone_model({known})",
                f"Model({name} := {first}, {known}({name}))",
                f"{known}.__class__.from_config({known}.get_config())",
                f"Model({known}.inputs, {known}.outputs)",
                f"Model({known}.input, {self.layer(scope)}({known}.output))",
            ]
        return self.one(*forms)

    def model(self, scope: _Scope) -> str:
        """An expression that is any model, perhaps one that there is already."""
        made, known = self.made_by(scope), self.receivers(scope)
        roll = self.pick(10)
        if made and roll in {2, 3, 4}:
            return self.one(*made)
        if known and roll in {5, 6, 7}:
            return self.one(*known)
        if known and roll == 8:
            first, second = self.one(*known), self.one(*known)
            return self.one(f"({first} if flag() else {second})", f"({first} or {second})")
        return self.functional(scope) if roll in {1, 9} else self.sequential(scope)

    def receivers(self, scope: _Scope) -> list[str]:
        """Expressions that are models that there are already."""
        found = self.names(scope, "model", "seq") * 3
        for name in self.names(scope, "models"):
            found += [f"{name}[0]", f"{name}[-1]", f"{name}[number() % len({name})]", f"next(iter({name}))"]
        for name in self.names(scope, "keyed"):
            found += [f"{name}['a']", f"{name}['b']", f"{name}.get('a')", f"list({name}.values())[-1]"]
            found += [f"{name}['a' if flag() else 'b']", f"{name}.get('c', {name}['b'])"]
        for name in self.names(scope, "object"):
            found += [f"{name}.model", f"{name}.model", f"{name}.built", f"getattr({name}, 'model')"]
        return found

    # Statements.

    def probe(self, scope: _Scope, depth: int) -> None:
        """Run a model."""
        model = self.one(*(self.receivers(scope) or [self.sequential(scope)]))
        run = self.one("predict(x)", "fit(x, y)", "evaluate(x, y)")
        listed = self.names(scope, "models")
        forms = [f"{model}.{run}"] * 8 + [
            f"[k.{run} for k in ({model},)]",
            f"(lambda: {model}.{run})()",
            f"if flag(): {model}.{run}",
            *[f"[k.{run} for k in {name}]" for name in listed],
            *[f"list(map(lambda k: k.{run}, {name}))" for name in listed],
            *[f"{name}({model})" for name in self.names(scope, "user") for _ in range(4)],
            *[f"{name}({model}, batch={self.number(scope)})" for name in self.names(scope, "user")],
            *[f"{name}.train()" for name in self.names(scope, "object") for _ in range(4)],
        ]
        self.say(depth, self.one(*forms))

    def statement(self, scope: _Scope, depth: int) -> None:
        if not self.receivers(scope):
            value = self.sequential(scope)
            self.say(depth, f"{self.target(scope, 'm', 'seq')} = {value}")
            return
        kinds = [self.probe] * 5 + [self.bind, self.bind, self.bind_model, self.bind_model, self.change]
        kinds += [self.container, self.change] + [self.control] * (3 if depth < 3 else 0)
        kinds[self.pick(len(kinds))](scope, depth)

    def bind(self, scope: _Scope, depth: int) -> None:
        """Bind numbers, flags, shapes, lists of layers, objects."""
        numbers = [n for n in self.names(scope, "number") if n in scope.own]
        roll = self.pick(9)
        if roll in {0, 1}:
            value = self.number(scope)
            self.say(depth, f"{self.target(scope, 'n', 'number')} = {value}")
        elif roll == 2 and numbers:
            self.say(depth, f"{self.one(*numbers)} = {self.one('2', '3', '4', 'number()')}")
        elif roll == 3:
            value = self.truth(scope)
            self.say(depth, f"{self.target(scope, 'b', 'flag')} = {value}")
        elif roll == 4:
            value = self.one(f"({self.number(scope)}, 4, 2)", f"[{self.number(scope)}, 4, 2]")
            self.say(depth, f"{self.target(scope, 's', 'shape')} = {value}")
        elif roll == 5:
            value = f"[{self.input(scope)}, {self.chain(scope)}]"
            name = self.target(scope, "ls", "layers")
            self.say(depth, f"{name} = {value}")
            if self.chance(40):
                self.say(depth, self.one(f"{name}.append({self.layer(scope)})", f"{name} += [{self.layer(scope)}]"))
        elif roll == 6 and (classes := self.names(scope, "class")):
            batch, stateful = self.number(scope), self.truth(scope)
            made = self.one(f"({batch})", f"({batch}, {stateful})", f"(stateful={stateful}, batch={batch})", "()")
            made = self.one(*classes) + made
            self.say(depth, f"{self.target(scope, 'o', 'object')} = {made}")
        elif roll == 7 and (configs := self.names(scope, "config class")):
            batch, stateful = self.number(scope), self.truth(scope)
            made = self.one(f"({batch})", f"({batch}, {stateful})", f"(stateful={stateful}, batch={batch})", "()")
            made = self.one(*configs) + made
            old = self.names(scope, "config")
            if old and self.chance(40):
                made = f"dataclasses.replace({self.one(*old)}, batch={self.number(scope)})"
            self.say(depth, f"{self.target(scope, 'c', 'config')} = {made}")
        else:
            self.bind_model(scope, depth)

    def bind_model(self, scope: _Scope, depth: int) -> None:
        """Bind models."""
        roll = self.pick(8)
        makers = self.made_by(scope)
        if roll == 0:
            value = self.sequential(scope)
            self.say(depth, f"{self.target(scope, 'm', 'seq')} = {value}")
        elif roll == 1:
            first = f"Input(batch_shape=({self.number(scope)}, 4, 2))"
            start, tensor = self.fresh("i"), self.fresh("t")
            self.say(depth, f"{start} = {first}", f"{tensor} = {self.layer(scope)}({start})")
            if self.chance(40):
                self.say(depth, f"{tensor} = {self.layer(scope)}({tensor})")
            self.say(depth, f"{self.target(scope, 'm', 'model')} = Model({start}, {tensor})")
        elif roll == 2:
            name = self.fresh("m")
            value = self.input(scope)
            self.say(depth, f"{name} = Sequential()", f"{name}.add({value})", f"{name}.add({self.layer(scope)})")
            scope.kinds[name] = "seq"
            scope.own.add(name)
        elif roll == 3:
            one, two = self.model(scope), self.model(scope)
            a, b = self.target(scope, "m", "model"), self.target(scope, "m", "model")
            self.say(depth, self.one(f"{a}, {b} = {one}, {two}", f"{a} = {b} = {one}", f"[{a}, {b}] = [{one}, {two}]"))
        elif roll == 4 and (lists := self.names(scope, "models")):
            name = self.one(*lists)
            a, b = self.target(scope, "m", "model"), self.fresh("q")
            self.say(depth, self.one(f"{a}, *{b} = {name}", f"*{b}, {a} = {name}", f"{a} = {name}.pop()"))
        elif roll == 5 and (users := self.names(scope, "user")):
            value = f"{self.one(*users)}({self.model(scope)})"
            self.say(depth, f"{self.target(scope, 'm', 'model')} = {value}")
        elif roll == 6 and makers:
            self.say(depth, f"{self.target(scope, 'm', 'model')} = {self.one(*makers)}")
        else:
            value = self.model(scope)
            self.say(depth, f"{self.target(scope, 'm', 'model')} = {value}")

    def change(self, scope: _Scope, depth: int) -> None:
        """Change a model or an object that there is already."""
        sequentials, objects = self.names(scope, "seq"), self.names(scope, "object")
        known = self.receivers(scope)
        forms: list[str] = []
        for name in sequentials * 2:
            forms += [f"{name}.add({self.layer(scope)})", f"{name}.add({self.layer(scope)})"]
        for name in sequentials:
            forms += [f"if flag(): {name}.add({self.layer(scope)})", f"{name}.pop()"]
            forms += [f"for _ in range(2): {name}.add({self.layer(scope)})"]
        for name in self.names(scope, "adder"):
            forms += [f"{name}({s})" for s in sequentials] * 2
        for name in objects:
            forms += [
                f"{name}.model = {self.model(scope)}",
                f"{name}.batch = {self.number(scope)}",
                f"{name}.rebuild()",
                f"setattr({name}, 'model', {self.model(scope)})",
            ]
        for name in self.names(scope, "config"):
            forms += [f"{name}.batch = {self.number(scope)}", f"{name}.stateful = {self.truth(scope)}"]
        forms += [f"{self.one(*known)}.layers[-1].trainable = False", f"{self.one(*known)}.compile('sgd', 'mse')"]
        forms.append(f"options.batch = {self.number(scope)}")
        self.say(depth, self.one(*forms))

    def container(self, scope: _Scope, depth: int) -> None:
        """Make a container of models, or change one."""
        one, two = self.model(scope), self.model(scope)
        lists, dicts, makers = self.names(scope, "models"), self.names(scope, "keyed"), self.names(scope, "maker")
        roll = self.pick(4)
        if roll == 0 or not (lists or dicts):
            forms = [f"[{one}, {two}]", f"({one}, {two})", f"[{one}] + [{two}]", f"[{one}] * 2"]
            forms += [f"[{m}(n) for n in (2, 3)]" for m in makers]
            forms += [f"[{m}(n, s) for n, s in zip((2, 3), (True, False))]" for m in makers]
            forms += [f"[keras.models.clone_model(k) for k in {name}]" for name in lists]
            forms += [f"{name}[::-1]" for name in lists] + [f"list(reversed({name}))" for name in lists]
            forms += [f"[*{name}, {one}]" for name in lists] + [f"list({name}.values())" for name in dicts]
            value = self.one(*forms)
            name = self.target(scope, "ms", "models")
            self.say(depth, f"{name} = {value}" if value.startswith("[") else f"{name} = list({value})")
        elif roll == 1:
            forms = [f"{{'a': {one}, 'b': {two}}}", f"dict(a={one}, b={two})", f"dict(zip('ab', ({one}, {two})))"]
            forms += [f"{{key: {m}(n) for key, n in (('a', 2), ('b', 3))}}" for m in makers]
            forms += [f"{{**{name}, 'a': {one}}}" for name in dicts]
            forms += [f"dict({name}, b={one})" for name in dicts]
            value = self.one(*forms)
            self.say(depth, f"{self.target(scope, 'd', 'keyed')} = {value}")
        elif lists and (roll == 2 or not dicts):
            name = self.one(*lists)
            self.say(
                depth,
                self.one(
                    f"{name}.append({one})",
                    f"{name}[0] = {one}",
                    f"{name}.insert(0, {one})",
                    f"{name}.extend([{one}, {two}])",
                    f"{name} += [{one}]" if name in scope.own else f"{name}.append({one})",
                    f"{name}.reverse()",
                    f"{name}[:1] = [{one}]",
                    f"if flag(): {name}.append({one})",
                    f"{name}.sort(key=lambda k: len(k.layers))",
                ),
            )
        else:
            name = self.one(*dicts)
            self.say(
                depth,
                self.one(
                    f"{name}['a'] = {one}",
                    f"{name}.update(a={one})",
                    f"{name}.update({{'b': {one}}})",
                    f"{name}['a' if flag() else 'b'] = {one}",
                    f"{name}.setdefault('c', {one})",
                    f"{name} |= {{'a': {one}}}" if name in scope.own else f"{name}['b'] = {one}",
                    f"{name}['a'], {name}['b'] = {name}['b'], {name}['a']",
                ),
            )

    def block(self, scope: _Scope, depth: int, ending: str = "") -> None:
        for _ in range(1 + self.pick(3)):
            self.statement(scope, depth)
        if ending and self.chance(20):
            self.say(depth, ending)

    def control(self, scope: _Scope, depth: int) -> None:
        lists, dicts = self.names(scope, "models"), self.names(scope, "keyed")
        kinds = ["if", "else", "else", "for", "each", "while", "try", "match", "with", "elif"]
        kinds += ["list", "list", "zip"] if lists else []
        kinds += ["dict"] if dicts else []
        kind = self.one(*kinds)
        inner = scope.copy()
        ending = ""
        numbers, flags = self.names(scope, "number"), self.names(scope, "flag")
        test = self.one("flag()", "flag()", "number() == 3", *flags, *[f"{n} == 3" for n in numbers])
        name = self.fresh("k")
        one, two = self.one(*self.receivers(scope)), self.one(*self.receivers(scope))
        if kind in {"if", "else", "elif"}:
            self.say(depth, f"if {test}:")
            if self.in_function and self.chance(20):
                ending = f"return {one}"
        elif kind == "for":
            self.say(depth, f"for _ in range({self.one('2', '1', '0', 'number()')}):")
            ending = self.one("break", "continue", "if flag(): break", "if flag(): continue")
        elif kind == "while":
            self.say(depth, "while flag():")
            ending = self.one("break", "continue", "if flag(): break")
        elif kind == "each":
            inner.kinds[name] = "model"
            self.say(depth, f"for {name} in ({one}, {two}):")
            ending = "if flag(): break"
        elif kind == "list":
            inner.kinds[name] = "model"
            listed = self.one(*lists)
            self.say(depth, self.one(f"for {name} in {listed}:", f"for _, {name} in enumerate({listed}):"))
            ending = "if flag(): continue"
        elif kind == "zip":
            inner.kinds[name] = "model"
            n = self.fresh("n")
            inner.kinds[n] = "number"
            self.say(depth, f"for {name}, {n} in zip({self.one(*lists)}, [2, 3]):")
        elif kind == "dict":
            inner.kinds[name] = "model"
            self.say(depth, f"for _, {name} in {self.one(*dicts)}.items():")
        elif kind == "try":
            self.say(depth, "try:")
            ending = self.one("raise KeyError", "if flag(): raise KeyError")
        elif kind == "match":
            self.say(depth, f"match {self.one('number()', *numbers)}:")
            self.say(depth + 1, "case 2:")
            self.block(scope.copy(), depth + 2)
            self.say(depth + 1, "case _:")
            self.block(inner, depth + 2)
            return
        else:
            inner.kinds[name] = "model"
            self.say(depth, "import contextlib", f"with contextlib.nullcontext({one}) as {name}:")
        self.block(inner, depth + 1, ending)
        if kind == "else":
            self.say(depth, "else:")
            self.block(scope.copy(), depth + 1)
        elif kind == "elif":
            self.say(depth, f"elif {self.one('flag()', *flags)}:")
            self.block(scope.copy(), depth + 1)
        elif kind == "try":
            self.say(depth, "except KeyError:")
            self.block(scope.copy(), depth + 1)
            if self.chance(30):
                self.say(depth, "finally:")
                self.block(scope.copy(), depth + 1)

    # Definitions.

    def body(self, scope: _Scope, depth: int) -> None:
        outer, self.in_function = self.in_function, True
        self.block(scope, depth)
        self.in_function = outer

    def signature(self, scope: _Scope) -> str:
        defaults = [n for n in self.names(scope, "number") if n.isidentifier()]
        return f"batch={self.one('2', '3', *defaults)}, stateful={self.one('False', 'True', 'True', *self.rarely('flag()'))}"

    def maker(self, scope: _Scope) -> None:
        """A function that makes a model of a batch size."""
        name = self.fresh("make")
        others = self.names(scope, "maker")
        inner = scope.inside(batch="number", stateful="flag")
        roll = self.pick(12)
        if roll in {9, 10, 11} and others:
            other = self.one(*others)
            forms = [
                f"{name} = functools.partial({other}, {self.number(scope)})",
                f"{name} = functools.partial({other}, stateful={self.truth(scope)})",
                f"{name} = {other}",
                f"{name} = functools.lru_cache({other})",
                f"{name} = lambda batch=2, stateful=False: {other}(batch, stateful)",
                f"def {name}(*args, **kwargs): return {other}(*args, **kwargs)",
                f"def {name}(batch=3, **kwargs): return {other}(batch=batch, **kwargs)",
            ]
            form = self.one(*forms)
            self.say(0, form)
            if "partial" in form and "stateful" not in form:  # takes no second batch size
                self.say(0, f"{name}_ = {name}", f"def {name}(batch=2, stateful=True): return {name}_(stateful)")
        elif roll == 8:
            model = self.fresh("m")
            self.say(
                0, f"def outer_{name}(batch=2):", f"    def build(batch_={self.one('batch', '3')}, stateful=True):"
            )
            inner.kinds["batch_"] = "number"
            self.say(2, f"{model} = {self.sequential(inner)}")
            inner.kinds[model] = "seq"
            inner.own = {model}
            self.body(inner, 2)
            self.say(2, f"return {model}")
            self.say(1, "return build")
            self.say(0, f"{name} = outer_{name}({self.number(scope)})")
        elif roll == 7:
            self.say(
                0, f"kept_{name} = {{}}", f"def {name}({self.signature(scope)}):", f"    if batch not in kept_{name}:"
            )
            self.say(2, f"kept_{name}[batch] = {self.sequential(inner)}")
            self.say(1, f"return kept_{name}[batch]")
        elif roll == 6:
            self.say(0, f"{name} = lambda {self.signature(scope)}: {self.model(inner)}")
        else:
            if roll == 5:
                self.say(0, self.one("@functools.cache", "@functools.wraps(print)"))
            self.say(0, f"def {name}({self.signature(scope)}):")
            model = self.fresh("m")
            if roll == 4:
                self.say(1, f"{model} = {self.functional(inner)}")
                inner.kinds[model] = "model"
            elif roll == 3:
                self.say(
                    1,
                    f"{model} = Sequential()",
                    f"{model}.add({self.input(inner)})",
                    f"{model}.add({self.layer(inner)})",
                )
                inner.kinds[model] = "seq"
            elif roll == 2:
                self.say(1, f"{model} = Sequential()", f"if stateful: {model}.add({self.input(inner)})")
                self.say(1, f"else: {model}.add({self.input(inner)})", f"{model}.add({self.layer(inner)})")
                inner.kinds[model] = "seq"
            else:
                self.say(1, f"{model} = {self.sequential(inner)}")
                inner.kinds[model] = "seq"
            inner.own.add(model)
            self.body(inner, 1)
            self.say(1, f"return {model}")
        scope.kinds[name] = "maker"

    def user(self, scope: _Scope) -> None:
        """A function that takes a model, runs it or others, and gives one back."""
        name = self.fresh("use")
        inner = scope.inside(model="model", batch="number")
        self.say(0, f"def {name}(model, batch={self.one('2', 'None', 'number()')}):")
        globals_ = [n for n in self.names(scope, "number", "seq", "model") if n.isidentifier() and n in scope.own]
        if globals_ and self.chance(30):
            rebound = self.one(*globals_)
            self.say(1, f"global {rebound}")
            inner.own.add(rebound)
        self.body(inner, 1)
        self.say(1, f"return {self.one('model', *self.names(inner, 'model', 'seq'))}")
        scope.kinds[name] = "user"

    def adder(self, scope: _Scope) -> None:
        """A function that adds layers to a Sequential."""
        name = self.fresh("grow")
        inner = scope.inside(model="seq", stateful="flag")
        self.say(0, f"def {name}(model, stateful={self.one('True', 'False', 'flag()')}):")
        if self.chance(30):
            self.say(1, self.one("if flag(): return", "if stateful: return", "if not model.layers: return"))
        for _ in range(1 + self.pick(2)):
            self.say(1, self.one("", "if flag(): ", "if stateful: ") + f"model.add({self.layer(inner)})")
        scope.kinds[name] = "adder"

    def config_class(self, scope: _Scope) -> None:
        name = self.fresh("Config")
        batch = self.one("2", "3")
        if self.chance(20):
            self.say(0, f"class {name}:", f"    def __init__(self, batch={batch}, stateful=True):")
            self.say(2, "self.batch = batch", "self.stateful = stateful")
            return  # not for `dataclasses.replace`
        self.say(0, "@dataclasses.dataclass", f"class {name}:", f"    batch: int = {batch}")
        self.say(1, f"stateful: bool = {self.one('True', 'False')}")
        scope.kinds[name] = "config class"

    def owner(self, scope: _Scope) -> None:
        """A class whose instances hold a model."""
        name = self.fresh("Owner")
        bases = [n for n in self.names(scope, "class") if n.startswith("Owner")]
        inner = scope.inside(**{"batch": "number", "stateful": "flag", "self.batch": "number"})
        later = scope.inside(
            **{"self.batch": "number", "self.stateful": "flag", "self.model": "model", "self.built": "model"}
        )
        later.own.clear()
        base = self.one(*bases) if bases and self.chance(60) else ""
        self.say(0, f"class {name}({base}):" if base else f"class {name}:", "    title = 'it'")
        if not base or self.chance(30):
            if self.chance(20):
                self.say(1, f"model = {self.sequential(scope)}")
            self.say(1, f"def __init__(self, {self.signature(scope)}):")
            self.say(2, *([f"super().__init__({self.number(inner)}, stateful)"] if base else []))
            self.say(2, "self.batch = batch", "self.stateful = stateful")
            made = self.one("self.build()", "self.build(batch)", self.sequential(inner), self.model(inner))
            self.say(2, f"self.model = {made}")
        if not base or self.chance(50):
            build = scope.inside(**{"batch": "number", "self.batch": "number", "self.stateful": "flag"})
            build.own = {"batch"}
            self.say(1, f"def build(self, batch={self.one('2', 'None')}):")
            if base and self.chance(40):
                self.say(2, f"return super().build({self.number(build)})")
            else:
                self.say(2, f"return {self.model(build)}")
        if not base or self.chance(30):
            self.say(1, "@property", "def built(self):")
            self.say(2, self.one("return self.model", f"return {self.model(later)}", "return self.build()"))
        if not base or self.chance(50):
            self.say(1, "def train(self):")
            self.body(later.copy(), 2)
            self.say(2, self.one("return self.model", "return self"))
        if not base or self.chance(30):
            self.say(1, "def rebuild(self):", f"    self.model = {self.model(later)}")
            if self.chance(50):
                self.say(2, f"self.batch = {self.number(later)}")
        if self.chance(25):
            self.say(1, "@classmethod", "def of(cls, batch=2, stateful=True):", "    return cls(batch, stateful)")
            scope.kinds[f"{name}.of"] = "class"
        scope.kinds[name] = "class"

    def keras_class(self, scope: _Scope) -> None:
        """A subclass of a Keras model or layer."""
        roll = self.pick(3)
        if roll == 0:
            name = self.fresh("Net")
            inner = scope.inside(batch="number", stateful="flag")
            self.say(0, f"class {name}(Sequential):", f"    def __init__(self, {self.signature(scope)}):")
            if self.chance(50):
                self.say(2, f"super().__init__([{self.input(inner)}, {self.chain(inner)}])")
            else:
                self.say(2, "super().__init__()", f"self.add({self.input(inner)})", f"self.add({self.layer(inner)})")
            if self.chance(40):
                self.say(1, "def work(self):", f"    return self.{self.one('predict(x)', 'fit(x, y)')}")
            scope.kinds[name] = "maker"
        elif roll == 1:
            name = self.fresh("Net")
            inner = scope.inside(batch="number", stateful="flag")
            first = f"Input(batch_shape=({self.number(inner)}, 4, 2))"
            self.say(0, f"class {name}(Model):", f"    def __init__(self, {self.signature(scope)}):")
            self.say(2, f"start = {first}", f"super().__init__(start, {self.layer(inner)}(start))")
            scope.kinds[name] = "maker"
        else:
            name = self.fresh("Layer")
            base = self.one("LSTM", "GRU", "SimpleRNN")
            self.say(0, f"class {name}({base}):", f"    note = {self.one('1', '2')}")
            scope.kinds[name] = "layer class"

    # Files.

    def file(self, others: dict[str, dict[str, str]], package: bool, *, last: bool) -> tuple[str, dict[str, str]]:
        """The text of a file that may import others, and what it offers itself."""
        self.lines = []
        scope = _Scope()
        for name, offers in others.items():
            offered = [n for n in offers if "." not in n]
            where = f"{'.' if not last else 'parts.'}{name}" if package else name
            parent = ("." if not last else "parts") if package else ""
            wanted = [n for n in offered if self.chance(70)]
            roll = self.pick(4)
            if roll == 0 and wanted:
                self.say(0, f"from {where} import {', '.join(wanted)}")
                scope.kinds.update({n: offers[n] for n in wanted})
            elif roll == 1:
                self.say(0, f"from {where} import *")
                scope.kinds.update({n: offers[n] for n in offered})
            else:
                short = self.one(name, f"the_{name}")
                alias = "" if short == name else f" as {short}"
                self.say(0, f"from {parent} import {name}{alias}" if package else f"import {name}{alias}")
                scope.kinds.update({f"{short}.{n}": offers[n] for n in offered})
        for _ in range(self.pick(5)):
            makes = [self.maker, self.maker, self.user, self.adder, self.config_class, self.owner, self.owner]
            makes += [self.keras_class]
            if self.chance(30):
                value = self.number(scope)
                self.say(0, f"{self.target(scope, 'n', 'number')} = {value}")
            makes[self.pick(len(makes))](scope)
        for _ in range((3, 5, 8)[self.pick(3)] if last else self.pick(3)):
            self.statement(scope, 0)
        if last:
            self.probe(scope, 0)
        own = {n: k for n, k in scope.kinds.items() if "." not in n and n not in {"model", "batch"}}
        return HEAD + "\n" + "\n".join(self.lines) + "\n", own


# Running programs.

LABEL = "verbose"
"""The argument by which a call of `fit`, `evaluate` or `predict` says which one it is."""
MOST_ANSWERS = 60
MOST_LAYERS = 50
SECONDS = 20


class Exhausted(Exception):
    """The program ran longer than it may."""


def serve(requests: TextIO, replies: TextIO) -> None:
    """Run programs for another process: a request and a reply are a line of JSON each.

    A request names a folder, the scripts in it, and the answers that `flag()` and `number()` give in turn. The reply has
    what `fit`, `evaluate` and `predict` were called on, whether anything was asked of `chance`, and how the scripts ended.
    The models are made by Keras; only the three methods are replaced, so that nothing is computed.
    """
    import keras
    import numpy as np
    from keras.src.backend.tensorflow import core

    seen: list[dict[str, Any]] = []
    left = [0]
    make_layer = keras.layers.Layer.__init__

    def counted(layer: Any, *args: Any, **keywords: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Exhausted
        make_layer(layer, *args, **keywords)

    def record(model: Any, *_: Any, **given: Any) -> None:
        seen.append({"label": given.get(LABEL), "given": given.get("batch_size", "absent"), **_told(keras, model)})

    for name in ("fit", "evaluate", "predict"):
        setattr(keras.Model, name, record)
    keras.layers.Layer.__init__ = counted
    # Weights that nobody uses need not be made with care: that is most of the time that it takes to make a layer.
    core.Variable._initialize = lambda self, value: setattr(self, "_value", np.zeros(np.shape(value)))
    core.Variable._initialize_with_initializer = lambda self, _: setattr(self, "_value", np.zeros(self._shape))
    core.Variable._convert_to_tensor = lambda self, value, dtype=None: value
    for line in requests:
        request = json.loads(line)
        seen.clear()
        left[0] = MOST_LAYERS
        chance = _Chance(request["answers"])
        errors = [_run_script(request["folder"], script, chance.module()) for script in request["scripts"]]
        keras.backend.clear_session()
        replies.write(json.dumps({"seen": seen, "asked": chance.asked, "errors": errors}) + "\n")
        replies.flush()


def _told(keras: Any, model: Any) -> dict[str, Any]:
    """What a model is."""
    parts = list(model._flatten_layers(include_self=False, recursive=True))
    batch, has_input = _batch(keras, model)
    return {
        "batch": batch,
        "has_input": has_input,
        "stateful": any(getattr(part, "stateful", False) for part in parts),
        "nested": any(isinstance(part, keras.Model) for part in parts),
    }


def _batch(keras: Any, model: Any) -> tuple[int | None, bool]:
    """The batch size of a model, and whether it has `inputs`: until it is built, it is what stands first that has one."""
    try:
        return model.inputs[0].shape[0], True
    except (AttributeError, TypeError, IndexError, ValueError):
        first = next(iter(model._layers), None)
        if isinstance(first, keras.layers.InputLayer):
            return first.batch_shape[0], False
        return (_batch(keras, first)[0] if isinstance(first, keras.Model) else None), False


class _Chance:
    """What the module `chance` holds."""

    def __init__(self, answers: Sequence[int]) -> None:
        self.answers = answers
        self.asked = 0

    def answer(self) -> int:
        self.asked += 1
        if self.asked > MOST_ANSWERS:
            raise Exhausted
        return self.answers[(self.asked - 1) % len(self.answers)]

    def module(self) -> types.ModuleType:
        first = self.answers[0]
        module = types.ModuleType("chance")
        module.__dict__.update(
            flag=lambda: self.answer() % 2 == 1,
            number=lambda: 2 + self.answer() % 3,
            options=types.SimpleNamespace(batch=2 + first % 3, stateful=first % 2 == 1),
            x=[0] * 60,
            y=[0] * 60,
        )
        return module


def _run_script(folder: str, script: str, chance: types.ModuleType) -> str | None:
    """Run a script as `python script` would, with its folder in front of all others. How it failed, if it did."""

    def too_long(*_: Any) -> None:
        raise Exhausted

    before = set(sys.modules)
    sys.path.insert(0, folder)
    sys.modules["chance"] = chance
    importlib.invalidate_caches()
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(os.path.join(folder, script), run_name="__main__")
    except Exception as error:  # noqa: BLE001 - how the program ends is part of the answer
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            if name == "chance" or (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
                del sys.modules[name]
        for name in [n for n, m in sys.modules.items() if folder in list(getattr(m, "__path__", []))]:
            del sys.modules[name]
    return None


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    _replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what programs and libraries print is no reply
    serve(sys.stdin, _replies)
