"""Where a layer's static input shape goes in Keras 3: in front of it, nowhere, or not known. Shared by rules.

Keras 2 (engine/base_layer.py of 2.15, `Layer.__init__`) reads `batch_input_shape` before `input_shape`, `input_dim`
and `batch_size`, and uses them only where the layer is the first of a Sequential (engine/sequential.py, `add`).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

from migrator.analysis.facts import LayerFact, LayerUse, UseKind
from migrator.analysis.module import Module, Program, per_module, per_program
from migrator.analysis.values import ClassInfo, LayerValue, ModelRecord
from migrator.edits.operations import InsertElement, InsertStatements, Operation, RemoveArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api.names import RECURRENT_LAYERS
from migrator.rules.spelling import spell_input

ShapeForm = Literal["batch_input_shape", "batch_size", "input_dim", "input_shape", "input_length", "implicit"]
Placement = Literal["first", "guarded", "unused", "review"]

_DTYPES = frozenset({"float16", "float32", "float64", "bfloat16", "int32", "int64", "uint8", "bool"})
"""Names under which `tensorflow` and `numpy` have the types of tensors; other values may be dtype policies."""

_SEQUENCE_LAYERS = RECURRENT_LAYERS | {"Conv1D", "Convolution1D"}
"""Layers whose `input_dim` and `input_length` were a shape of two dimensions (of Conv1D until Keras 2.3)."""

_SHAPELESS_LAYERS = frozenset(
    {"SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Discretization", "IntegerLookup", "StringLookup"}
)
"""Layers that take no `input_shape` in Keras 3."""

_EMBEDDING_FIRST = 4
"""So many positional arguments of an `Embedding` say nothing of its input."""

_NEEDS_SHAPE = frozenset(
    """summary count_params get_weights set_weights load_weights save_weights to_json get_config inputs outputs input
    output input_shape output_shape trainable_weights""".split()
)
"""What a model can be asked for only once its shape is known."""

_ANY_LENGTH = RECURRENT_LAYERS | frozenset(
    """Embedding Dense Dropout SpatialDropout1D GaussianNoise GaussianDropout Activation ReLU LeakyReLU ELU Masking
    BatchNormalization LayerNormalization Conv1D Convolution1D MaxPooling1D AveragePooling1D GlobalMaxPooling1D
    GlobalAveragePooling1D Bidirectional TimeDistributed""".split()
)
"""Layers that can be built without the length of their sequences."""

_SHAPE_KEYWORDS = ("batch_input_shape", "input_shape", "batch_size", "input_dim", "input_length")


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape keywords of a layer call and the argument of `Input` that says the same."""

    form: ShapeForm
    keywords: tuple[ast.keyword, ...]
    """Those that go; none of an `Embedding` that says nothing and is the first layer (`implicit`)."""
    argument: str
    """`batch_shape=(1, 10, 3)`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done about the shape keywords of one layer call."""

    call: ast.Call
    shape: Shape
    placement: Placement
    operations: tuple[Operation, ...] = ()
    reason: str = ""
    applicability: Applicability = Applicability.SAFE
    proof: tuple[str, ...] = ()
    """What becomes of the layer, and where."""

    @property
    def keyword(self) -> ast.keyword:
        """The keyword that names the construct."""
        return next((k for k in self.shape.keywords if k.arg == self.shape.form), self.shape.keywords[0])

    @property
    def node(self) -> ast.keyword | ast.Call:
        """The keyword, or the call where there is none."""
        return self.keyword if self.shape.keywords else self.call


@per_module
def decisions(module: Module) -> list[Decision]:
    """A decision for every call in the module that gives a layer a static input shape which Keras 3 does not take."""
    found = []
    for call in module.calls:
        keywords = {k.arg: k for k in call.keywords if k.arg in _SHAPE_KEYWORDS}
        fact = module.facts.layers.get(call)
        if (keywords or fact is not None) and call not in module.facts.inputs:
            if fact is None:
                decision = _unreached(module, call, keywords)
            else:
                shape = read_shape(module, call, fact)
                decision = _decide(module, fact, shape) if shape is not None else None
            if decision is not None:
                found.append(decision)
    return found


