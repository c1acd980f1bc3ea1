"""`train_on_batch` returns the running mean of the batches since the last reset in Keras 3.0 to 3.14.

## What it does

Puts `model.reset_metrics()` in front of statements that use what `train_on_batch` or `test_on_batch` return.

## Why

Keras 2 resets the metrics in each such call and returns the loss and the metrics of that batch; so does Keras 3.15.
Keras 3.0 to 3.14 do not: what they return is the mean over all batches since the last reset. In Keras 2 and 3.15 the
inserted call changes nothing.

## Example

```python before
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
for x, y in batches:
    loss = model.train_on_batch(x, y)
    print(loss)
```

```python after
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
for x, y in batches:
    model.reset_metrics()
    loss = model.train_on_batch(x, y)
    print(loss)
```

## Left alone

```python
from keras.models import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((3,)), Dense(1)])
model.compile("sgd", "mse")
for x, y in batches:
    model.train_on_batch(x, y)
for x, y in batches:
    model.reset_metrics()
    loss = model.train_on_batch(x, y)
```

## Fix safety

Safe where the receiver is a model in every context that was seen, and the call runs once in its statement. Where it
runs several times in one statement, in a comprehension or in the test of a loop, it is left for review.

## References

Keras 2.15 `engine/training.py` (`reset_metrics=True`); Keras 3.0 to 3.15 `backend/tensorflow/trainer.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import InsertStatements
from migrator.findings import Applicability
from migrator.keras_api.training import ON_BATCH_ARGUMENTS
from migrator.rules.receivers import method_calls
from migrator.rules.registry import Proposal, Rule

_MESSAGE = "Keras 3.0 to 3.14 return the mean of all batches since the last `reset_metrics()` here, not this batch's"
_MANY = (ast.comprehension, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_SOMETIMES = (ast.BoolOp, ast.IfExp)


def check(module: Module) -> Iterator[Proposal]:
    """Calls whose value is used."""
    for node, call, verdict in method_calls(module, ON_BATCH_ARGUMENTS.keys()):
        if module.is_statement(call) or any(k.arg == "reset_metrics" for k in call.keywords):
            continue
        statement = module.statement(call)
        receiver = module.source.segment(node.value)
        if receiver in _just_reset(module, statement):
            continue
        if verdict.applicability is Applicability.REVIEW or not _runs_once(module, node, call, statement):
            yield Proposal(call, verdict.about(_MESSAGE), Applicability.REVIEW)
            continue
        reset = InsertStatements(statement, (f"{receiver}.reset_metrics()",))
        yield Proposal(call, verdict.about(_MESSAGE), verdict.applicability, (reset,), verdict.proof)


def _just_reset(module: Module, statement: ast.stmt) -> set[str]:
    """The receivers of the calls of `reset_metrics` directly in front of a statement."""
    found: set[str] = set()
    for before in reversed(_siblings_before(module, statement)):
        call = before.value if isinstance(before, ast.Expr) else None
        if not (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "reset_metrics"
        ):
            break
        found.add(module.source.segment(call.func.value))
    return found


def _siblings_before(module: Module, statement: ast.stmt) -> list[ast.stmt]:
    parent = module.parents.get(statement)
    for name in ("body", "orelse", "finalbody"):
        suite = getattr(parent, name, None)
        if isinstance(suite, list) and statement in suite:
            return list(suite[: suite.index(statement)])
    return []


def _runs_once(module: Module, node: ast.Attribute, call: ast.Call, statement: ast.stmt) -> bool:
    """Whether a call runs exactly once where its statement runs, and something can stand in front of that."""
    if not all(isinstance(n, (ast.Name, ast.Attribute, ast.expr_context)) for n in ast.walk(node.value)):
        return False
    around = []
    for parent in module.ancestors(call):
        if parent is statement:
            break
        around.append(parent)
    if any(isinstance(a, (*_MANY, *_SOMETIMES)) for a in around) or isinstance(statement, (ast.While, ast.ClassDef)):
        return False
    if isinstance(statement, ast.If) and module.source.text[module.source.span(statement)[0] :].startswith("elif"):
        return False
    receiver = ast.dump(node.value)
    same = [
        n
        for part in _header(statement)
        for n in ast.walk(part)
        if isinstance(n, ast.Attribute) and n.attr in ON_BATCH_ARGUMENTS and ast.dump(n.value) == receiver
    ]
    return len(same) == 1


def _header(statement: ast.stmt) -> list[ast.AST]:
    """What a statement evaluates itself: of a compound one not what its blocks do."""
    if isinstance(statement, ast.If):
        return [statement.test]
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return [statement.iter]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [*statement.items]
    return [statement]


RULE = Rule("KER311", "batch-running-mean", "3.0.0", "safe, unsafe or review", check, (b"_on_batch",), until="3.15.0")
