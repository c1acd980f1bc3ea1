"""What stands against renaming a file of weights or of a model in all its uses, and what makes it unsure.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Sequence

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module, Program
from migrator.analysis.values import LayerValue, Value
from migrator.rules.file_names import Name, may_be_equal, other_reads, pieces
from migrator.rules.file_uses import HDF5, MODEL, WEIGHTS, File, Use, is_spoken, place_of, sharers_of, uses_of
from migrator.rules.new_names import renamed, suffix_of
from migrator.rules.order import Place, is_new_between, last_name, may_follow, surely_before

_TRAINING = frozenset({"fit", "fit_generator", "train_on_batch", "train_step", "apply_gradients"})


def judge(program: Program, file: File, uses: Sequence[Use]) -> None:
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
        return f"`{lost.trace.unknown}` at {place_of(lost)} is not in view"
    for ending in file.endings:
        if not ending.module.given:
            return f"the name is also in {ending.module.path}, which is not among the files to migrate"
        if renamed(ending, file.suffix) is None:
            return f"the end of the name at {ending.module.path}:{ending.node.lineno} is put together from pieces"
    reader = next((s for s in sharers_of(file.named, program) if not s.writes), None)
    if reader is not None:
        return f"{os.path.basename(reader.place)}, which is another program, reads it"
    for module, node in _strays(program, file):
        return f"{module.path}:{node.lineno} has the name, too, for a use that is not known"
    return ""


def _doubts(program: Program, file: File, uses: Sequence[Use]) -> Iterator[str]:
    latest = {use.call for use in file.uses if use.kind == "latest"}
    for use in file.named:
        if not use.sure:
            yield use.why
        if use.trace.unknown and not latest.intersection(n for n in use.trace.lost if isinstance(n, ast.AST)):
            yield f"`{use.trace.unknown}` at {place_of(use)} is not in view"
    for module, node in other_reads(program, [use.trace for use in file.named]):
        if not is_spoken(module, node):
            yield f"`{ast.unparse(node)}` at {module.path}:{node.lineno} may go elsewhere"
    mine = {id(use) for use in file.uses}
    for use in uses:
        if id(use) not in mine and not use.writes and use.kind not in {"other", "latest"} and not use.trace.endings:
            yield f"`{ast.unparse(use.call)}` at {place_of(use)} may read it"
        if id(use) not in mine and use.kind == "latest" and file.suffix == WEIGHTS:
            yield f"`{ast.unparse(use.call)}` at {place_of(use)} looks for a checkpoint of TensorFlow"
    if file.suffix == MODEL and any(
        "keras.layers.Lambda" in f.classes for m in program.modules for f in m.facts.layers.values()
    ):
        yield "Keras 3 loads the functions of Lambda layers from such a file only with `safe_mode=False`"
    if file.suffix == WEIGHTS or any(use.kind == "load_weights" for use in file.named):
        yield from _model_doubts(program, file)
    yield from _order_doubts(program, file)
    for sharer in sharers_of(file.named, program):
        yield f"{os.path.basename(sharer.place)}, which is another program, has the name, too"
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
    tensorflow = any(not e.text.endswith(HDF5) for use in writers for e in use.trace.endings)
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
                yield f"the model at {place_of(use)} may have no weights yet, and Keras 3 does not wait for them"
            mine = _architecture(receiver)
            if makers != {mine} or (mine is None and not same):
                yield f"that the model at {place_of(use)} has the layers of the one that wrote the file is not in view"


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
            yield f"`{ast.unparse(use.call)}` at {place_of(use)} may want a file that Keras 2 wrote, under its old name"
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


def _strays(program: Program, file: File) -> Iterator[tuple[Module, ast.Constant]]:
    """Literals that may be, or may end, a name of the file and stand where no use is known."""
    ends_of = [ending.node for use in uses_of(program) for ending in use.trace.endings]
    own = {part for node in ends_of for part in ast.walk(node)}
    names = [name for use in file.named for name in use.names]
    ends = {suffix_of(ending.text) or ending.text for ending in file.endings}
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
            if not (is_spoken(module, node) or _is_test_of_end(module, node, file.suffix) or _is_format(module, node)):
                yield module, node


def _last(name: Name) -> str:
    return "".join(piece or "" for piece in name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _is_test_of_end(module: Module, node: ast.Constant, suffix: str) -> bool:
    """`name.endswith(".h5")` stays true."""
    call = module.parents.get(node)
    return isinstance(call, ast.Call) and last_name(call.func) == "endswith" and suffix.endswith(str(node.value))


def _is_format(module: Module, node: ast.Constant) -> bool:
    """`save_format="h5"`: what the name says anyway."""
    parent = module.parents.get(node)
    return isinstance(parent, ast.keyword) and parent.arg == "save_format"
