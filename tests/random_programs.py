"""Small programs made up at random: models built and used through branches, loops, functions, classes and aliases.

Each runs, as it stands, under `pretend_keras` in version 2 (or raises, which the caller sees). The same seed always
gives the same program.
"""

from __future__ import annotations

import random

IMPORTS = {
    "": "from keras.models import Sequential, Model\nfrom keras.layers import LSTM, GRU, Dense, Bidirectional",
    "keras.": "import keras",
    "tf.keras.": "import tensorflow as tf",
    "layers.": "from tensorflow.keras import layers, models",
}
Scope = dict[str, str]
"""The names in scope and what they are: number, flag, model, models (a list), layers (a list), object, callback."""


def program(seed: int) -> str:
    """The program of a seed."""
    return _Writer(seed).program()


class _Writer:
    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)
        self.count = 0
        self.lines: list[str] = []
        self.root = self.choose.choice(list(IMPORTS))
        self.builders: list[str] = []
        self.users: list[str] = []
        self.classes: list[str] = []

    def program(self) -> str:
        self.lines = [IMPORTS[self.root]]
        scope: Scope = {}
        for _ in range(self.choose.randrange(3)):
            if self.chance(0.5):
                self.lines.append(f"{self.bind(scope, 'N', 'number')} = {self.choose.randint(1, 4)}")
            self.choose.choice([self.builder, self.builder, self.user, self.owner])(scope)
        for _ in range(self.choose.choice([3, 5, 8])):
            self.statement(scope, 0)
        return "\n".join(self.lines) + "\n"

    # Words.

    def chance(self, share: float) -> bool:
        return self.choose.random() < share

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def bind(self, scope: Scope, prefix: str, kind: str) -> str:
        name = self.fresh(prefix)
        scope[name] = kind
        return name

    def names(self, scope: Scope, kind: str) -> list[str]:
        return [name for name, k in scope.items() if k == kind]

    def layer_class(self, name: str) -> str:
        return f"{self.root}layers.{name}" if "keras" in self.root else f"{self.root}{name}"

    def sequential(self) -> str:
        return "models.Sequential" if self.root == "layers." else f"{self.root}Sequential"

    def batch(self, scope: Scope) -> str:
        numbers = self.names(scope, "number")
        return self.choose.choice(numbers) if numbers and self.chance(0.6) else str(self.choose.randint(1, 4))

    def shape(self, scope: Scope) -> str:
        batch = self.batch(scope)
        return self.choose.choice(
            [
                f"batch_input_shape=({batch}, 5, 3)",
                f"batch_input_shape=({batch}, 5, 3)",
                f"batch_size={batch}, input_shape=(5, 3)",
                f"batch_input_shape=[{batch}, None, 3]",
            ]
        )

    def layer(self, scope: Scope, *, first: bool) -> str:
        name = self.choose.choice(["LSTM", "LSTM", "GRU"] if first else ["LSTM", "GRU", "Dense"])
        arguments = ["4"]
        if name != "Dense":
            flags = self.names(scope, "flag")
            if self.chance(0.6):
                arguments.append("stateful=True")
            elif flags and self.chance(0.3):
                arguments.append(f"stateful={self.choose.choice(flags)}")
        shape = [self.shape(scope)] if self.chance(0.9 if first else 0.1) else []
        if name != "Dense" and self.chance(0.1):
            inner = f"{self.layer_class(name)}({', '.join(arguments)})"
            return f"{self.layer_class('Bidirectional')}({', '.join([inner, *shape])})"
        at = self.choose.randrange(1, len(arguments) + 1)
        return f"{self.layer_class(name)}({', '.join([*arguments[:at], *shape, *arguments[at:]])})"

    def model(self, scope: Scope) -> str:
        lists, models = self.names(scope, "layers"), self.names(scope, "model")
        if self.builders and self.chance(0.4):
            return f"{self.choose.choice(self.builders)}({self.batch(scope)})"
        if lists and self.chance(0.3):
            return f"{self.sequential()}({self.choose.choice(lists)})"
        items = [self.layer(scope, first=not i) for i in range(self.choose.randint(1, 2))]
        if models and self.chance(0.15):
            items.insert(self.choose.randrange(2), self.choose.choice(models))
        return f"{self.sequential()}([{', '.join(items)}])"

    def receiver(self, scope: Scope) -> str | None:
        found = self.names(scope, "model")
        found += [f"{name}[0]" for name in self.names(scope, "models")]
        found += [f"{name}.model" for name in self.names(scope, "object")]
        return self.choose.choice(found) if found else None

    # Statements.

    def block(self, scope: Scope, depth: int, ending: str = "") -> None:
        for _ in range(self.choose.randint(1, 3)):
            self.statement(scope, depth)
        if ending and self.chance(0.2):
            self.say(depth, ending)

    def say(self, depth: int, *lines: str) -> None:
        self.lines += ["    " * depth + line for line in lines]

    def statement(self, scope: Scope, depth: int) -> None:
        model = self.receiver(scope)
        if model is None or self.chance(0.15):
            value = self.model(scope)
            self.say(depth, f"{self.bind(scope, 'm', 'model')} = {value}")
            return
        kinds = [self.use] * 6 + [self.value] * 3 + [self.control] * (3 if depth < 3 else 0)
        self.choose.choice(kinds)(scope, depth, model)

    def use(self, scope: Scope, depth: int, model: str) -> None:
        extra = self.choose.choice(["", "", ", epochs=2", ", shuffle=False", f", batch_size={self.batch(scope)}"])
        lines = [
            f"{model}.fit(x, y{extra})",
            f"{model}.predict(x)",
            f"{model}.reset_states()",
            f"{model}.reset_states()",
            f"if flag(): {model}.reset_states()",
            f"{model}.fit(x, y); {model}.reset_states()",
            f"[{model}.reset_states() for _ in range(2)]",
            f"{model}.add({self.layer(scope, first=self.chance(0.3))})",
        ]
        lines += [f"{name}()" for name in self.names(scope, "callback")]
        lines += [f"{name}({model}, {self.batch(scope)})" for name in self.users]
        lines += [f"{name}.train()" for name in self.names(scope, "object")]
        self.say(depth, self.choose.choice(lines))

    def value(self, scope: Scope, depth: int, model: str) -> None:
        numbers = self.names(scope, "number")
        kind = self.choose.randrange(8)
        if kind == 0:
            self.say(depth, f"{self.bind(scope, 'n', 'number')} = {self.choose.randint(1, 4)}")
        elif kind == 1 and numbers:
            self.say(depth, f"{self.choose.choice(numbers)} = {self.choose.randint(1, 4)}")
        elif kind == 2:
            self.say(depth, f"{self.bind(scope, 'b', 'flag')} = {self.choose.choice(['flag()', 'True', 'False'])}")
        elif kind == 3:
            items = f"{self.layer(scope, first=True)}, {self.layer(scope, first=False)}"
            self.say(depth, f"{self.bind(scope, 'ls', 'layers')} = [{items}]")
        elif kind == 4:
            other = self.receiver(scope)
            self.say(depth, f"{self.bind(scope, 'ms', 'models')} = [{model}, {other}]")
        elif kind == 5:
            other = self.receiver(scope)
            self.say(depth, f"{self.bind(scope, 'm', 'model')} = {model} if flag() else {other}")
        elif kind == 6:
            value = self.choose.choice([f"{model}.reset_states", f"lambda: {model}.reset_states()"])
            self.say(depth, f"{self.bind(scope, 'cb', 'callback')} = {value}")
        elif self.classes and depth == 0:
            made = f"{self.choose.choice(self.classes)}({self.batch(scope)})"
            self.say(depth, f"{self.bind(scope, 'o', 'object')} = {made}")
        else:
            self.say(depth, f"{self.bind(scope, 'm', 'model')}, {self.fresh('q')} = {model}, 3")

    def control(self, scope: Scope, depth: int, model: str) -> None:
        kind = self.choose.choice(["if", "else", "for", "while", "try", "each"])
        inner = dict(scope)
        if kind in {"if", "else"}:
            self.say(depth, "if flag():")
            self.block(inner, depth + 1)
            if kind == "else":
                other = dict(scope)
                self.say(depth, "else:")
                self.block(other, depth + 1)
        elif kind == "try":
            self.say(depth, "try:")
            self.block(inner, depth + 1, "raise KeyError")
            self.say(depth, "except KeyError:")
            self.block(dict(scope), depth + 1)
        else:
            name = self.fresh("i")
            heads = {"for": f"for {name} in range({self.choose.randint(1, 3)}):", "while": "while flag():"}
            if kind == "each":
                inner[name] = "model"
            self.say(depth, heads.get(kind, f"for {name} in [{model}, {self.receiver(scope)}]:"))
            self.block(inner, depth + 1, self.choose.choice(["break", "continue", "if flag(): break"]))

    # Definitions.

    def given(self, scope: Scope) -> Scope:
        return {name: kind for name, kind in scope.items() if kind in {"number", "flag"}}

    def builder(self, scope: Scope) -> None:
        name, model, inner = self.fresh("build"), self.fresh("m"), self.given(scope) | {"batch": "number"}
        self.say(0, f"def {name}(batch{self.choose.choice(['', '=2'])}):", f"    {model} = {self.sequential()}()")
        self.say(1, f"{model}.add({self.layer(inner, first=True)})")
        self.block(inner | {model: "model"}, 1, f"if flag(): return {model}")
        self.say(1, f"return {model}")
        self.builders.append(name)

    def user(self, scope: Scope) -> None:
        name = self.fresh("use")
        self.say(0, f"def {name}(model, batch):")
        self.block(self.given(scope) | {"model": "model", "batch": "number"}, 1, "return")
        self.users.append(name)

    def owner(self, scope: Scope) -> None:
        name, inner = self.fresh("Owner"), self.given(scope) | {"batch": "number", "self.batch": "number"}
        self.say(0, f"class {name}:", "    def __init__(self, batch=3):", "        self.batch = batch")
        self.say(2, f"self.model = {self.model(inner)}")
        self.say(1, "def train(self):")
        self.block({"self.model": "model", "self.batch": "number"}, 2)
        self.classes.append(name)