def read_shape(module: Module, call: ast.Call, fact: LayerFact) -> Shape | None:
    """The shape keywords of a layer call that Keras 3 refuses; None where it takes what is there."""
    own = _own_parameters(module, fact)
    keywords = {k.arg: k for k in call.keywords if k.arg in _SHAPE_KEYWORDS and k.arg not in own}
    classes = fact.short_classes
    if "InputLayer" in classes:
        return None
    embedding = "Embedding" in classes
    if embedding:
        keywords.pop("input_dim", None)  # the size of the vocabulary
    text = {name: module.source.one_line(module.source.segment(k.value)) for name, k in keywords.items()}
    if "batch_input_shape" in keywords:
        return Shape("batch_input_shape", tuple(keywords.values()), f"batch_shape={text['batch_input_shape']}")
    recurrent = bool(classes & _SEQUENCE_LAYERS)
    if fact.opaque_callee or not classes:
        return None  # what is not known to be a Keras layer may have arguments of these names
    if classes == {"Embedding"} and "input_shape" not in keywords and "batch_size" not in keywords:
        return _embedding_shape(module, fact, keywords, text)
    if classes <= _SHAPELESS_LAYERS and keywords and "batch_size" not in keywords:
        shape = text["input_shape"] if "input_shape" in keywords else f"({text.get('input_dim', 'None')},)"
        return Shape("input_shape", tuple(keywords.values()), f"shape={shape}")
    own_class = any(c.startswith(".") for c in fact.classes)
    if keywords.keys() == {"batch_size"} and not embedding and not own_class:
        return Shape("batch_size", tuple(keywords.values()), "")
    if "batch_size" in keywords:
        if own_class and "input_shape" not in keywords:
            return None
        rest = _dimensions(keywords, text, recurrent=recurrent, embedding=embedding)
        return Shape("batch_size", tuple(keywords.values()), f"batch_shape=({text['batch_size']}, {rest})")
    if recurrent and "input_shape" not in keywords and ("input_dim" in keywords or "input_length" in keywords):
        rest = _dimensions(keywords, text, recurrent=True, embedding=False)
        return Shape("input_dim", tuple(keywords.values()), f"shape=({rest})")
    return None


def _own_parameters(module: Module, fact: LayerFact) -> set[str]:
    """The parameters that constructors of the project's own layer classes take: they need not be those of Keras."""
    names = {c[1:] for c in fact.classes if c.startswith(".")}
    if not names:
        return set()
    infos = [info for name in names for info in _classes_of(module.program).get(name, ())]
    nodes = [method.node for info in infos if (method := info.method("__init__")) is not None]
    return {a.arg for node in nodes for a in (*node.args.args, *node.args.kwonlyargs)}


@per_program
def _classes_of(program: Program) -> dict[str, list[ClassInfo]]:
    """The classes of the program by their names."""
    found: dict[str, list[ClassInfo]] = {}
    for part in program.modules:
        for info in part.facts.classes:
            found.setdefault(info.node.name, []).append(info)
    return found


def _embedding_shape(
    module: Module, fact: LayerFact, keywords: dict[str, ast.keyword], text: dict[str, str]
) -> Shape | None:
    """What an `Embedding` of Keras 2 (`__init__`) took as its input: the length, or any length where none is given."""
    if "input_length" in keywords:
        return Shape("input_length", tuple(keywords.values()), f"shape=({text['input_length']},)")
    first = bool(fact.uses) and all(use.kind == "first" for use in fact.uses)
    hidden = fact.open_keywords or fact.unpacked & set(_SHAPE_KEYWORDS) or len(fact.node.args) > _EMBEDDING_FIRST
    if first and not hidden and _implied(module, fact) is not None:
        return Shape("implicit", (), "shape=(None,)")
    return None


