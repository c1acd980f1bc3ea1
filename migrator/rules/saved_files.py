"""The files of weights and models that a program writes and reads, and the names that Keras 3 takes for them.

A file is what all uses of one name mean. Its uses are renamed together or not at all. Shared by rules; proposes nothing
itself.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, Program, per_program
from migrator.analysis.values import Const, LayerValue, Value
from migrator.edits.operations import InsertStatements, Operation, RemoveArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.rules.file_names import Ending, Name, Trace, is_join, may_be_equal, other_reads, pieces, trace
from migrator.rules.guards import is_guarded
from migrator.rules.order import Place, is_new_between, last_name, may_follow, surely_before
from migrator.rules.registry import Proposal
from migrator.rules.running import is_model_name
from migrator.rules.spelling import spell

Kind = Literal[
    "save_weights", "load_weights", "save", "load_model", "checkpoint_weights", "checkpoint_model", "latest", "other"
]

WEIGHTS, MODEL = ".weights.h5", ".keras"
_SUFFIXES = (".weights.h5", ".weights.hdf5", ".h5", ".hdf5", ".h5f", ".hdf", ".keras", ".ckpt", ".tf", ".weights")
_HDF5 = (".h5", ".hdf5", ".keras")
"""Ends of names under which Keras 2 wrote HDF5, not a TensorFlow checkpoint (2.15 `engine/training.py`)."""

_OPEN_END = re.compile(r"h5$|\.(%\w|\{[^{}]*\})$")
"""The end of a literal that is completed elsewhere: `"{}.{}".format(name, "h5")`."""

_FILE_FUNCTIONS = {
    "exists": 0,
    "isfile": 0,
    "isdir": 0,
    "getmtime": 0,
    "getsize": 0,
    "remove": 0,
    "unlink": 0,
    "glob": 0,
    "iglob": 0,
}
"""Functions of `os`, `os.path` and `glob` that take the name of a file."""

_SPEAKERS = frozenset({"print", "info", "debug", "warning", "warn", "error", "log", "critical", "dirname", "makedirs"})
"""Calls that do nothing to a file under the name that they are given."""

_TRAINING = frozenset({"fit", "fit_generator", "train_on_batch", "train_step", "apply_gradients"})


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


# Finding the uses.


@per_program
def uses_of(program: Program) -> list[Use]:
    """All calls of a program that take the name of a file of weights or of a model, or ask about one."""
    return [use for module in program.modules for call in module.calls if (use := _use(module, call)) is not None]


def _use(module: Module, call: ast.Call) -> Use | None:
    symbol = module.facts.sole_symbol(call) or ""
    if symbol in {"keras.models.load_model", "keras.saving.load_model"}:
        return _make("load_model", module, call, _argument(call, 0, "filepath"))
    if symbol in {"keras.models.save_model", "keras.saving.save_model"}:
        return _make("save", module, call, _argument(call, 1, "filepath"))
    if symbol == "keras.callbacks.ModelCheckpoint":
        weights = _flag(module, call, 4, "save_weights_only")
        kind: Kind = "checkpoint_weights" if weights else "checkpoint_model"
        return _make(kind, module, call, _argument(call, 0, "filepath"), weights is not None, "`save_weights_only=`")
    if symbol.endswith("train.latest_checkpoint"):
        return _make("latest", module, call, _argument(call, 0, "checkpoint_dir"))
    name = last_name(call.func)
    if not isinstance(call.func, ast.Attribute) or name not in {"save_weights", "load_weights", "save"}:
        if name in _FILE_FUNCTIONS and call.args and (not isinstance(call.func, ast.Attribute) or _is_of_os(call.func)):
            return _make("other", module, call, call.args[0])
        return None
    known = _receiver(module, call.func)
    if known is None:
        return None
    return _make(name, module, call, _argument(call, 0, "filepath"), *known)  # type: ignore[arg-type]


def _make(
    kind: Kind, module: Module, call: ast.Call, name: ast.expr | None, sure: bool = True, why: str = ""
) -> Use | None:
    if name is None or isinstance(name, ast.Starred):
        return None
    return Use(kind, module, call, name, trace(module, name), sure, why)


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


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position < len(call.args) else None


def _flag(module: Module, call: ast.Call, position: int, name: str) -> bool | None:
    """A constant flag of a call; None where it is not known. Not given is False."""
    node = _argument(call, position, name)
    if node is None:
        return None if any(k.arg is None for k in call.keywords) else False
    values = module.facts.arguments.get(node, [])
    flags = {bool(v.value) if isinstance(v, Const) else None for v in values}
    return next(iter(flags)) if len(flags) == 1 else None


# Files: uses of one name.


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
        if self.trouble:
            return Applicability.REVIEW
        return Applicability.UNSAFE if self.doubts else Applicability.SAFE

    @property
    def endings(self) -> list[Ending]:
        """The literals that end its names, each once."""
        found = {ending.node: ending for use in self.named for ending in use.trace.endings}
        return list(found.values())

    @property
    def named(self) -> list[Use]:
        """The uses that name the file itself, and not its folder."""
        return [use for use in self.uses if use.kind != "latest"]


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
            _judge(program, file, uses)
            files.append(file)
    for file in files:
        if not file.trouble and any(_collides(file, use) for use in uses if use not in file.uses):
            file.trouble = "the new name would be that of another file"
        if not file.trouble and any(_collides(file, other) for other in files if other is not file):
            file.trouble = "another file would get the same new name"
    return files


def _collides(file: File, other: File | Use) -> bool:
    """Whether the new name of a file may be the name of another, as it is or will be."""
    mine = [_new(ending, file.suffix) for ending in file.endings]
    if isinstance(other, Use):
        theirs = other.names if other.kind != "latest" else []
    else:
        theirs = [_new(ending, other.suffix) for ending in other.endings]
    return any(may_be_equal(a, b) for a in mine for b in theirs)


def _new(ending: Ending, suffix: str) -> Name:
    """The whole name with its new end."""
    last = new_name(ending, suffix)
    kept = list(ending.name)
    while kept and kept[-1] is not None and ending.text.endswith(kept[-1]) and len(kept) > 1:
        return (*kept[:-1], kept[-1][: len(kept[-1]) - len(_suffix_of(kept[-1]))].rstrip("/") + suffix)
    return (*kept, suffix) if kept and kept[-1] is None else (last,)


def _grouped(uses: Sequence[Use]) -> list[list[Use]]:
    """The uses whose names may be the same, joined."""
    groups: list[list[Use]] = []
    for use in uses:
        mine = [g for g in groups if any(_same(use, other) for other in g)]
        merged = [use, *(u for g in mine for u in g)]
        groups = [g for g in groups if g not in mine] + [merged]
    return groups


def _same(a: Use, b: Use) -> bool:
    ends = {ending.node for ending in a.trace.endings}
    if any(ending.node in ends for ending in b.trace.endings):
        return True
    glob = "glob" in last_name(a.call.func) or "glob" in last_name(b.call.func)
    for mine in a.names:
        for other in b.names:
            if may_be_equal(_globbed(mine, glob), _globbed(other, glob)):
                return True
    return False


def _globbed(name: Name, glob: bool) -> Name:
    return tuple(p for piece in name for p in (pieces(piece, glob) if piece is not None else (None,))) if glob else name


def _suffix(uses: Sequence[Use]) -> str:
    """How the name of a file must end; empty where it may stay."""
    texts = [ending.text for use in uses if use.writes for ending in use.trace.endings]
    kinds = {use.kind for use in uses}
    if kinds & {"save_weights", "checkpoint_weights"}:
        return WEIGHTS if any(not text.endswith(WEIGHTS) for text in texts) else ""
    if "checkpoint_model" in kinds and any(not text.endswith((".keras", ".h5")) for text in texts):
        return MODEL
    if kinds & {"save", "checkpoint_model"} and any(not text.endswith((".keras", ".h5", ".hdf5")) for text in texts):
        return MODEL
    compiled = any(use.kind == "load_model" and _is_compiled(use) for use in uses)
    hdf5 = any(text.endswith((".h5", ".hdf5")) for text in texts)
    return MODEL if hdf5 and compiled and kinds & {"save", "checkpoint_model"} else ""


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
    if latest.call in passed or _is_spoken(module, latest.call):
        return True
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        name = parent.targets[0].id
        reads = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
        return all(read in passed or _is_spoken(module, read) for read in reads)
    return isinstance(parent, ast.Expr)


def _latest_edits(module: Module, use: Use) -> Iterator[Operation]:
    glob, system = spell(module, "glob", use.call), spell(module, "os", use.call)
    if glob is not None and system is not None:
        folder = module.source.segment(use.name)
        files = f'{glob.text}.glob({system.text}.path.join({folder}, "*{WEIGHTS}"))'
        yield from (*glob.operations, *system.operations)
        yield ReplaceExpression(use.call, f"max({files}, key={system.text}.path.getmtime)")


def _is_compiled(use: Use) -> bool:
    """Whether a model is loaded with its optimizer: `compile=False` leaves it out."""
    given = _argument(use.call, 2, "compile") is not None
    return not given or _flag(use.module, use.call, 2, "compile") is not False


# What may become of a file.


def _judge(program: Program, file: File, uses: Sequence[Use]) -> None:
    """Find out whether all uses can be renamed together, and whether that does the same."""
    file.trouble = _trouble(program, file)
    if not file.trouble:
        file.doubts = list(dict.fromkeys(_doubts(program, file, uses)))


def _trouble(program: Program, file: File) -> str:
    kinds = {use.kind for use in file.uses}
    if kinds & {"save_weights", "checkpoint_weights"} and kinds & {"save", "checkpoint_model", "load_model"}:
        return "the program uses the name for weights and for a whole model"
    lost = next((use for use in file.uses if use.trace.unknown), None)
    if lost is not None and lost.writes:
        return f"`{lost.trace.unknown}` at {_at(lost)} is not in view"
    for ending in file.endings:
        if not ending.module.given:
            return f"the name is also in {ending.module.path}, which is not among the files to migrate"
        if renamed(ending, file.suffix) is None:
            return f"the end of the name at {ending.module.path}:{ending.node.lineno} is put together from pieces"
    for module, node in _strays(program, file):
        return f"{module.path}:{node.lineno} has the name, too, for a use that is not known"
    return ""


def _doubts(program: Program, file: File, uses: Sequence[Use]) -> Iterator[str]:
    latest = {use.call for use in file.uses if use.kind == "latest"}
    for use in file.named:
        if not use.sure:
            yield use.why
        if use.trace.unknown and not latest.intersection(n for n in use.trace.lost if isinstance(n, ast.AST)):
            yield f"`{use.trace.unknown}` at {_at(use)} is not in view"
    for module, node in other_reads(program, [use.trace for use in file.named]):
        if not _is_spoken(module, node):
            yield f"`{ast.unparse(node)}` at {module.path}:{node.lineno} may go elsewhere"
    mine = {id(use) for use in file.uses}
    for use in uses:
        if id(use) not in mine and not use.writes and use.kind not in {"other", "latest"} and not use.trace.endings:
            yield f"`{ast.unparse(use.call)}` at {_at(use)} may read it"
        if id(use) not in mine and use.kind == "latest" and file.suffix == WEIGHTS:
            yield f"`{ast.unparse(use.call)}` at {_at(use)} looks for a checkpoint of TensorFlow"
    if file.suffix == MODEL and any(
        "keras.layers.Lambda" in f.classes for m in program.modules for f in m.facts.layers.values()
    ):
        yield "Keras 3 loads the functions of Lambda layers from such a file only with `safe_mode=False`"
    if file.suffix == WEIGHTS or any(use.kind == "load_weights" for use in file.named):
        yield from _model_doubts(program, file)
    yield from _order_doubts(program, file)
    if all(use.writes for use in file.uses):
        yield "nothing in view reads it, and another script may, by the name that it has"


def _model_doubts(program: Program, file: File) -> Iterator[str]:
    """Models that get weights of others: Keras 3 finds layers by their classes, Keras 2 took them in their order."""
    writers = [use for use in file.uses if use.writes]
    trained = [
        run.model for m in program.modules for runs in m.facts.runs.values() for run in runs if run.method == "fit"
    ]
    written = [r for use in writers if not use.kind.startswith("checkpoint") for r in _models(use)]
    written += trained if any(use.kind.startswith("checkpoint") for use in writers) else []
    makers = {_architecture(receiver) for receiver in written}
    tensorflow = any(not e.text.endswith(_HDF5) for use in writers for e in use.trace.endings)
    for use in file.uses:
        if use.kind != "load_weights":
            continue
        same = all(_is_same_name(use, writer) for writer in writers)
        for receiver in _models(use):
            if (
                tensorflow
                and not same
                and receiver.flavour != "subclassed"
                and not (receiver.record and receiver.record.has_input)
            ):
                yield f"the model at {_at(use)} may have no weights yet, and Keras 3 does not wait for them"
            mine = _architecture(receiver)
            if makers != {mine} or (mine is None and not same):
                yield f"that the model at {_at(use)} has the layers of the one that wrote the file is not in view"


def _models(use: Use) -> list[Receiver]:
    function = use.call.func
    receivers = use.module.facts.receivers.get(function, []) if isinstance(function, ast.Attribute) else []
    return [receiver for receiver in receivers if receiver.kind in {"model", "super-model"}]


def _architecture(receiver: Receiver) -> tuple[str, ...] | None:
    """The classes of a model's layers; None where they are not known."""
    record = receiver.record
    if receiver.flavour == "subclassed":
        return (receiver.why,)
    if record is None:
        return None
    if record.flavour == "sequential":
        return _classes(record.layers)
    members = _classes(record.members)
    return tuple(sorted(members)) if members is not None else None


