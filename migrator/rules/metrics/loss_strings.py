"""`loss='kullback_leibler_divergence'`, `'logcosh'`, `'huber_loss'` and `'cosine_proximity'` have other names.

## What it does

Renames strings that name a loss: `kullback_leibler_divergence` is `kl_divergence`, `logcosh` is `log_cosh`,
`huber_loss` is `huber`, `cosine_proximity` is `cosine_similarity`. Of strings that name a metric it makes the metric,
under the name by which it is reported: `metrics.LogCoshError(name="logcosh")`.

## Why

Keras 3 does not know the old names (ValueError: could not interpret loss identifier). Among metrics it does not know
`log_cosh` either, nor `crossentropy` and `ce`.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", loss='kullback_leibler_divergence')
model.compile("sgd", "logcosh", metrics=["mae"])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", loss='kl_divergence')
model.compile("sgd", "log_cosh", metrics=["mae"])
```

```python before
import tensorflow as tf

inputs = tf.keras.Input((3,))
outputs = [tf.keras.layers.Dense(1, name="a")(inputs), tf.keras.layers.Dense(1, name="b")(inputs)]
model = tf.keras.Model(inputs, outputs)
model.compile("sgd", loss={"a": "huber_loss", "b": "mse"})
```

```python after
import tensorflow as tf

inputs = tf.keras.Input((3,))
outputs = [tf.keras.layers.Dense(1, name="a")(inputs), tf.keras.layers.Dense(1, name="b")(inputs)]
model = tf.keras.Model(inputs, outputs)
model.compile("sgd", loss={"a": "huber", "b": "mse"})
```

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "mse", metrics=["logcosh", "mae"])
print(model.fit(x, y).history["logcosh"])
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.metrics import LogCoshError

model = Sequential([Input((3,)), Dense(2, activation="softmax")])
model.compile("sgd", "mse", metrics=[LogCoshError(name="logcosh"), "mae"])
print(model.fit(x, y).history["logcosh"])
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

kind = {"loss": "huber_loss"}
model = Sequential([Input((3,)), Dense(2)])
model.compile("sgd", loss="kld", metrics=["mse"])
model.compile("sgd", loss="cosine_similarity")
```

## Fix safety

Safe where the receiver is a model in every context that was seen, and the string is written in the call; unsafe where
the receiver is not in view, and for the metric `cosine_proximity`, which was negative up to Keras 2.2. Left for review
where the string comes by a name, where one metric would serve several outputs, and for `crossentropy`, which stood for
the one that goes with the loss.

## References

Keras 2.2.4 and 2.15 `losses.py`, `metrics/`; Keras 3 `losses/__init__.py`, `metrics/__init__.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.analysis.values import Const
from migrator.edits.operations import Operation, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.training import COMPILE_ARGUMENTS, GONE_LOSSES, GONE_METRICS
from migrator.rules.metric_keys import requoted
from migrator.rules.receivers import Verdict, method_calls
from migrator.rules.registry import Proposal, Rule
from migrator.rules.spelling import spell

_GETTERS = frozenset({"keras.losses.get", "keras.losses.deserialize"})
_RELATIVE = frozenset({"crossentropy", "ce"})


def check(module: Module) -> Iterator[Proposal]:
    """What `compile` and `keras.losses.get` are given."""
    for _, call, verdict in method_calls(module, {"compile"}, {"model"}):
        for node in _written(module, call, "loss"):
            yield from _loss(module, node, verdict)
        for node in _written(module, call, "metrics"):
            yield from _metric(module, node, verdict)
    for call in module.calls:
        if module.facts.sole_symbol(call) in _GETTERS and call.args:
            yield from _loss(module, call.args[0], Verdict(Applicability.SAFE))


def _written(module: Module, call: ast.Call, argument: str) -> Iterator[ast.expr]:
    """The strings that an argument is, or holds, and names that may stand for one."""
    position = COMPILE_ARGUMENTS.index(argument)
    given = next((k.value for k in call.keywords if k.arg == argument), None)
    if given is None and position < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args):
        given = call.args[position]
    waiting = [given] if given is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.List, ast.Tuple)):
            waiting += node.elts
        elif isinstance(node, ast.Dict):
            waiting += node.values
        elif isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
            yield node


def _loss(module: Module, node: ast.expr, verdict: Verdict) -> Iterator[Proposal]:
    """One string that names a loss."""
    name = _string(module, node)
    new = GONE_LOSSES.get(name or "")
    if new is None:
        return
    message = f"Keras 3 calls the loss `{name}` `{new}`"
    if not isinstance(node, ast.Constant):
        yield Proposal(node, f"{message}; the string is written elsewhere", Applicability.REVIEW)
    elif verdict.applicability is Applicability.REVIEW:
        yield Proposal(node, verdict.about(message), Applicability.REVIEW)
    else:
        operation = ReplaceExpression(node, requoted(module, node, new))
        yield Proposal(node, verdict.about(message), verdict.applicability, (operation,), verdict.proof)


def _metric(module: Module, node: ast.expr, verdict: Verdict) -> Iterator[Proposal]:
    """One string that names a metric."""
    name = _string(module, node)
    if name in _RELATIVE:
        message = f"Keras 3 has no metric `{name}`: name the one that goes with the loss, as `categorical_crossentropy`"
        yield Proposal(node, message, Applicability.REVIEW)
    metric = GONE_METRICS.get(name or "")
    if metric is None:
        return
    message = f"Keras 3 does not know the metric `{name}` by this name: it is `keras.metrics.{metric}`"
    spelled = spell(module, f"keras.metrics.{metric}", node)
    alone = _is_of_one_output(module, node, verdict)
    if spelled is None or not isinstance(node, ast.Constant) or not alone:
        yield Proposal(node, verdict.about(message), Applicability.REVIEW)
        return
    edits: tuple[Operation, ...] = (ReplaceExpression(node, f'{spelled.text}(name="{name}")'), *spelled.operations)
    grade = verdict.applicability if name != "cosine_proximity" else Applicability.UNSAFE
    yield Proposal(node, verdict.about(message), grade, edits, verdict.proof)


def _is_of_one_output(module: Module, node: ast.expr, verdict: Verdict) -> bool:
    """Whether a metric is given for one output: no other may share it."""
    if verdict.safe and all(
        r.record is not None and (r.record.flavour == "sequential" or r.record.outputs == 1) for r in verdict.receivers
    ):
        return True
    return any(isinstance(parent, ast.Dict) for parent in module.ancestors(node))


def _string(module: Module, node: ast.expr) -> str | None:
    """The string that an expression is, or may be."""
    values: list[object] = [node.value] if isinstance(node, ast.Constant) else []
    values += [v.value for v in module.facts.arguments.get(node, []) if isinstance(v, Const)]
    return next((v for v in values if isinstance(v, str)), None)


RULE = Rule(
    "KER701",
    "loss-strings",
    "3.0.0",
    "safe, unsafe or review",
    check,
    (b"kullback_leibler_divergence", b"log", b"huber_loss", b"cosine", b"entropy", b'"ce"', b"'ce'"),
)