def _implied(module: Module, fact: LayerFact) -> Applicability | None:
    """Whether a Sequential that begins with an `Embedding` is asked for what it has only once its shape is known.

    Safe where all its layers take inputs of any length. A model that Keras 2 refuses to build so, because a stateful
    layer needs the size of the batch or a `Flatten` the length, was written for Keras 3, where it waits for its input.
    """
    asked = [r for a, receivers in module.facts.receivers.items() if a.attr in _NEEDS_SHAPE for r in receivers]
    found = {_any_length(receiver.record, fact) for receiver in asked if receiver.flavour == "sequential"}
    return next((verdict for verdict in (Applicability.SAFE, Applicability.UNSAFE) if verdict in found), None)


def _any_length(model: ModelRecord | None, fact: LayerFact) -> Applicability | None:
    """Whether a Sequential takes inputs of any length; None where it does not, or does not begin with the layer."""
    if model is None or model.layers is None:
        return None if model is not None and model.stateful else Applicability.UNSAFE
    classes = {c.rsplit(".", 1)[-1] for layer in model.layers if isinstance(layer, LayerValue) for c in layer.classes}
    if model.layers[:1] and model.layers[0] not in fact.values:
        return None
    if model.stateful is not False or model.maybe_stateful or "Flatten" in classes:
        return None
    known = all(isinstance(layer, LayerValue) and layer.classes for layer in model.layers)
    return Applicability.SAFE if known and classes <= _ANY_LENGTH else Applicability.UNSAFE


def _dimensions(keywords: dict[str, ast.keyword], text: dict[str, str], *, recurrent: bool, embedding: bool) -> str:
    """The dimensions behind the batch: `10, 3`, or `*shape` where the shape is not written out."""
    if "input_shape" in keywords:
        value = keywords["input_shape"].value
        if isinstance(value, (ast.Tuple, ast.List)):
            inner = text["input_shape"].strip()
            body = inner[1:-1].strip() if inner[:1] in "([" else inner
            return body.rstrip(",").rstrip()
        weak = (ast.IfExp, ast.BoolOp, ast.Compare, ast.Lambda, ast.UnaryOp, ast.NamedExpr)
        return f"*({text['input_shape']})" if isinstance(value, weak) else f"*{text['input_shape']}"
    length = text.get("input_length", "None")
    if embedding:
        return length
    if recurrent:
        return f"{length}, {text.get('input_dim', 'None')}"
    return text.get("input_dim", length)


def _unreached(module: Module, call: ast.Call, keywords: dict[str, ast.keyword]) -> Decision | None:
    """A call that the analysis never reached, or whose callee takes the keyword as its own."""
    if "batch_input_shape" not in keywords or not module.imports_keras:
        return None
    if not _may_be_layer(module, call):
        return None
    shape = Shape("batch_input_shape", (keywords["batch_input_shape"],), "")
    return Decision(call, shape, "review", (), "the analysis does not reach this call", Applicability.REVIEW)


