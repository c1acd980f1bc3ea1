"""What the analysis found out about one module: the questions that rules may ask, and the answers.

Facts are recorded for every context in which a piece of code runs; a rule sees all of them and may act only where
they agree.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from migrator.analysis.values import ClassInfo, LayerValue, ModelRecord, Spot, Tri, Value

UseKind = Literal["first", "maybe-first", "later", "applied", "inner", "unknown"]


@dataclass(frozen=True, slots=True)
class LayerUse:
    """One way in which a layer object is used.

    `first`: the first layer of a Sequential that has no input yet; `maybe-first`: on some paths; `later`: not first;
    `applied`: called on a tensor; `inner`: wrapped by another layer; `unknown`: handed to code out of view.
    `site` is the `add` or `append` call, or the element of a list; `container` that list or tuple.
    """

    kind: UseKind
    site: ast.AST
    receiver: ast.expr | None = None
    container: ast.List | ast.Tuple | None = None
    argument: ast.expr | None = None
    """The argument by which a Sequential was given the list."""
    portable: bool = True
    """Whether the layer's shape arguments mean the same at `site`."""
    spot: Spot | None = None
    """Where `site` stands: it may be in another module than the layer."""


@dataclass(slots=True)
class LayerFact:
    """A call that makes a layer, and all the uses that were seen of the object."""

    node: ast.Call
    values: set[LayerValue] = field(default_factory=set)
    uses: list[LayerUse] = field(default_factory=list)
    unpacked: set[str] = field(default_factory=set)
    """Keywords that reach the call through `**` or `functools.partial`."""
    activations: set[tuple[str, str]] = field(default_factory=set)
    """The activation arguments and what they name, where that is known: `("recurrent_activation", "sigmoid")`."""
    stacked: bool = False
    """An RNN over a list of cells."""
    unsized: bool = False
    """In some context, what it is called on has no batch size: the input says None."""
    open_keywords: bool = False
    """`**` of a mapping whose keys are not known."""
    opaque_callee: bool = False
    """The called thing is not known to be a Keras layer class; it is used as a layer."""

    @property
    def classes(self) -> frozenset[str]:
        """Every canonical class that the call may make."""
        return frozenset().union(*(v.classes for v in self.values))

    @property
    def short_classes(self) -> frozenset[str]:
        """The bare class names: `LSTM`."""
        return frozenset(c.rsplit(".", 1)[-1] for c in self.classes)


ReceiverKind = Literal[
    "model",
    "layer",
    "metric",
    "optimizer",
    "callback",
    "history",
    "logs",
    "tensor",
    "shape",
    "instance",
    "foreign",
    "none",
    "super-model",
    "super-metric",
    "unknown",
]
"""`history` is what `fit` returns, `logs` its `history` dict; `tensor` is symbolic (surely where the flavour says so),
`shape` the shape of one; `foreign` is not Keras' at all."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """What the object before a method name is, in one context."""

    kind: ReceiverKind
    flavour: str = ""
    stateful: Tri = None
    nested: Tri = None
    layer_class: str | None = None
    own_method: bool = False
    """The object's class is in view and defines the method itself."""
    why: str = ""
    proof: tuple[str, ...] = ()
    record: ModelRecord | None = field(default=None, repr=False)
    """What is known of a model; of the model that a history or its logs are of."""
    layer: LayerValue | None = field(default=None, repr=False)
    """The layer, where the receiver is one that Keras defines."""


@dataclass(frozen=True, slots=True)
class RunCall:
    """One context of a `fit`, `evaluate` or `predict` call on a model."""

    method: str
    """The method; the call may be of a name that stands for it."""
    model: Receiver
    data: str | None
    """`array`, `dataset`, `generator`, `sequence`, or None where not known."""
    has_targets: bool
    length: Value | None
    """The number of samples of the input where it is known."""
    batch: Value | None
    """The model's static batch size; None where it has none."""
    spelling: str | None
    """An expression that is the model's batch size at this place; None where there is none."""
    given_batch: Value | None
    given_shuffle: Value | None
    open_arguments: bool
    """`*args` or `**kwargs` that the analysis cannot see into."""
    has_batch: bool
    has_shuffle: bool
    maybe_stateful: bool = False
    has_input: bool = False
    """The model is known to have an input, so that `inputs[0]` exists."""


@dataclass(frozen=True, slots=True)
class Application:
    """One context of a call that gives a layer or model more than one positional argument."""

    kind: Literal["layer", "instance", "model", "unknown", "other"]
    """A layer of Keras, a layer or model of a class of the project, another model; `other` is none of them."""
    called: Value
    arguments: tuple[Value, ...]
    """The positional arguments."""


