"""The calls of a program that take the name of a file of weights or of a model, and those that mean one file.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import Const
from migrator.findings import Applicability
from migrator.rules.file_names import Ending, Name, Trace, may_be_equal, pieces, trace
from migrator.rules.order import last_name
from migrator.rules.running import is_model_name
from migrator.sources.saved import Sharer

Kind = Literal[
    "save_weights", "load_weights", "save", "load_model", "checkpoint_weights", "checkpoint_model", "latest", "other"
]

WEIGHTS, MODEL = ".weights.h5", ".keras"
HDF5 = (".h5", ".hdf5", ".keras")
"""Ends of names under which Keras 2 wrote HDF5, not a TensorFlow checkpoint (2.15 `engine/training.py`)."""

_FILE_FUNCTIONS = frozenset({"exists", "isfile", "isdir", "getmtime", "getsize", "remove", "unlink", "glob", "iglob"})
"""Functions of `os`, `os.path` and `glob` that take the name of a file."""

_SPEAKERS = frozenset({"print", "info", "debug", "warning", "warn", "error", "log", "critical", "dirname", "makedirs"})
"""Calls that do nothing to a file under the name that they are given."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A call that takes the name of a file."""

    kind: Kind
    module: Module
    call: ast.Call
    name: ast.expr
    trace: Trace
    sure: bool = True
    """Whether the call is known to be what it looks like: its receiver is a model."""
    why: str = ""

    @property
    def writes(self) -> bool:
        """Whether Keras writes the file here, or a callback that is made here does."""
        return self.kind in {"save_weights", "save", "checkpoint_weights", "checkpoint_model"}

    @property
    def names(self) -> list[Name]:
        """The names that the file may have."""
        return [ending.name for ending in self.trace.endings]


@dataclass(slots=True, eq=False)
class File:
    """The uses of one name (or of names that may be the same file), and what is to become of it."""

    uses: list[Use] = field(default_factory=list)
    suffix: str = ""
    """How the name has to end in Keras 3."""
    trouble: str = ""
    """Why no edit can be made."""
    doubts: list[str] = field(default_factory=list)
    """Why an edit is not sure to do the same."""

    @property
    def code(self) -> str:
        """The rule that speaks for the file."""
        kinds = {use.kind for use in self.uses}
        if kinds & {"checkpoint_weights", "checkpoint_model"}:
            return "KER506"
        return "KER501" if "save_weights" in kinds else "KER503"

    @property
    def applicability(self) -> Applicability:
        """How far the edit of all its uses may be trusted."""
        if self.trouble:
            return Applicability.REVIEW
        return Applicability.UNSAFE if self.doubts else Applicability.SAFE

    @property
    def endings(self) -> list[Ending]:
        """The literals that end its names, each once, but for patterns that every end fits."""
        uses = [(use, ending) for use in self.named for ending in use.trace.endings]
        found = {e.node: e for use, e in uses if not (is_glob(use.call) and e.text.endswith("*"))}
        return list(found.values())

    @property
    def named(self) -> list[Use]:
        """The uses that name the file itself, and not its folder."""
        return [use for use in self.uses if use.kind != "latest"]


# Finding the uses.


@per_program
def uses_of(program: Program) -> list[Use]:
    """All calls of a program that take the name of a file of weights or of a model, or ask about one."""
    return [use for module in program.modules for call in module.calls if (use := _use(module, call)) is not None]


def _use(module: Module, call: ast.Call) -> Use | None:
    symbol = module.facts.sole_symbol(call) or ""
    if symbol in {"keras.models.load_model", "keras.saving.load_model"}:
        return _make("load_model", module, call, argument(call, 0, "filepath"))
    if symbol in {"keras.models.save_model", "keras.saving.save_model"}:
        return _make("save", module, call, argument(call, 1, "filepath"))
    if symbol == "keras.callbacks.ModelCheckpoint":
        weights = flag(module, call, 4, "save_weights_only")
        kind: Kind = "checkpoint_weights" if weights else "checkpoint_model"
        return _make(kind, module, call, argument(call, 0, "filepath"), weights is not None, "`save_weights_only=`")
    if symbol.endswith("train.latest_checkpoint"):
        return _make("latest", module, call, argument(call, 0, "checkpoint_dir"))
    name = last_name(call.func)
    if not isinstance(call.func, ast.Attribute) or name not in {"save_weights", "load_weights", "save"}:
        if name in _FILE_FUNCTIONS and call.args and (not isinstance(call.func, ast.Attribute) or _is_of_os(call.func)):
            use = _make("other", module, call, call.args[0])
            return None if use is not None and is_glob(call) and _fits_everything(use) else use
        return None
    known = _receiver(module, call.func)
    if known is None:
        return None
    return _make(name, module, call, argument(call, 0, "filepath"), *known)  # type: ignore[arg-type]