def _may_be_layer(module: Module, call: ast.Call) -> bool:
    """Whether a callee could be a layer class: not a function or class of the file with a parameter of that name."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    defined = module.definitions.get(name, [])
    if defined:
        return isinstance(defined[0], ast.ClassDef) and not _takes(defined[0], "batch_input_shape")
    return name != "dict"


def _takes(node: ast.ClassDef, parameter: str) -> bool:
    return any(
        isinstance(f, ast.FunctionDef)
        and f.name == "__init__"
        and any(a.arg == parameter for a in (*f.args.args, *f.args.kwonlyargs))
        for f in node.body
    )


def _decide(module: Module, fact: LayerFact, shape: Shape) -> Decision:
    call = fact.node
    custom = next((c for c in fact.classes if c.startswith(".")), None)
    if custom is not None and _own_parameter(module, custom[1:], shape):
        return _review(call, shape, f"`{custom[1:]}` takes `{shape.form}` itself")
    kinds = {use.kind for use in fact.uses}
    if "unknown" in kinds:
        return _review(call, shape, "the layer is handed to code that is not in view")
    if not kinds:
        return _review(call, shape, "the analysis does not see what becomes of the layer")
    placed = [u for u in fact.uses if u.kind in {"first", "maybe-first"}]
    if not placed or not shape.argument:
        if fact.opaque_callee:
            return _review(call, shape, f"`{ast.unparse(call.func)}` is not known to be a layer class")
        removals = tuple(RemoveArgument(call, k) for k in shape.keywords)
        reason = _why_unused(kinds) if not placed else "without a shape it says nothing"
        return Decision(call, shape, "unused", removals, reason, proof=_proof(fact.uses))
    return _place(module, fact, shape, placed)


def _own_parameter(module: Module, name: str, shape: Shape) -> bool:
    classes = [n for n in module.definitions.get(name, []) if isinstance(n, ast.ClassDef)]
    return any(_takes(c, k.arg) for c in classes for k in shape.keywords if k.arg)


def _why_unused(kinds: set[UseKind]) -> str:
    if kinds == {"applied"}:
        return "called on a tensor, whose shape counts"
    if kinds == {"inner"}:
        return "inside a wrapper, which takes its shape from the outside"
    return "not the first layer of its model"


def _place(module: Module, fact: LayerFact, shape: Shape, placed: list[LayerUse]) -> Decision:
    call = fact.node
    elsewhere = next((use.spot for use in placed if not module.owns(use.site)), None)
    if elsewhere is not None:
        return _review(call, shape, f"the layer is added to its model in another file, at {elsewhere}")
    if not all(use.portable for use in placed):
        return _review(call, shape, "the names in its shape do not mean the same where the layer is added")
    spelling = spell_input(module, call)
    if spelling is None:
        return _review(call, shape, "the file gives no name for `keras.Input`")
    text = f"{spelling.text}({shape.argument}{_copied_arguments(module, call, fact)})"
    comment = _moving_comment(module, shape)
    removals = [RemoveArgument(call, k, comment_moves=bool(comment)) for k in shape.keywords]
    operations: list[Operation] = [*removals, *spelling.operations]
    guarded = False
    for site in {(id(u.site), id(u.argument)): u for u in placed}.values():
        kinds = {u.kind for u in fact.uses if u.site is site.site} | module.facts.placements.get(site.site, set())
        if not _only_shape_here(module, fact, site.site, text):
            return _review(call, shape, "other layers, without this shape, may be added at the same place")
        operation = _insertion(module, fact, site, text, comment, certain=kinds == {"first"})
        if operation is None:
            return _review(call, shape, "there is no place for a statement in front of it")
        guarded = guarded or kinds != {"first"}
        operations.append(operation)
    applicability = Applicability.UNSAFE if fact.opaque_callee else Applicability.SAFE
    if shape.form == "implicit":
        applicability = _implied(module, fact) or Applicability.UNSAFE
    placement: Placement = "guarded" if guarded else "first"
    return Decision(call, shape, placement, tuple(operations), applicability=applicability, proof=_proof(fact.uses))


def _proof(uses: list[LayerUse]) -> tuple[str, ...]:
    """The uses of a layer, for a person."""
    words: dict[UseKind, str] = {
        "first": "the first layer of its model",
        "maybe-first": "perhaps the first layer of its model",
        "later": "not the first layer of its model",
        "applied": "called on a tensor",
        "inner": "wrapped by another layer",
    }
    return tuple(dict.fromkeys(f"{words[use.kind]} at {use.spot}" for use in uses if use.kind in words and use.spot))


def _insertion(
    module: Module, fact: LayerFact, use: LayerUse, text: str, comment: str, *, certain: bool
) -> Operation | None:
    site = use.site
    if isinstance(site, ast.Call) and isinstance(site.func, ast.Attribute) and site.func.attr in {"add", "append"}:
        if not module.is_statement(site) or not _can_be_repeated(use, site.func):
            return None
        receiver = module.source.one_line(module.source.segment(site.func.value))
        line = f"{receiver}.{site.func.attr}({text})"
        if site.func.attr == "append" and not (certain and _is_for_model_only(module, use, site.func.value)):
            return _in_argument(module, fact, use, text) if certain else None
        if certain:
            return InsertStatements(module.statement(site), (line,), comment)
        return InsertStatements(module.statement(site), (f"if not {receiver}.layers:", f"    {line}"), comment)
    if not certain:
        return None
    if use.container is not None and (use.container is use.argument or _is_for_model_only(module, use, use.container)):
        return InsertElement(use.container, text, comment)
    return _in_argument(module, fact, use, text)


def _can_be_repeated(use: LayerUse, method: ast.Attribute) -> bool:
    """Whether `method` adds to the same model again: not `super().add`, the `add` of all layers of a class."""
    is_super = isinstance(method.value, ast.Call) and ast.unparse(method.value.func) == "super"
    return method.attr != "add" or (use.receiver is not None and not is_super)


def _is_for_model_only(module: Module, use: LayerUse, layers: ast.expr) -> bool:
    """Whether a list of layers has no other reader than the Sequential that is made of it.

    An `Input` in the list would be one more item for all who count, index or go through it.
    """
    parent = module.parents.get(layers)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        layers = parent.targets[0]
    if not isinstance(layers, ast.Name):
        return False
    return all(
        node is use.argument or _is_append(module, node)
        for node in module.nodes
        if isinstance(node, ast.Name) and node.id == layers.id and isinstance(node.ctx, ast.Load)
    )


def _is_append(module: Module, node: ast.AST) -> bool:
    method = module.parents.get(node)
    return isinstance(method, ast.Attribute) and method.attr in {"append", "extend"}


def _in_argument(module: Module, fact: LayerFact, use: LayerUse, text: str) -> Operation | None:
    """`Sequential(layers)` becomes `Sequential([Input(...), *layers])`, which leaves the list what it was."""
    readable = (ast.Name, ast.Attribute, ast.Subscript)
    if use.argument is None or not module.owns(use.argument) or not isinstance(use.argument, readable):
        return None
    if module.facts.placements.get(use.argument) != {"first"}:
        return None
    if not _only_shape_here(module, fact, use.argument, text):
        return None
    return ReplaceExpression(use.argument, f"[{text}, *{module.source.segment(use.argument)}]")


def _only_shape_here(module: Module, fact: LayerFact, site: ast.AST, text: str) -> bool:
    """Whether all that may come first at a site, or in an argument, is layers that bring the same shape."""
    if "unknown" in module.facts.placements.get(site, ()):
        return False
    for node, facts in module.facts.arrivals.get(site, {}).items():
        other = facts.layers[node]
        if other is fact:
            continue
        if not module.owns(node):
            return False
        shape = read_shape(module, other.node, other)
        spelling = spell_input(module, other.node) if shape is not None else None
        if shape is None or spelling is None:
            return False
        if f"{spelling.text}({shape.argument}{_copied_arguments(module, other.node, other)})" != text:
            return False
    return True


def _copied_arguments(module: Module, call: ast.Call, fact: LayerFact) -> str:
    """What Keras 2 copied from a layer to its input: a literal dtype; the name `<layer>_input` where it is used."""
    copied = ""
    for keyword in call.keywords:
        value = keyword.value
        literal = isinstance(value, ast.Constant) and isinstance(value.value, str) and "mixed" not in value.value
        if keyword.arg == "dtype" and (literal or (isinstance(value, ast.Attribute) and value.attr in _DTYPES)):
            copied += f", dtype={module.source.segment(value)}"
    name = _input_name(module, call, fact)
    return copied + (f', name="{name}"' if name else "")


def _input_name(module: Module, call: ast.Call, fact: LayerFact) -> str | None:
    given = next((k.value for k in call.keywords if k.arg == "name"), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        name = f"{given.value}_input"
    elif given is None and len(fact.short_classes) == 1:
        name = f"{_snake_case(next(iter(fact.short_classes)))}_input"
    else:
        return None
    return name if name in module.strings else None


def _snake_case(name: str) -> str:
    """Keras' automatic layer names (2.15 `backend.py`, `to_snake_case`): `ConvLSTM2D` -> `conv_lstm2d`."""
    import re

    partly = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", partly).lower()


def _moving_comment(module: Module, shape: Shape) -> str:
    """The comment behind a shape keyword that has its line to itself: it goes where the shape goes."""
    for keyword in shape.keywords:
        start, end = module.source.span(keyword)
        comment = module.source.trailing_comment(end)
        if comment and module.source.begins_line(start):
            return comment
    return ""


def _review(call: ast.Call, shape: Shape, reason: str) -> Decision:
    return Decision(call, shape, "review", (), reason, Applicability.REVIEW)
