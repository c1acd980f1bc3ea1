"""How a file of weights or of a model is renamed in all its uses, and what a rule says of it.

Shared by rules.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.edits.operations import InsertStatements, Operation, RemoveArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.versions import spelled
from migrator.rules.file_names import is_join
from migrator.rules.file_uses import HDF5, MODEL, WEIGHTS, File, Use
from migrator.rules.new_names import new_name, renamed
from migrator.rules.order import last_name
from migrator.rules.registry import Proposal
from migrator.rules.saved_files import checkpoint_ends, files_of
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
            operations += _call_edits(module, use)
    for use, folder in _new_folders(module, file):
        if not any(_makes_for(module, *other, use, folder) for other in _folders_before(module, file, use)):
            operations += _making(module, use, folder)
    return tuple(dict.fromkeys(operations))


def _call_edits(module: Module, use: Use) -> Iterator[Operation]:
    if use.kind == "latest":
        yield from _latest_edits(module, use)
    for keyword in use.call.keywords:
        if keyword.arg in {"save_format", "save_traces"} and use.kind in {"save", "save_weights"}:
            yield RemoveArgument(use.call, keyword)


def _latest_edits(module: Module, use: Use) -> Iterator[Operation]:
    glob, system = spell(module, "glob", use.call), spell(module, "os", use.call)
    if glob is not None and system is not None:
        folder = module.source.segment(use.name)
        files = f'{glob.text}.glob({system.text}.path.join({folder}, "*{WEIGHTS}"))'
        yield from (*glob.operations, *system.operations)
        yield ReplaceExpression(use.call, f"max({files}, key={system.text}.path.getmtime)")


# Folders that Keras 2 made.


def _new_folders(module: Module, file: File) -> list[tuple[Use, str]]:
    """The places in a module at which the folder of a file has to be made, and the text of the folder."""
    return [
        (use, _folder(module, use))
        for use in file.uses
        if use.module is module and use.kind in {"save", "save_weights"} and _needs_folder(use, file.suffix)
        if not _makes_folder(module, use)
    ]


def _folders_before(module: Module, file: File, use: Use) -> Iterator[tuple[Use, str]]:
    """The folders that are made for this file or for others that are renamed wherever it is."""
    for other in files_of(module.program):
        if other.code == file.code and other.applicability in {Applicability.SAFE, file.applicability}:
            yield from (new for new in _new_folders(module, other) if new[0] is not use)


def _makes_for(module: Module, maker: Use, made: str, use: Use, wanted: str) -> bool:
    """Whether the folder that is made for one use is there for a later one."""
    first, later = module.statement(maker.call), module.statement(use.call)
    suite = _suite_of(module, later)
    if made != wanted or first not in suite or suite.index(first) > suite.index(later):
        return False
    if first is later:
        return (maker.call.lineno, maker.call.col_offset) < (use.call.lineno, use.call.col_offset)
    between = [n for s in suite[suite.index(first) : suite.index(later)] for n in ast.walk(s)]
    changed = {n.id for n in between if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    changed |= {n.attr for n in between if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)}
    return not any(name in changed for name in re.findall(r"\w+", wanted))


def _making(module: Module, use: Use, folder: str) -> Iterator[Operation]:
    system = spell(module, "os", use.call)
    if system is not None:
        text = folder.format(os=system.text)
        yield from system.operations
        yield InsertStatements(module.statement(use.call), (f"{system.text}.makedirs({text}, exist_ok=True)",))


def _folder(module: Module, use: Use) -> str:
    """The text of the folder of a file, with `{os}` in the place of the module."""
    node = use.name
    text = module.source.segment(node).replace("{", "{{").replace("}", "}}")
    if isinstance(node, ast.Constant):
        folder = posixpath.dirname(str(node.value).rstrip("/"))
        return f"{text[-1]}{folder}{text[-1]}".replace("{", "{{").replace("}", "}}")
    if isinstance(node, ast.Call) and is_join(node.func) and len(node.args) == 2:
        last = node.args[1]
        if isinstance(last, ast.Constant) and "/" not in str(last.value):
            return module.source.segment(node.args[0]).replace("{", "{{").replace("}", "}}")
    known = all("/" in "".join(p or "" for p in name) for name in use.names)
    fallback = "" if known else ' or "."'
    return f"{{os}}.path.dirname({text}){fallback}"


def _needs_folder(use: Use, suffix: str) -> bool:
    """Whether Keras 2 made the folder of the file, as Keras 3 does not."""
    in_folder = any(name[0] is None or "/" in "".join(p or "" for p in name).rstrip("/") for name in use.names)
    hdf5 = all(ending.text.endswith(HDF5) for ending in use.trace.endings)
    return in_folder and (not hdf5 or (use.kind == "save" and suffix == MODEL))


def _suite_of(module: Module, statement: ast.stmt) -> list[ast.stmt]:
    """The statements among which one stands."""
    parent = module.parents.get(statement)
    suites = (getattr(parent, name, None) for name in ("body", "orelse", "finalbody"))
    return next((suite for suite in suites if isinstance(suite, list) and statement in suite), [])


def _makes_folder(module: Module, use: Use) -> bool:
    """Whether folders are made further up in the same body."""
    statement = module.statement(use.call)
    suite = _suite_of(module, statement)
    return any(
        isinstance(n, ast.Call) and last_name(n.func) in {"makedirs", "mkdir"}
        for s in suite[: suite.index(statement) if statement in suite else 0]
        for n in ast.walk(s)
    )


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


def _reason(file: File) -> str:
    """Why the file needs another name."""
    if file.suffix != MODEL or not all(ending.text.endswith((".h5", ".keras")) for ending in file.endings):
        return _REASONS[file.suffix]
    module = file.uses[0].module
    if any(use.kind == "checkpoint_model" for use in file.uses) and ".h5" not in checkpoint_ends(module):
        return f"Keras {spelled(module.target)} writes checkpoints of models under names that end in `.keras` only"
    return "A compiled model that Keras 3 saves as HDF5 does not load as it was"


def _message(file: File) -> str:
    reason = _reason(file)
    if file.trouble:
        return f"{reason}; {file.trouble}: rename all uses together"
    old = next(e for e in file.endings if not e.text.endswith(file.suffix))
    count = len(file.named)
    what = f"`{old.text}` becomes `{new_name(old, file.suffix)}`" + (f" in all its {count} uses" if count > 1 else "")
    return f"{reason}: {what}" + (f"; but {file.doubts[0]}" if file.doubts else "")
