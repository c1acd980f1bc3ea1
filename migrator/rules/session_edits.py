"""How a session of TensorFlow 1 that only serves Keras is taken out of a program. Shared by rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from migrator.analysis.module import Module
from migrator.edits.operations import (
    Operation,
    RemoveImport,
    RemoveStatement,
    ReplaceExpression,
    ReplaceStatement,
    UnwrapStatement,
)
from migrator.keras_api.sessions import KINDS
from migrator.rules.session_parts import Block, Stays, tensorflow_name


def operations(module: Module, block: Block) -> tuple[Operation, ...]:
    """What takes a block out of the program. Raises `Stays` where statements are in each other's way."""
    bodies = {s for w in block.unwrapped for s in ast.walk(w) if isinstance(s, ast.stmt) and s is not w}
    if any(s in bodies for s in block.lines):
        raise Stays("a `with` statement that goes holds it")
    if any(around in block.unwrapped for w in block.unwrapped for around in module.ancestors(w)):
        raise Stays("`with` statements that go hold each other")
    found: list[Operation] = list(block.added)
    for statement in sorted(block.removed - block.unwrapped, key=lambda s: s.lineno):
        lines = block.lines.get(statement)
        if not any(statement in w.body and set(w.body) <= block.removed for w in block.unwrapped):
            found.append(ReplaceStatement(statement, tuple(lines)) if lines else RemoveStatement(statement))
    for around in sorted(block.unwrapped, key=lambda s: s.lineno):
        found.append(RemoveStatement(around) if set(around.body) <= block.removed else UnwrapStatement(around))
    found += [ReplaceExpression(call, text) for call, text in block.replaced]
    return (*found, *_imports_left_over(module, block))


def _imports_left_over(module: Module, block: Block) -> Iterator[Operation]:
    """The imports from TensorFlow of names that only the block used. Those from Keras go by themselves."""
    gone = {n for s in block.removed | set(block.lines) for n in ast.walk(s)}
    gone |= {n for w in block.unwrapped for item in w.items for n in ast.walk(item)}
    names = {n.id for n in gone if isinstance(n, ast.Name)}
    for binding in module.bindings:
        statement = binding.statement
        if binding.name not in names or not binding.module.startswith("tensorflow"):
            continue
        uses = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == binding.name]
        if not isinstance(statement, ast.ImportFrom) or any(n not in gone for n in uses):
            continue
        if tensorflow_name(binding.path) in KINDS and binding.name not in module.facts.taken | module.names_around:
            alias = next(a for a in statement.names if (a.asname or a.name) == binding.name)
            yield RemoveImport(statement, alias)


def listed(conditions: Sequence[str]) -> str:
    """Conditions in a sentence."""
    return " and ".join(conditions)