@dataclass(slots=True)
class CallbackFact:
    """One of Keras' own callbacks, made in one context."""

    models: list[ModelRecord | None] = field(default_factory=list)
    """The models whose training it is given to, as they were then; None for one of which nothing is known."""


@dataclass(slots=True)
class ModuleFacts:
    """The facts of one module."""

    layers: dict[ast.Call, LayerFact] = field(default_factory=dict)
    inputs: set[ast.Call] = field(default_factory=set)
    """Calls of `keras.Input`."""
    receivers: dict[ast.Attribute, list[Receiver]] = field(default_factory=dict)
    """What stands before the watched methods and attributes (`keras_api.names`), read or set."""
    subscripts: dict[ast.Subscript, list[Receiver]] = field(default_factory=dict)
    """What stands before a subscript that is the `logs` of a training."""
    symbols: dict[ast.expr, set[str]] = field(default_factory=dict)
    """The canonical Keras and TensorFlow symbols that a name or dotted name stands for; "" where it may be another
    thing. `sole_symbol` asks for the one."""
    callees: dict[ast.Call, set[str]] = field(default_factory=dict)
    """The canonical Keras and TensorFlow symbols that a call calls; "" where it may call another thing."""
    symbolic_calls: set[ast.Call] = field(default_factory=set)
    """Calls of these symbols and of watched methods that are given a symbolic tensor, in some context."""
    applied: dict[ast.Call, list[Receiver]] = field(default_factory=dict)
    """What is called where a layer or model is called on a list."""
    named: dict[ast.Call, list[Receiver]] = field(default_factory=dict)
    """What the object is of which `hasattr`, `getattr` or `setattr` ask for a watched name, given as a constant."""
    method_callers: dict[ast.Call, str] = field(default_factory=dict)
    """Calls of `operator.methodcaller` with the name of a watched method."""
    runs: dict[ast.Call, list[RunCall]] = field(default_factory=dict)
    doubtful_runs: set[ast.Call] = field(default_factory=set)
    """Calls of `fit`, `evaluate`, `predict` whose receiver may be something else than a known model."""
    arguments: dict[ast.expr, list[Value]] = field(default_factory=dict)
    """What the arguments stand for, of calls of Keras symbols and of watched methods, in each context."""
    unpacked: dict[ast.Call, set[str]] = field(default_factory=dict)
    """The keywords that reach a call of a Keras symbol through `**`, as far as they are known."""
    applications: dict[ast.Call, list[Application]] = field(default_factory=dict)
    """Layers and models that are called with more than one positional argument; and calls of what is not known, where
    one of the arguments is written `training`."""
    callbacks: dict[ast.Call, list[CallbackFact]] = field(default_factory=dict)
    """Keras' own callbacks, by the calls that make them."""
    fed: dict[ast.AST, set[str]] = field(default_factory=dict)
    """The generator functions from whose generators models draw, with the methods that do."""
    classes: list[ClassInfo] = field(default_factory=list)
    star_importers: list[ast.Module] = field(default_factory=list)
    """The modules of the program that import all names of this one."""
    taken: set[str] = field(default_factory=set)
    """The names of this module that other modules of the program use."""
    program_is_stateful: bool = False
    """Whether a module of the program makes a stateful layer."""
    keras_calls: set[ast.Call] = field(default_factory=set)
    """Calls of a Keras symbol, or of a method of a Keras object."""

    arrivals: dict[ast.AST, dict[ast.Call, ModuleFacts]] = field(default_factory=dict)
    """For each place that adds a layer, and each argument that is a list of layers: those that may be the first there,
    and the facts of the modules that make them."""
    placements: dict[ast.AST, set[UseKind]] = field(default_factory=dict)
    """For each such place: how what is added there is used, whatever it is. `unknown`: something may be the first there
    that is not among the arrivals, or nothing."""

    def add_receivers(self, node: ast.Attribute, found: list[Receiver]) -> None:
        """Record what `node.value` is in one more context."""
        known = self.receivers.setdefault(node, [])
        known += [r for r in found if r not in known]

    def sole_symbol(self, node: ast.expr) -> str | None:
        """The one symbol that an expression stands for, or that a call calls, in every context that was seen."""
        found = self.callees.get(node, set()) if isinstance(node, ast.Call) else self.symbols.get(node, set())
        return next(iter(found)) or None if len(found) == 1 else None

    def add_use(self, node: ast.Call, use: LayerUse) -> None:
        """Record one more use of the layer made by `node`."""
        fact = self.layers.setdefault(node, LayerFact(node))
        if use not in fact.uses:
            fact.uses.append(use)