def _classes(layers: Iterable[Value] | None) -> tuple[str, ...] | None:
    found: list[str] = []
    for layer in layers or ():
        if not isinstance(layer, LayerValue) or layer.short_class is None:
            return None
        inner = _classes(layer.wraps)
        if inner is None:
            return None
        found.append(f"{layer.short_class}({', '.join(inner)})")
    return tuple(found) if found or layers is not None else None


def _is_same_name(use: Use, other: Use) -> bool:
    """Whether two methods are called on one name, which is bound once."""
    one, two = use.call.func, other.call.func
    if not isinstance(one, ast.Attribute) or not isinstance(two, ast.Attribute) or use.module is not other.module:
        return False
    name = one.value.id if isinstance(one.value, ast.Name) else ""
    same_scope = use.module.scope(one) is other.module.scope(two)
    return bool(name) and same_scope and ast.unparse(two.value) == name and len(use.module.stores.get(name, [])) == 1


def _order_doubts(program: Program, file: File) -> Iterator[str]:
    """What a reader may find that this run has not written, and training that goes on after a reader."""
    events: set[ast.AST] = {use.call for use in file.uses if use.kind in {"save", "save_weights"}}
    if any(use.kind.startswith("checkpoint") for use in file.uses):
        events |= {call for module in program.modules for call in module.calls if _runs_callbacks(call)}
    training: list[tuple[Module, ast.Call]] = [
        (m, c) for m in program.modules for c in m.calls if last_name(c.func) in _TRAINING
    ]
    for use in file.named:
        if use.writes:
            continue
        if not surely_before(program, (use.module, use.call), events):
            yield f"`{ast.unparse(use.call)}` at {_at(use)} may want a file that Keras 2 wrote, under its old name"
        if use.kind == "load_weights":
            after = next((p for p in training if _trains_after(program, use, p)), None)
            if after is not None:
                yield (
                    f"training at {after[0].path}:{after[1].lineno} goes on with the weights, and Keras 3 loads the "
                    "state of the optimizer with them"
                )