def _make(
    kind: Kind, module: Module, call: ast.Call, name: ast.expr | None, sure: bool = True, why: str = ""
) -> Use | None:
    if name is None or isinstance(name, ast.Starred):
        return None
    return Use(kind, module, call, name, trace(module, name), sure, why)


def _fits_everything(use: Use) -> bool:
    """Whether a pattern says nothing of the files that it is to find: `glob("*")`, `glob("data/*")`."""
    ends = [ending.text.rpartition("/")[2] for ending in use.trace.endings]
    return bool(ends) and all(set(end) <= set("*.") and "*" in end for end in ends)


def _is_of_os(function: ast.Attribute) -> bool:
    return ast.unparse(function.value) in {"os", "os.path", "path", "glob", "tf.io.gfile", "tf.gfile"}


def _receiver(module: Module, function: ast.Attribute) -> tuple[bool, str] | None:
    """Whether what a method is called on is surely a model, and why not; None where it is none."""
    receivers = module.facts.receivers.get(function, [])
    kinds = {receiver.kind for receiver in receivers}
    if kinds and kinds <= {"model", "super-model"}:
        return True, ""
    name = ast.unparse(function.value)
    unknown = next((r.why for r in receivers if r.kind == "unknown"), "it comes from out of view")
    if not kinds <= {"model", "super-model", "unknown"} or not module.imports_keras:
        return None
    if function.attr == "save" and not is_model_name(name):
        return None
    return False, f"what `{name}` is, is not in view ({unknown})"


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument of a call, by its keyword or position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position < len(call.args) else None


def flag(module: Module, call: ast.Call, position: int, name: str) -> bool | None:
    """A constant flag of a call; None where it is not known. Not given is False."""
    node = argument(call, position, name)
    if node is None:
        return None if any(k.arg is None for k in call.keywords) else False
    values = module.facts.arguments.get(node, [])
    flags = {bool(v.value) if isinstance(v, Const) else None for v in values}
    return next(iter(flags)) if len(flags) == 1 else None


# What uses have in common.


def same_file(a: Use, b: Use) -> bool:
    """Whether the names that two calls are given may mean one file."""
    ends = {ending.node for ending in a.trace.endings}
    if any(ending.node in ends for ending in b.trace.endings):
        return True
    glob = is_glob(a.call) or is_glob(b.call)
    for mine in a.names:
        for other in b.names:
            if may_be_equal(_globbed(mine, glob), _globbed(other, glob)):
                return True
    return False


def _globbed(name: Name, glob: bool) -> Name:
    return tuple(p for piece in name for p in (pieces(piece, glob) if piece is not None else (None,))) if glob else name


def is_glob(call: ast.Call) -> bool:
    """Whether a call lists the files that a pattern fits."""
    return last_name(call.func) in {"glob", "iglob"}


def place_of(use: Use) -> str:
    """Where a call stands, for a message."""
    return f"{use.module.path}:{use.call.lineno}"


def is_spoken(module: Module, node: ast.AST) -> bool:
    """Whether a node is only said to the user, tested, or stands in a docstring."""
    parent = module.parents.get(node)
    if isinstance(parent, (ast.Expr, ast.Compare, ast.If, ast.UnaryOp)):
        return True
    for around in module.ancestors(node):
        if isinstance(around, ast.Call) and last_name(around.func) in _SPEAKERS:
            return True
        if isinstance(around, (ast.Raise, ast.Assert)):
            return True
        if isinstance(around, ast.keyword) and around.arg in {"help", "description", "desc"}:
            return True
        if isinstance(around, ast.stmt):
            return False
    return False


def unnamed_writers(module: Module, *kinds: Kind) -> Iterator[Use]:
    """Calls that write a file under a name of which no literal is in view."""
    for use in uses_of(module.program):
        if use.module is module and use.kind in kinds and use.writes and not use.trace.endings:
            yield use


def lone_readers(module: Module, *kinds: Kind) -> Iterator[Use]:
    """Calls that read a file which nothing in the program writes."""
    uses = uses_of(module.program)
    for use in uses:
        if use.module is module and use.kind in kinds and use.trace.endings and not use.trace.unknown:
            if not any(other.writes and same_file(use, other) for other in uses):
                yield use


def sharers_of(file: Sequence[Use], program: Program) -> Iterator[Sharer]:
    """The scripts of the run that are no part of the program and have a name of a file in it."""
    own = {module.place for module in program.modules}
    texts = {"".join(piece or "\0" for piece in name).replace("\\", "/") for use in file for name in use.names}
    names = {text.rpartition("/")[2] for text in texts}
    for module in {use.module.place: use.module for use in file}.values():
        yield from (s for s in module.sharers if s.name in names and s.place not in own)
