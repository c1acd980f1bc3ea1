"""How a file of weights or of a model is renamed in all its uses, and what a rule says of it.

Shared by rules.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import InsertStatements, Operation, RemoveArgument, ReplaceExpression
from migrator.rules.file_names import is_join
from migrator.rules.file_uses import HDF5, MODEL, WEIGHTS, File, Use
from migrator.rules.new_names import new_name, renamed
from migrator.rules.order import last_name
from migrator.rules.registry import Proposal
from migrator.rules.saved_files import files_of
from migrator.rules.spelling import spell

_REASONS = {
    WEIGHTS: "Keras 3 writes weights under names that end in `.weights.h5`",
    MODEL: "Keras 3 saves models under names that end in `.keras`",
}


# Edits.


def edits(module: Module, file: File) -> tuple[Operation, ...]:
    """All edits of a file's uses in one module."""
    operations: list[Operation] = []
    for ending in file.endings:
        text = renamed(ending, file.suffix)
        if ending.module is module and text is not None and text != module.source.segment(ending.node):
            operations.append(ReplaceExpression(ending.node, text))
    for use in file.uses:
        if use.module is module:
            operations += _call_edits(module, use, file.suffix)
    return tuple(dict.fromkeys(operations))


def _call_edits(module: Module, use: Use, suffix: str) -> Iterator[Operation]:
    if use.kind == "latest":
        yield from _latest_edits(module, use)
    for keyword in use.call.keywords:
        if keyword.arg in {"save_format", "save_traces"} and use.kind in {"save", "save_weights"}:
            yield RemoveArgument(use.call, keyword)
    if use.kind in {"save", "save_weights"} and _needs_folder(use, suffix):
        statement = module.statement(use.call)
        system = spell(module, "os", use.call)
        if system is not None and not _makes_folder(module, statement):
            folder = _folder(module, use, system.text)
            yield from system.operations
            yield InsertStatements(statement, (f"{system.text}.makedirs({folder}, exist_ok=True)",))


def _latest_edits(module: Module, use: Use) -> Iterator[Operation]:
    glob, system = spell(module, "glob", use.call), spell(module, "os", use.call)
    if glob is not None and system is not None:
        folder = module.source.segment(use.name)
        files = f'{glob.text}.glob({system.text}.path.join({folder}, "*{WEIGHTS}"))'
        yield from (*glob.operations, *system.operations)
        yield ReplaceExpression(use.call, f"max({files}, key={system.text}.path.getmtime)")


def _folder(module: Module, use: Use, system: str) -> str:
    """The text of the folder of a file."""
    node = use.name
    text = module.source.segment(node)
    if isinstance(node, ast.Constant):
        return f"{text[-1]}{posixpath.dirname(str(node.value).rstrip('/'))}{text[-1]}"
    if isinstance(node, ast.Call) and is_join(node.func) and len(node.args) == 2:
        last = node.args[1]
        if isinstance(last, ast.Constant) and "/" not in str(last.value):
            return module.source.segment(node.args[0])
    known = all("/" in "".join(p or "" for p in name) for name in use.names)
    fallback = "" if known else ' or "."'
    return f"{system}.path.dirname({text}){fallback}"


def _needs_folder(use: Use, suffix: str) -> bool:
    """Whether Keras 2 made the folder of the file, as Keras 3 does not."""
    in_folder = any(name[0] is None or "/" in "".join(p or "" for p in name).rstrip("/") for name in use.names)
    hdf5 = all(ending.text.endswith(HDF5) for ending in use.trace.endings)
    return in_folder and (not hdf5 or (use.kind == "save" and suffix == MODEL))


def _makes_folder(module: Module, statement: ast.stmt) -> bool:
    """Whether folders are made further up in the same body."""
    parent = module.parents.get(statement)
    for suite in (getattr(parent, name, None) for name in ("body", "orelse", "finalbody")):
        if isinstance(suite, list) and statement in suite:
            above = suite[: suite.index(statement)]
            return any(
                isinstance(n, ast.Call) and last_name(n.func) in {"makedirs", "mkdir"}
                for s in above
                for n in ast.walk(s)
            )
    return False


# What rules say.


def file_proposals(module: Module, code: str) -> Iterator[Proposal]:
    """What a rule says of the files for which it speaks, once for each file and module."""
    for file in files_of(module.program):
        if file.code != code:
            continue
        nodes = [u.name for u in file.uses if u.module is module]
        nodes += [e.node for e in file.endings if e.module is module]
        if not nodes:
            continue
        operations = edits(module, file) if not file.trouble else ()
        if not operations and not file.trouble:
            continue
        node = min(nodes, key=lambda n: (n.lineno, n.col_offset))
        yield Proposal(node, _message(file), file.applicability, operations)


def _message(file: File) -> str:
    reason = _REASONS[file.suffix]
    if file.suffix == MODEL and all(ending.text.endswith((".h5", ".keras")) for ending in file.endings):
        reason = "A compiled model that Keras 3 saves as HDF5 does not load as it was"
    if file.trouble:
        return f"{reason}; {file.trouble}: rename all uses together"
    old = next(e for e in file.endings if not e.text.endswith(file.suffix))
    count = len(file.named)
    what = f"`{old.text}` becomes `{new_name(old, file.suffix)}`" + (f" in all its {count} uses" if count > 1 else "")
    return f"{reason}: {what}" + (f"; but {file.doubts[0]}" if file.doubts else "")