def _trains_after(program: Program, use: Use, training: Place) -> bool:
    """Whether a model that has loaded weights may be trained at a place."""
    place: Place = (use.module, use.call)
    model = use.call.func.value if isinstance(use.call.func, ast.Attribute) else None
    name = model.id if isinstance(model, ast.Name) else ""
    return may_follow(program, place, training) and not (name and is_new_between(program, place, training, name))


def _runs_callbacks(call: ast.Call) -> bool:
    return last_name(call.func) in {"fit", "fit_generator"}


def _at(use: Use) -> str:
    return f"{use.module.path}:{use.call.lineno}"


def _strays(program: Program, file: File) -> Iterator[tuple[Module, ast.Constant]]:
    """Literals that may be, or may end, a name of the file and stand where no use is known."""
    ends_of = [ending.node for use in uses_of(program) for ending in use.trace.endings]
    own = {part for node in ends_of for part in ast.walk(node)}
    names = [name for use in file.named for name in use.names]
    ends = {_suffix_of(ending.text) or ending.text for ending in file.endings}
    whole = {text for name in names if None not in name and len(text := _last(name)) > 2}
    for module in program.modules:
        for node in module.nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in own:
                continue
            text = node.value
            if len(text) > 300 or not (
                any(
                    text.endswith(end.lstrip(".")) and may_be_equal((None, *pieces(text)), n)
                    for end in ends
                    for n in names
                )
                or any(name in text for name in whole)
            ):
                continue
            if not _is_spoken(module, node) and not _is_test_of_end(module, node, file.suffix):
                yield module, node


