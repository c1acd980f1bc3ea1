"""Under which key Keras 3 reports a metric that Keras 2 may have reported under another. Shared by rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import ModelRecord
from migrator.findings import Applicability
from migrator.keras_api.training import COMPILE_ARGUMENTS, METRIC_KEYS

OWN_KEYS = frozenset({"loss", "lr", "learning_rate"})
"""Keys that are no metric's."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """What has become of a key: its new name where that is known, and how far it may be trusted."""

    new: str | None
    applicability: Applicability
    message: str


def key_change(module: Module, key: str, records: Sequence[ModelRecord | None]) -> KeyChange | None:
    """What to do about a key of the logs of these models; None where Keras 3 reports it, as far as is known.

    Safe where `compile` is in view for all of them, and every metric's name known.
    """
    found = {
        _reported_as(key, names, several_outputs(record))
        for record in records
        if (names := metric_names(record)) is not None
    }
    known = len(records) > 0 and all(metric_names(record) is not None for record in records)
    if known and len(found) == 1:
        new = found.pop()
        if new is None:
            return None
        several = any(several_outputs(record) for record in records)
        return KeyChange(new, Applicability.UNSAFE if several else Applicability.SAFE, _message(key, new))
    spelled = _spelled(module.program)
    others = {new for new in (*found, _reported_as(key, spelled, several=False)) if new is not None}
    if len(others) == 1:
        new = others.pop()
        doubt = "which model this is of, or what its `compile` was given, is not in view"
        return KeyChange(new, Applicability.UNSAFE, f"{_message(key, new)}; {doubt}")
    if not known and _bare(key) == "acc" and "acc" not in spelled:
        message = (
            f"Keras 3 reports a metric under the name that `compile` was given: `{key}` only for `metrics=['acc']`, "
            "which is not in view"
        )
        return KeyChange(None, Applicability.REVIEW, message)
    return None


def requoted(module: Module, node: ast.expr, text: str) -> str:
    """A string in the quotes of another."""
    written = module.source.segment(node)
    quote = written[-1]
    return f"{quote}{text}{quote}" if quote in "'\"" and quote not in text else repr(text)


def _message(key: str, new: str) -> str:
    return f"Keras 3 reports `{key}` as `{new}`, the name that `compile` was given"


def _bare(key: str) -> str:
    return key.removeprefix("val_")


def metric_names(record: ModelRecord | None) -> tuple[str, ...] | None:
    """The names of a model's metrics, where all are known."""
    if record is None or record.compiled is None or record.compiled.metrics is None or record.compiled.weighted:
        return None
    names = tuple(name for name in record.compiled.metrics if name is not None)
    return names if len(names) == len(record.compiled.metrics) else None


def several_outputs(record: ModelRecord | None) -> bool:
    """Whether keys may begin with the name of an output."""
    return record is not None and record.flavour != "sequential" and record.outputs != 1


def _reported_as(key: str, names: Collection[str], several: bool) -> str | None:
    """The key in the place of another; None where it is reported as it is, or not known."""
    prefix, bare = ("val_", _bare(key)) if key.startswith("val_") else ("", key)
    if bare in names or bare in OWN_KEYS:
        return None
    same = [name for name in dict.fromkeys(names) if bare in _others(name)]
    if len(same) == 1:
        return prefix + same[0]
    if several:
        ends = {(bare.removesuffix(other), n) for n in names for other in _others(n) if bare.endswith(f"_{other}")}
        if len(ends) == 1:
            return prefix + "".join(ends.pop())
    return None


def _others(name: str) -> frozenset[str]:
    """The other names under which Keras 2 reported a metric."""
    group = next((group for group in METRIC_KEYS if name in group), frozenset())
    return (group | {_snake(name)}) - {name} if name[:1].isupper() else group - {name}


def _snake(name: str) -> str:
    """The name that Keras 2 made of that of a class (2.15 `utils/generic_utils.py`, `to_snake_case`)."""
    intermediate = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", intermediate).lower()


@per_program
def _spelled(program: Program) -> frozenset[str]:
    """All names of metrics that calls of `compile` in the program spell."""
    return frozenset(name for part in program.modules for call in part.calls for name in _compiled(call))


def _compiled(node: ast.Call) -> Iterator[str]:
    if not (isinstance(node.func, ast.Attribute) and node.func.attr == "compile"):
        return
    given = [k.value for k in node.keywords if k.arg == "metrics"]
    position = COMPILE_ARGUMENTS.index("metrics")
    for expression in given or node.args[position : position + 1]:
        for part in ast.walk(expression):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
