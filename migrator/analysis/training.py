"""What the training of models is given and what it gives: metrics, callbacks, generators, histories."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.analysis.facts import CallbackFact
from migrator.analysis.machine import Arguments, Machine, attribute_of, elements
from migrator.analysis.values import (
    Compiled,
    Const,
    FunctionValue,
    InstanceValue,
    ModelRecord,
    Opaque,
    Symbol,
    TupleValue,
    Value,
    alternatives,
    join,
)
from migrator.keras_api.training import FUNCTION_NAMES

SCHEDULES = "keras.optimizers.schedules."
METRICS_POSITION = 2  # compile(optimizer, loss, metrics) of Keras 2
HOOKS = frozenset(
    f"on_{when}_{edge}"
    for when in ("epoch", "batch", "train_batch", "test_batch", "predict_batch", "train", "test", "predict")
    for edge in ("begin", "end")
)
"""Methods of callbacks. The last parameter of each is the logs."""


def compiled(m: Machine, arguments: Arguments) -> Compiled:
    """What a call of `compile` says of the metrics."""
    given = arguments.get("metrics", METRICS_POSITION)
    weighted = arguments.get("weighted_metrics")
    open_ended = (arguments.open_keywords and given is None) or arguments.open_positional
    names = None if open_ended else metric_names(m, given)
    items = elements(m, given) if given is not None else []
    flat = isinstance(given, Const) or (
        items is not None and not any(m.list(i) is not None or elements(m, i) is not None for i in items)
    )
    optimizers = alternatives(arguments.get("optimizer", 0) or Const(None))
    return Compiled(
        names,
        flat,
        weighted is not None or arguments.open_keywords,
        frozenset(_function_names(m, given)),
        all(isinstance(o, Opaque) and o.rate is not None and _is_schedule(o.rate) for o in optimizers),
    )


def _is_schedule(rate: Value) -> bool:
    """Whether a learning rate is one of Keras' schedules, or one of the program's own."""
    if isinstance(rate, InstanceValue):
        bases = (base for info in rate.info.lineage() for base in info.bases)
        return any(isinstance(base, Symbol) and base.path.startswith(SCHEDULES) for base in bases)
    return isinstance(rate, Opaque) and rate.kind == "schedule"


def _function_names(m: Machine, given: Value | None) -> Iterator[str]:
    """The names under which functions among some metrics are reported."""
    for item in elements(m, given) or [given] if given is not None else ():
        if isinstance(item, FunctionValue) or (isinstance(item, Symbol) and item.is_keras):
            yield from (name for name in metric_names(m, item) or () if name is not None)


def metric_names(m: Machine, value: Value | None) -> tuple[str | None, ...] | None:
    """The names under which metrics are reported, one by one; None in the place of a name that is not known.

    A string is a metric's name as it is written, a function's name that of the function: seen in Keras 2.15 and Keras
    3.15. None for metrics that are not known at all.
    """
    if value is None:
        return ()
    if isinstance(value, Const):
        return () if value.value is None else (value.value,) if isinstance(value.value, str) else None
    if isinstance(value, Symbol) and value.is_keras:
        name = value.path.rsplit(".", 1)[-1]
        return (None,) if name[:1].isupper() else (FUNCTION_NAMES.get(name, name),)
    if isinstance(value, FunctionValue):
        return (value.node.name if not isinstance(value.node, ast.Lambda) else None,)
    if isinstance(value, Opaque) and value.kind == "metric":
        return (None,)
    items = elements(m, value)
    if items is None and (record := m.dict(value)) is not None and record.rest is None:
        items = [entry for _, entry in record.entries]
    if items is None:
        return None
    found = [metric_names(m, item) for item in items]
    return tuple(name for names in found for name in names or ()) if None not in found else None


def make_callback(m: Machine, arguments: Arguments) -> Opaque:
    """One of Keras' own callbacks: functions that it is given are called later, some with the logs."""
    name = arguments.node.func
    callback = Opaque(f"`{ast.unparse(name)}(...)`", "callback")
    for keyword, value in arguments.keywords.items():
        for member in alternatives(value):
            if keyword in HOOKS and isinstance(member, FunctionValue):
                m.hooks.add(member)
    for value in arguments.values():
        m.escape(value)
    if m.records(m.facts.callbacks, arguments.node):
        fact = CallbackFact()
        m.facts.callbacks.setdefault(arguments.node, []).append(fact)
        m.callback_facts[callback] = fact
    return callback


def give_callbacks(m: Machine, model: Value, record: ModelRecord | None, arguments: Arguments, position: int) -> None:
    """Callbacks get the model that is trained; functions among the arguments will be called."""
    for value in arguments.values():
        m.escape_callbacks(value)
    given = arguments.get("callbacks", position)
    for member in alternatives(given) if given is not None else ():
        listed = m.list(member)
        callbacks = listed.values() if listed is not None else elements(m, member) or [member]
        for callback in (c for value in callbacks for c in alternatives(value)):
            if isinstance(callback, InstanceValue):
                callback.info.assign("model", (arguments.node, m.path), model, callback.made)
            elif isinstance(callback, Opaque) and callback in m.callback_facts:
                m.callback_facts[callback].models.append(record)


def draw_from(m: Machine, arguments: Arguments, method: str) -> None:
    """A model draws batches from what these arguments are: generators of the project give it what they yield."""
    if not m.recording:
        return
    for given in (arguments.get("x", 0), arguments.get("generator"), arguments.get("validation_data")):
        for member in alternatives(given) if given is not None else ():
            if isinstance(member, Opaque) and member.function is not None:
                facts = member.function.frame.module.facts
                facts.fed.setdefault(member.function.node, set()).add(method)


def record_batch(m: Machine, node: ast.expr, value: Value) -> None:
    """Record what a generator yields, or a `Sequence` gives, part by part."""
    if not m.recording:
        return
    parts: list[tuple[ast.expr, Value]] = [(node, value)]
    if isinstance(node, ast.Tuple) and isinstance(value, TupleValue) and len(node.elts) == len(value.items):
        parts = list(zip(node.elts, value.items, strict=True))
    for expression, part in parts:
        m.facts.arguments.setdefault(expression, []).append(part)


def logs_of(m: Machine, function: FunctionValue, instance: InstanceValue | None) -> Value | None:
    """What the last parameter of a callback's function is: the logs of the models that are trained with it."""
    if function in m.hooks:
        return Opaque("the logs of a training", "logs")
    name = getattr(function.node, "name", "")
    if instance is None or instance.info.kind != "callback" or name not in HOOKS:
        return None
    models = attribute_of(instance, "model")
    found: Value | None = None
    for model in alternatives(models) if models is not None else ():
        record = m.model(model)
        logs = Opaque("the logs of a training", "logs", source=model, trained=record)
        found = logs if found is None else join(found, logs)
    return found or Opaque("the logs of a training", "logs")