def _last(name: Name) -> str:
    return "".join(piece or "" for piece in name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _suffix_of(text: str) -> str:
    return next((suffix for suffix in _SUFFIXES if text.endswith(suffix)), "")


def _is_spoken(module: Module, node: ast.AST) -> bool:
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


def _is_test_of_end(module: Module, node: ast.Constant, suffix: str) -> bool:
    """`name.endswith(".h5")` stays true."""
    call = module.parents.get(node)
    return isinstance(call, ast.Call) and last_name(call.func) == "endswith" and suffix.endswith(str(node.value))


# Edits.


def renamed(ending: Ending, suffix: str) -> str | None:
    """The literal with the new end; None where its text does not show the end."""
    text = ending.module.source.segment(ending.node)
    old = _suffix_of(ending.text)
    quote = text[-3:] if text[-3:] in {'"""', "'''"} else text[-1:]
    body = text[: len(text) - len(quote)]
    if ending.text.endswith(suffix):
        return text
    kept = ending.text[: len(ending.text) - len(old)]
    if (old and not body.endswith(old)) or not quote.strip() or quote[0] not in "\"'":
        return None
    if not old:
        if _OPEN_END.search(ending.text) or not body.endswith(ending.text[-1]):
            return None
        stem = kept.rstrip("/")
        return f"{body[: len(body) - (len(kept) - len(stem))]}{suffix}{quote}" if stem else None
    return f"{body[: len(body) - len(old)]}{suffix}{quote}"


def new_name(ending: Ending, suffix: str) -> str:
    """The end of the new name, for a message."""
    old = _suffix_of(ending.text)
    return ending.text[: len(ending.text) - len(old)].rstrip("/") + suffix


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
    hdf5 = all(ending.text.endswith(_HDF5) for ending in use.trace.endings)
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

_REASONS = {
    WEIGHTS: "Keras 3 writes weights under names that end in `.weights.h5`",
    MODEL: "Keras 3 saves models under names that end in `.keras`",
}


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
            if not any(other.writes and _same(use, other) for other in uses):
                yield use
