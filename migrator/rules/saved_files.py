"""The files of weights and models that a program writes and reads, and the names that Keras 3 takes for them.

A file is what all uses of one name mean. Its uses are renamed together or not at all. Shared by rules; proposes nothing
itself.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Sequence, Set

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import Const
from migrator.rules.file_doubts import judge
from migrator.rules.file_names import Ending, is_join, may_be_equal, trace
from migrator.rules.file_uses import MODEL, WEIGHTS, File, Use, argument, flag, is_spoken, same_file, uses_of
from migrator.rules.guards import is_guarded
from migrator.rules.new_names import new_whole_name
from migrator.rules.order import last_name


@per_program
def files_of(program: Program) -> list[File]:
    """The files that a program writes under a name that Keras 3 does not take, with all uses of each."""
    uses = uses_of(program)
    groups = _grouped([use for use in uses if use.trace.endings and use.kind != "latest"])
    files = []
    for group in groups:
        file = File(group, _suffix(group))
        if file.suffix == WEIGHTS:
            _add_latest(file, uses)
        if file.suffix and not any(is_guarded(u.module, u.call, frozenset(), "\0") for u in group):
            judge(program, file, uses)
            files.append(file)
    for file in files:
        if not file.trouble and any(_collides(file, use) for use in uses if use not in file.uses):
            file.trouble = "the new name would be that of another file"
        if not file.trouble and any(_collides(file, other) for other in files if other is not file):
            file.trouble = "another file would get the same new name"
    return files


def _collides(file: File, other: File | Use) -> bool:
    """Whether the new name of a file may be the name of another, as it is or will be."""
    mine = [new_whole_name(ending, file.suffix) for ending in file.endings]
    if isinstance(other, Use):
        theirs = other.names if other.kind != "latest" else []
    else:
        theirs = [new_whole_name(ending, other.suffix) for ending in other.endings]
    return any(may_be_equal(a, b) for a in mine for b in theirs)


def _grouped(uses: Sequence[Use]) -> list[list[Use]]:
    """The uses whose names may be the same, joined."""
    groups: list[list[Use]] = []
    for use in uses:
        mine = [g for g in groups if any(same_file(use, other) for other in g)]
        merged = [use, *(u for g in mine for u in g)]
        groups = [g for g in groups if g not in mine] + [merged]
    return groups


def _suffix(uses: Sequence[Use]) -> str:
    """How the name of a file must end; empty where it may stay."""
    texts = [ending.text for use in uses if use.writes for ending in use.trace.endings]
    kinds = {use.kind for use in uses}
    if kinds & {"save_weights", "checkpoint_weights"}:
        return WEIGHTS if any(not text.endswith(WEIGHTS) for text in texts) else ""
    if "checkpoint_model" in kinds and any(not text.endswith(checkpoint_ends(uses[0].module)) for text in texts):
        return MODEL
    if kinds & {"save", "checkpoint_model"} and any(not text.endswith((".keras", ".h5", ".hdf5")) for text in texts):
        return MODEL
    lossy = any(use.kind == "load_model" and (_is_compiled(use) or _is_compiled_anyway(use.module)) for use in uses)
    hdf5 = any(text.endswith((".h5", ".hdf5")) for text in texts)
    return MODEL if hdf5 and lossy and kinds & {"save", "checkpoint_model"} else ""


def checkpoint_ends(module: Module) -> tuple[str, ...]:
    """How names of checkpoints of whole models may end; `.h5` is among them since Keras 3.8."""
    return (".keras", ".h5") if module.target >= (3, 8) else (".keras",)


def _is_compiled(use: Use) -> bool:
    """Whether a model is loaded with its optimizer: `compile=False` leaves it out."""
    given = argument(use.call, 2, "compile") is not None
    return not given or flag(use.module, use.call, 2, "compile") is not False


_SHORT_LOSSES = frozenset("mse MSE mae MAE mape MAPE msle MSLE bce kld KLD logcosh kullback_leibler_divergence".split())
"""Names of losses by which Keras 3 finds no function in the configuration of a model (tried on 3.2)."""


def _is_compiled_anyway(module: Module) -> bool:
    """Whether the losses of a model in HDF5 are read with `compile=False`, as they were before Keras 3.3, and fail."""
    return module.target < (3, 3) and any(
        isinstance(value, Const) and value.value in _SHORT_LOSSES
        for other in module.program.modules
        for call in other.calls
        if last_name(call.func) == "compile" and (loss := argument(call, 1, "loss")) is not None
        for value in other.facts.arguments.get(loss, [])
    )


# The last checkpoint of a folder.


def _add_latest(file: File, uses: Sequence[Use]) -> None:
    """Join the places that load the last checkpoint of the folder in which the file's checkpoints are."""
    writers = [use for use in file.uses if use.writes]
    found = [u for u in uses if u.kind == "latest" and any(_is_folder_of(u, writer) for writer in writers)]
    loads = [u for u in uses if u.kind == "load_weights" and not u.trace.endings]
    readers = [u for u in loads if any(latest.call in u.trace.lost for latest in found) and len(u.trace.lost) == 1]
    passed = {node for u in readers for node in u.trace.passed} | {u.name for u in readers}
    if readers and all(_reaches_only(latest, passed) for latest in found):
        file.uses += [*found, *readers]


def _is_folder_of(latest: Use, writer: Use) -> bool:
    """Whether a folder is that of the checkpoints which another call writes, by how both are written."""
    if any(ending.node in {e.node for e in writer.trace.endings} for ending in _inside_dirname(latest)):
        return True
    texts = ["".join(p or "\0" for p in name) for name in latest.names]
    for ending in writer.trace.endings:
        whole = "".join(p or "\0" for p in ending.name).rpartition("/")[0]
        if any("\0" not in whole + text and posixpath.normpath(whole) == posixpath.normpath(text) for text in texts):
            return True
        join = ending.module.parents.get(ending.node)
        if ending.module is latest.module and isinstance(join, ast.Call) and is_join(join.func) and len(join.args) == 2:
            if ast.dump(join.args[0]) == ast.dump(latest.name) and isinstance(latest.name, (ast.Name, ast.Attribute)):
                return True
    return False


def _inside_dirname(latest: Use) -> list[Ending]:
    """The endings of the name whose folder the argument is: `os.path.dirname(name)`."""
    found: list[Ending] = []
    for node in latest.trace.lost:
        if isinstance(node, ast.Call) and last_name(node.func) == "dirname" and len(node.args) == 1:
            found += trace(latest.module, node.args[0]).endings
    return found


def _reaches_only(latest: Use, passed: Set[ast.AST]) -> bool:
    """Whether the checkpoint that is found goes to the loading calls and nowhere else."""
    module, parent = latest.module, latest.module.parents[latest.call]
    if latest.call in passed or is_spoken(module, latest.call):
        return True
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        name = parent.targets[0].id
        reads = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
        return all(read in passed or is_spoken(module, read) for read in reads)
    return isinstance(parent, ast.Expr)
