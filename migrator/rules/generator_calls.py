"""Calls of `fit_generator` and its like, argument by argument, as calls of the methods that Keras 3 has.

Shared by rules; one engine for the table in `keras_api.training`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.analysis.module import Module
from migrator.analysis.values import Const, Opaque, Value
from migrator.edits.operations import (
    AddArguments,
    Operation,
    RemoveArgument,
    RenameArgument,
    RenameAttribute,
    ReplaceExpression,
)
from migrator.findings import Applicability
from migrator.keras_api.training import (
    GENERATOR_METHODS,
    KERAS_1_NAMES,
    RENAMED_ARGUMENTS,
    RUN_ARGUMENTS,
    SAMPLE_COUNTS,
    WORKER_ARGUMENTS,
    GeneratorMethod,
)
from migrator.rules.guards import is_guarded
from migrator.rules.receivers import judge
from migrator.rules.registry import Proposal


def generator_calls(module: Module, name: str) -> Iterator[Proposal]:
    """What to do about each use of a method."""
    method = GENERATOR_METHODS[name]
    message = f"Keras 3 has no `{name}`; `{method.name}` takes generators"
    for node in module.attributes:
        if node.attr != name or is_guarded(module, node, {name}, method.name):
            continue
        verdict = judge(module, node)
        if verdict is None:
            continue
        call = module.parents.get(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            doubt = "the method is kept for later: its arguments are not in view"
            yield Proposal(node, f"{message}; {doubt}", Applicability.REVIEW)
            continue
        done = _Translation(module, call, method)
        done.run()
        if done.doubt or verdict.applicability is Applicability.REVIEW:
            yield Proposal(
                node, verdict.about(f"{message}; {done.doubt}" if done.doubt else message), Applicability.REVIEW
            )
            continue
        unsafe = not verdict.safe or bool(done.caution) or _is_overridden(module, method.name)
        applicability = Applicability.UNSAFE if unsafe else Applicability.SAFE
        told = verdict.about(f"{message}; {done.caution}" if done.caution else message)
        yield Proposal(node, told, applicability, (RenameAttribute(node, method.name), *done.operations), verdict.proof)


def _is_overridden(module: Module, method: str) -> bool:
    """Whether a model class of the file has the method of its own, which may take other arguments."""
    return any(info.kind == "model" and method in info.methods for info in module.facts.classes)


@dataclass
class _Translation:
    """The arguments of one call on their way to the new method."""

    module: Module
    call: ast.Call
    method: GeneratorMethod
    operations: list[Operation] = field(default_factory=list)
    doubt: str = ""
    """Why the call cannot be rewritten."""
    caution: str = ""
    """Why the rewritten call may not do the same."""
    given: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Work out the operations, or the doubt."""
        for expression, name in self._positional():
            self._argument(expression, expression, name, is_first=expression is self.call.args[0])
        for keyword in self.call.keywords:
            if keyword.arg is None:
                self.doubt = "see what the unpacked arguments hold"
                return
            self._argument(keyword, keyword.value, keyword.arg, is_first=False)
        missing = tuple((name, text) for name, text in self.method.defaults if name not in self.given)
        if missing:
            self.operations.append(AddArguments(self.call, missing))

    def _positional(self) -> Iterator[tuple[ast.expr, str]]:
        names = self._order()
        keras_1 = KERAS_1_NAMES & {k.arg for k in self.call.keywords}
        for position, expression in enumerate(self.call.args):
            if isinstance(expression, ast.Starred):
                self.doubt = "see what the unpacked arguments hold"
                return
            if position >= len(names):
                self.doubt = "it is given more arguments than it took"
                return
            if position == 1 and keras_1:
                self.doubt = _COUNT.format(old="the second argument", new=names[1])
                return
            yield expression, names[position]

    def _order(self) -> tuple[str, ...]:
        """The order of the parameters: it changed in the middle, so that what stands there tells which it is."""
        new, old = self.method.parameters, self.method.older
        first = next(i for i, name in enumerate(new) if name != old[i])
        if len(self.call.args) <= first:
            return new
        kinds = {_kind(value) for value in self._values(self.call.args[first])}
        for order, telling in ((new, _SAYS_NEW), (old, _SAYS_OLD)):
            if kinds and kinds <= telling[new[first]]:
                return order
        self.doubt = (
            f"whether `{ast.unparse(self.call.args[first])}` is `{new[first]}` or `{old[first]}` is not in view"
        )
        return new

    def _values(self, expression: ast.expr) -> list[Value]:
        return self.module.facts.arguments.get(expression, [])

    def _argument(self, argument: ast.keyword | ast.expr, value: ast.expr, name: str, *, is_first: bool) -> None:
        accepted = RUN_ARGUMENTS[self.method.name]
        if name in WORKER_ARGUMENTS:
            self.operations.append(RemoveArgument(self.call, argument))
        elif name in SAMPLE_COUNTS:
            self._count(argument, value, name)
        elif name in RENAMED_ARGUMENTS or name in accepted:
            new = RENAMED_ARGUMENTS.get(name, name)
            self.given.add(new)
            if (isinstance(argument, ast.keyword) and new == name) or is_first:
                return
            self.operations.append(RenameArgument(self.call, argument, new))
        else:
            self.doubt = f"what it was given as `{name}` has no counterpart in `{self.method.name}`"

    def _count(self, argument: ast.keyword | ast.expr, value: ast.expr, name: str) -> None:
        """A number of samples: that of batches is it over the batch size, which Keras' own iterators know."""
        new = SAMPLE_COUNTS[name]
        self.given.add(new)
        data = self._data("validation_data" if name == "nb_val_samples" else "generator")
        if data is None or not isinstance(argument, ast.keyword):
            self.doubt = _COUNT.format(old=f"`{name}`", new=new)
            return
        text = f"{self.module.source.segment(data)}.batch_size"
        count = self.module.source.segment(value)
        count = (
            count
            if isinstance(value, (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.Subscript))
            else f"({count})"
        )
        self.operations += [
            RenameArgument(self.call, argument, new),
            ReplaceExpression(value, f"{count} // {text}"),
        ]
        if name != "samples_per_epoch":  # Keras 2.0 to 2.2 divided that one only (legacy/interfaces.py)
            self.caution = f"`{name}` counted samples in Keras 1 and was taken for batches by Keras 2"

    def _data(self, name: str) -> ast.expr | None:
        """The expression of an argument that is one of Keras' own iterators, if it can be read twice."""
        position = self.method.parameters.index(name) if name in self.method.parameters else len(self.call.args)
        found = next((k.value for k in self.call.keywords if k.arg == name), None)
        if found is None and position < len(self.call.args):
            found = self.call.args[position]
        if not isinstance(found, (ast.Name, ast.Attribute)):
            return None
        values = self._values(found)
        own = all(isinstance(v, Opaque) and v.kind == "sequence" for v in values)
        return found if values and own else None


_COUNT = (
    "{old} counted samples in Keras 1, and Keras 2.0 to 2.2 took it for batches: pass `{new}=`, the samples over the "
    "batch size"
)


_SAYS_NEW = {"callbacks": {"list", "callback", "none"}, "validation_freq": {"number"}}
_SAYS_OLD = {"callbacks": {"number"}, "validation_freq": {"dict", "none"}}
"""For the parameter that was put into the order, what stands there if it was, and if it was not."""


def _kind(value: Value) -> str:
    """What an argument in a place of two meanings is, roughly."""
    if isinstance(value, Const):
        return "none" if value.value is None else "number" if isinstance(value.value, int) else "constant"
    return getattr(value, "kind", None) or "unknown"
