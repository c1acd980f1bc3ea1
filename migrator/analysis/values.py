"""What an expression is known to be. Unknown is a first-class answer, and joins at branches are explicit.

Values are immutable. What a program mutates (a model being built, a list, an object) is a `Ref` whose record lives in
the interpreter's heap, so that branches can be followed apart and joined.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from migrator.analysis.facts import ModuleFacts
else:

    def dataclass(*, frozen: bool = False, eq: bool = True, **options: bool) -> Callable[[type], type]:
        """The same classes, which only the type checker holds to be frozen: objects are made in a third of the time."""
        return dataclasses.dataclass(eq=eq, unsafe_hash=frozen and eq, **options)


Tri = bool | None
"""Yes, no, or not known."""

MAX_ALTERNATIVES = 16
MAX_ITEMS = 64
"""Longer list literals are lists of unknown items: tables of data, not layers."""


def either(a: Tri, b: Tri) -> Tri:
    """Kleene's `or`: yes if one is, no if both are not, else not known."""
    if a or b:
        return True
    return False if a is False and b is False else None


def agree(a: Tri, b: Tri) -> Tri:
    """The join of two answers: what both say, else not known."""
    return a if a == b else None


K = TypeVar("K")
V = TypeVar("V")
_ABSENT: Any = object()


class Store(dict[K, V]):
    """A dict that can go back to an earlier state: what changes is noted, so that a branch costs what it changes."""

    __slots__ = ("_logs",)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._logs: list[dict[K, V]] = []

    def __setitem__(self, key: K, value: V) -> None:
        if self._logs:
            log = self._logs[-1]
            if key not in log:
                log[key] = self.get(key, _ABSENT)
        super().__setitem__(key, value)

    def discard(self, key: K) -> None:
        """Forget a key, if it is there."""
        if key in self:
            if self._logs and key not in self._logs[-1]:
                self._logs[-1][key] = self[key]
            del self[key]

    @property
    def level(self) -> int:
        """How many states there are to go back to."""
        return len(self._logs)

    def begin(self) -> None:
        """From here on, note what changes."""
        self._logs.append({})

    def changes(self, level: int) -> dict[K, V]:
        """What has changed since the state of that level, as it is now. Keys that are gone are left out."""
        logs = self._logs[level:]
        keys = logs[0] if len(logs) == 1 else dict.fromkeys(key for log in logs for key in log)
        return {key: self[key] for key in keys if key in self}

    def rewind(self, *, keep_new: bool = False) -> dict[K, V]:
        """Go back to the state of the last `begin`; with `keep_new`, keys that were not there then stay.

        What has changed since is returned, as `changes` would.
        """
        changed: dict[K, V] = {}
        for key, old in self._logs.pop().items():
            if key in self:
                changed[key] = self[key]
            if old is not _ABSENT:
                super().__setitem__(key, old)
            elif not keep_new:
                self.pop(key, None)
            elif self._logs:
                self._logs[-1].setdefault(key, _ABSENT)
        return changed

    def before(self) -> dict[K, V]:
        """What has changed since the last `begin`, as it was before. Keys that were not there are left out."""
        return {key: old for key, old in self._logs[-1].items() if old is not _ABSENT}

    def commit(self) -> None:
        """Forget the last `begin` and keep what changed."""
        log = self._logs.pop()
        if self._logs:
            for key, old in log.items():
                self._logs[-1].setdefault(key, old)


class Value:
    """Base of all values. Two are the same only if they are one object, unless a subclass says otherwise."""

    __slots__ = ()


DataKind = Literal[
    "array",
    "dataset",
    "generator",
    "sequence",
    "metric",
    "optimizer",
    "schedule",
    "callback",
    "history",
    "logs",
    "model",
    "config",
    "number",
    "shape",
    "foreign",
]
"""What an opaque value is all the same; `foreign` is an object of a library that is not Keras."""


class Spot(NamedTuple):
    """A place for a person to look at: the file as the report names it, and the line."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(eq=False, slots=True)
class Opaque(Value):
    """A value that the analysis cannot compute. The object itself is its identity: the same object is the same value.

    `kind` says what is known of it all the same. `length` is its number of samples along the first axis.
    `stable` is false for a join of values: two reads of it need not be the same at run time.
    """

    why: str = ""
    kind: DataKind | None = None
    length: Value | None = None
    stable: bool = True
    nonzero: Tri = None
    """Whether an integer is known not to be zero: a loop index after the first turn; False: in the first turn."""
    parent: Value | None = None
    """What the value was read from, as an attribute or item."""
    source: Value | None = None
    """The model whose configuration this is, or whose training (`kind` is `config`, `history` or `logs`)."""
    trained: ModelRecord | None = None
    """What that model was when it was trained."""
    function: FunctionValue | None = None
    """The generator function of which this is a generator."""
    element: Value | None = None
    """What a generator expression yields."""
    rate: Value | None = None
    """The learning rate that an optimizer is given."""
    spot: Spot | None = None
    """Where the value first came up; noted once, by the interpreter."""

    expression: ast.expr | None = None
    """The expression whose value this is, where `why` does not say it."""

    def copy(self) -> Opaque:
        """Another value of which as much is known."""
        return Opaque(*_state(self))

    @property
    def reason(self) -> str:
        """Why nothing is known, and where that began."""
        why = self.why or (f"`{ast.unparse(self.expression)}`" if self.expression is not None else "")
        return f"{why} at {self.spot}" if self.spot is not None and why else why


_state = attrgetter(*(f.name for f in dataclasses.fields(Opaque)))


@dataclass(frozen=True, eq=False, slots=True)
class Const(Value):
    """A constant. `origin` is the name it was bound to first, or the place of its literal."""

    value: object
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a constant comes from: a bound `name`, or (no name) a literal in the code of `frame`."""

    name: str | None
    frame: ast.AST
    spot: Spot


@dataclass(frozen=True, slots=True)
class Symbol(Value):
    """An imported name by its canonical dotted path: `keras.layers.LSTM`, `numpy.zeros`."""

    path: str

    @property
    def is_keras(self) -> bool:
        return self.path.startswith("keras") and (self.path == "keras" or self.path.startswith("keras."))

    @property
    def is_watched(self) -> bool:
        """Whether rules may ask for it: a name of Keras or TensorFlow."""
        return self.path.startswith(("keras", "tensorflow")) and self.path.split(".", 1)[0] in {"keras", "tensorflow"}


@dataclass(frozen=True, eq=False, slots=True)
class TupleValue(Value):
    """A tuple, or the argument list of one, item by item."""

    items: tuple[Value, ...]
    nodes: tuple[ast.expr, ...] = ()
    open: bool = False
    """Whether items that are not known follow."""


@dataclass(frozen=True, slots=True)
class LayerValue(Value):
    """A layer object, named by the call that makes it.

    `classes` are the canonical classes that it may be; empty where the class is not known.
    `shape_names` holds what each name in its shape arguments stood for at that call.
    """

    node: ast.AST
    classes: frozenset[str] = frozenset()
    stateful: Tri = False
    wraps: tuple[Value, ...] = ()
    shape_names: tuple[tuple[str, Value], ...] = field(default=(), compare=False)
    batch: Value | None = field(default=None, compare=False)
    """The batch dimension of its static shape argument, if it has one."""
    batch_node: ast.expr | None = field(default=None, compare=False)
    spot: Spot | None = field(default=None, compare=False)
    facts: ModuleFacts | None = field(default=None, compare=False, repr=False)
    """The facts of the module that makes it."""
    info: ClassInfo | None = field(default=None, compare=False, repr=False)
    """Its class, where that is one of the project."""

    @property
    def short_class(self) -> str | None:
        """The bare class name where it is known: `LSTM`."""
        return next(iter(self.classes)).rsplit(".", 1)[-1] if len(self.classes) == 1 else None


@dataclass(frozen=True, slots=True)
class TensorValue(Value):
    """A symbolic tensor: the layers and models that it has passed through, and the batch dimension it began with."""

    sources: frozenset[Value] = frozenset()
    batch: Value | None = None
    batch_node: ast.expr | None = None
    complete: bool = True
    """False where something unknown lies between the inputs and this tensor."""
    symbolic: bool = True
    """Whether it is sure to be symbolic; a layer that is called on what is not known may give numbers as well."""
    maker: Value | None = None
    """The layer or model that it comes out of, and nothing else came upon it."""


@dataclass(eq=False, slots=True)
class ModuleInfo:
    """A module of the project: its tree, its names, and what is found out about its code."""

    path: str
    """As the report names it; empty for a folder without `__init__.py` (a namespace package)."""
    tree: ast.Module
    facts: ModuleFacts
    place: str = ""
    """The real path of the file, or of the folder, by which importing modules find it."""
    frame: Frame = field(init=False)
    state: Literal["new", "running", "done"] = "new"
    names: dict[str, Value] = field(default_factory=dict)
    """Its names as they were when it had run."""
    objects: dict[Ref, Record] = field(default_factory=dict)
    """The objects that it made, as they were then."""
    effects: dict[Ref, tuple[Record, Record]] = field(default_factory=dict)
    """The objects of others that it changed: as they were before, and as they were then."""
    brings: dict[ModuleInfo, None] = field(default_factory=dict)
    """The modules that it imports, and those that they do."""
    seen_in_part: dict[str, Value] = field(default_factory=dict)
    """Where it is imported while it runs: the join of all that each of its names ever stands for."""
    marker: Opaque = field(default_factory=lambda: Opaque("the module"))
    _spots: dict[int, Spot] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.frame = Frame(self.tree, module=self)

    def spot(self, line: int) -> Spot:
        """A line of it."""
        found = self._spots.get(line)
        if found is None:
            found = self._spots[line] = Spot(self.path, line)
        return found


@dataclass(frozen=True, eq=False, slots=True)
class ModuleValue(Value):
    """A module of the project, imported."""

    info: ModuleInfo


@dataclass(eq=False, slots=True)
class Frame:
    """The names of one running module, class body or function."""

    node: ast.AST
    parent: Frame | None = None
    module: ModuleInfo = None  # type: ignore[assignment]  # its parent's, where it has one
    names: Store[str, Value] = field(default_factory=Store)
    """What each name stands for at the present point of the program."""
    ever: dict[str, Value] = field(default_factory=dict)
    """The join of all that each name ever stood for: what a function that runs later may see."""
    given: dict[str, Value] = field(default_factory=dict)
    """The arguments of the call that runs this function."""
    is_seen: bool = True
    """Whether code inside may read its names: that of a function without functions and classes of its own may not."""
    running: bool = True
    owner: ClassInfo | None = None
    """The class whose body or method this is."""
    function: FunctionValue | None = None
    """The function that runs."""
    globals: dict[str, Frame] = field(default_factory=dict)
    """The frame of each name that is declared `global` or `nonlocal`."""
    outside: dict[str, Value] = field(default_factory=dict)
    """What other code may bind its names to at any time."""
    stars: list[str] = field(default_factory=list)
    """Modules that were star-imported."""
    returns: list[Value] = field(default_factory=list)
    level: int = 0
    """The heap's level when the function began."""
    return_heaps: list[dict[Ref, Record]] = field(default_factory=list)
    """For each `return` and `yield`, what had become of the objects that the function changed."""
    exits: list[LoopExits] = field(default_factory=list)
    """For each enclosing loop, the states at its `break` and `continue` statements."""
    finals: list[Final] = field(default_factory=list)
    """For each enclosing `try` with a `finally`, and each `with` whose end is in view, the ways that leave it."""
    yields: list[Value] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.module = self.parent.module


Change = tuple[dict[str, "Value"], dict["Ref", "Record"]]
"""What a piece of code changed: names of the running frame, and objects."""


@dataclass(eq=False, slots=True)
class LoopExits:
    """The levels at which a turn of a loop began, and the changes up to each `continue` and `break`."""

    names: int
    heap: int
    continued: list[Change] = field(default_factory=list)
    broken: list[Change] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Final:
    """The levels at which a block began that has a last word, the loops around it, and what leaves it by `return`,
    `break` or `continue`: how to go on behind the last word, and the changes up to there."""

    names: int
    heap: int
    loops: int
    left: list[tuple[Callable[[], object], Change]] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class FunctionValue(Value):
    """A function or lambda of the file, and the frame in which it was defined."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    owner: ClassInfo | None = None
    defaults: tuple[tuple[str, Value], ...] = ()
    """The default values of its parameters, as they were where it was defined."""


@dataclass(frozen=True, eq=False, slots=True)
class BoundMethod(Value):
    """`receiver.name`, not called yet. `function` is the project's method where it has one."""

    receiver: Value
    name: str
    node: ast.Attribute
    function: FunctionValue | None = None


@dataclass(frozen=True, eq=False, slots=True)
class PartialValue(Value):
    """`functools.partial(function, ...)`."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Turn:
    """A turn of a loop that stands for many: any but the first, or any of a comprehension."""

    loop: ast.AST
    number: int
    """The second turn (1) is told from those that find what it made (2)."""


Path = tuple[ast.AST | Turn, ...]
"""The calls that are being followed, outermost first, and the turns of loops between them."""

Place = tuple[ast.AST, Path]
"""A node and the calls and turns through which it was reached."""


def turns_of(path: Path) -> tuple[Turn, ...]:
    """The turns on a path: what is made there is one of many."""
    return tuple(step for step in path if isinstance(step, Turn))


def of_any_turn(path: Path) -> Path:
    """A path without what tells the later turns of a loop apart."""
    return tuple(step.loop if isinstance(step, Turn) else step for step in path)


Site = tuple[Place, Place | None]
"""Where an attribute is assigned, and on which instance; None for instances that are not told apart."""

ClassKind = Literal["model", "layer", "callback", "metric", "sequence", "plain", "unknown"]


@dataclass(eq=False, slots=True)
class ClassInfo:
    """A class of the file: its methods and the joined values of its attributes over all that assigns them."""

    node: ast.ClassDef
    kind: ClassKind
    bases: tuple[Value, ...]
    methods: dict[str, FunctionValue] = field(default_factory=dict)
    properties: set[str] = field(default_factory=set)
    attributes: dict[str, dict[Site, Value]] = field(default_factory=dict)
    previous: dict[str, dict[Site, Value]] = field(default_factory=dict)
    """The attributes as an earlier run of the analysis came to know them."""
    recurrent: bool = False
    """A subclass of one of Keras' recurrent layers."""
    sequential: bool = False
    open: bool = False
    """Whether methods may come from a base or decorator that is not in view."""
    fields: tuple[str, ...] | None = None
    """The fields of a dataclass or named tuple, in order."""
    heirs: dict[ClassInfo, None] = field(default_factory=dict, repr=False)
    """The classes of the project that name this one as a base."""
    _lineage: tuple[ClassInfo, ...] = field(default=(), repr=False)
    _known: dict[str, dict[Place | None, Value | None]] = field(default_factory=dict, repr=False)
    """What `attribute` has worked out, for each instance."""

    def __post_init__(self) -> None:
        self.define(self.kind, self.bases)

    def define(self, kind: ClassKind, bases: tuple[Value, ...]) -> None:
        """The class statement runs, perhaps once more."""
        self.kind, self.bases = kind, bases
        for base in bases:
            if isinstance(base, ClassValue):
                base.info.heirs[self] = None
        for info in self.family():
            info._lineage = ()
            info._known.clear()

    def begin_again(self) -> None:
        """Another run of the analysis begins: what this one came to know is known from before."""
        self.previous, self.attributes = self.attributes, {}
        for info in self.family():
            info._known.clear()

    def family(self) -> list[ClassInfo]:
        """This class and all that inherit from it."""
        if not self.heirs:
            return [self]
        found = {self: None}
        queue = [self]
        for info in queue:
            queue += [heir for heir in info.heirs if heir not in found]
            found.update(info.heirs)
        return list(found)

    def assign(self, name: str, place: Place, value: Value, instance: Place | None = None) -> None:
        """Note what an attribute is given at one place; all that it is ever given counts."""
        sites = self.attributes.setdefault(name, {})
        site = (place, instance)
        known = sites.get(site)
        if known is value:
            return
        sites[site] = value if known is None else join(known, value)
        for info in self.family():
            if instance is None:
                info._known.pop(name, None)
            elif name in info._known:  # other instances are not concerned
                info._known[name].pop(instance, None)
                info._known[name].pop(None, None)

    def attribute(self, name: str, made: Place | None) -> Value | None:
        """The join of all that is assigned to an attribute of the instance made there; of any instance, without one."""
        known = self._known.setdefault(name, {})
        if made not in known:
            known[made] = join_all(self._assigned(name, made))
        value = known[made]
        return None if value is None else another(value)

    def _assigned(self, name: str, made: Place | None) -> Iterator[Value]:
        given = made is not None and self.fields is not None and name in self.fields
        for ancestor in self.lineage():
            now, before = ancestor.attributes.get(name), ancestor.previous.get(name)
            for site, value in ({**before, **now} if now and before else now or before or {}).items():
                place, instance = site
                if instance is not None and made is not None and instance != made:
                    continue  # another instance
                if given and instance is None and place[0] is ancestor.node:
                    continue  # the default of a field that this instance was given when it was made
                yield value

    def owner_of(self, method: str) -> ClassInfo | None:
        """The class of the file whose method of that name an instance of this class would run."""
        return next((i for i in self.lineage() if method in i.methods), None)

    def lineage(self) -> Sequence[ClassInfo]:
        """This class and the classes of the project that it inherits from, in the order in which Python asks them."""
        if not self._lineage:
            self._lineage = self._linearised(())
        return self._lineage

    def _linearised(self, below: tuple[ClassInfo, ...]) -> tuple[ClassInfo, ...]:
        bases = [b.info for b in self.bases if isinstance(b, ClassValue) and b.info not in below]
        if not bases:
            return (self,)
        rows = [list(base._linearised((*below, self))) for base in bases]
        return (self, *(rows[0] if len(rows) == 1 else _merged([*rows, bases])))

    def method(self, name: str) -> FunctionValue | None:
        """The method that an instance of this class would run, where the file defines it."""
        for info in self.lineage():
            if name in info.methods:
                return info.methods[name]
        return None


def _merged(rows: list[list[ClassInfo]]) -> list[ClassInfo]:
    """The linearisations of several bases as one (C3): none comes before one that stands in front of it anywhere."""
    found: list[ClassInfo] = []
    while rows := [row for row in rows if row]:
        heads = [row[0] for row in rows]
        taken = next((h for h in heads if not any(h in row[1:] for row in rows)), heads[0])
        found.append(taken)
        rows = [[info for info in row if info is not taken] for row in rows]
    return found


@dataclass(frozen=True, slots=True)
class ClassValue(Value):
    """A class of the file."""

    info: ClassInfo


@dataclass(frozen=True, slots=True)
class InstanceValue(Value):
    """An instance of a class of the project, named by the call that makes it and the calls through which it was made.

    Without a `made` it is any instance of the class.
    """

    info: ClassInfo
    made: Place | None = None


@dataclass(frozen=True, slots=True)
class SuperValue(Value):
    """`super()` in a method of `info`, which runs for `instance`."""

    info: ClassInfo
    instance: InstanceValue | None = None

    @property
    def bound(self) -> InstanceValue:
        """The instance that the methods reached through it run for."""
        return self.instance if self.instance is not None else InstanceValue(self.info)

    def methods(self, name: str) -> list[FunctionValue | None]:
        """The methods that may come next: of the instance's class, or of one of those that inherit from it."""
        classes = [self.bound.info]
        for info in classes if self.bound.made is None else ():
            classes += [heir for heir in info.heirs if heir not in classes]
        return list(dict.fromkeys(self._method_of(info, name) for info in classes))

    def _method_of(self, info: ClassInfo, name: str) -> FunctionValue | None:
        line = list(info.lineage())
        behind = line[line.index(self.info) + 1 :] if self.info in line else self.info.lineage()[1:]
        return next((i.methods[name] for i in behind if name in i.methods), None)


@dataclass(frozen=True, slots=True)
class Union(Value):
    """One of several values, by the path that the program took."""

    members: tuple[Value, ...]


@dataclass(eq=False, slots=True, frozen=True)
class Ref(Value):
    """A mutable object, named by the place that makes it; its record is in the heap."""

    node: ast.AST
    kind: Literal["model", "list", "dict"]
    path: Path = ()
    turns: tuple[Turn, ...] = ()
    """The turns on the path. Outside them it is not one object, but any that was made in such a turn."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the last `compile` of a model said of its metrics."""

    metrics: tuple[str | None, ...] | None
    """The names that they are reported under, where these are known; None where not even their number is."""
    flat: bool
    """Whether they were given as one list, not by output."""
    weighted: bool
    """Whether there are, or may be, weighted metrics beside them."""
    functions: frozenset[str] = frozenset()
    """The names among them that are those of functions."""
    scheduled: bool = False
    """Whether the learning rate is a schedule."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What is known of a model at one point of the program."""

    flavour: Literal["sequential", "functional", "subclassed", "loaded", "unknown"]
    empty: Tri = True
    """A Sequential without layers and without an `Input` yet."""
    stateful: Tri = False
    nested: Tri = False
    """Whether a model is among its layers; not known counts as possible."""
    layers: tuple[Value, ...] | None = ()
    """In order; None where the order or a member is not known."""
    batch: Value | None = None
    batch_node: ast.expr | None = None
    stateful_at: Spot | None = None
    """Where the (first) stateful layer is added."""
    batch_at: Spot | None = None
    has_input: Tri = False
    origin: str = ""
    """Where a model comes from whose layers the source does not show, for a person."""
    maybe_stateful: bool = False
    """Stateful on some path, or as an expression says that the analysis cannot compute (`stateful=flag`)."""
    parts: frozenset[tuple[Value, bool]] = frozenset()
    """The models among its layers, and whether each surely is one: what they are is asked when it matters, since they
    may grow. `stateful` does not count them."""
    outputs: int | None = None
    """The number of outputs, where it is known."""
    end: Value | None = None
    """The layer that a functional model with one output ends with, where it is known."""
    compiled: Compiled | None = None
    members: frozenset[Value] | None = None
    """The layers and models between the inputs and outputs of a functional model, where all are known."""
    shown: tuple[Value, ...] | None = None
    """Of a Sequential that code out of view had in hand, and may have added to: the layers that were added in view."""

    def but(self, **changes: Any) -> ModelRecord:
        """The record with other values in some fields: what `dataclasses.replace` does, in half the time."""
        new = ModelRecord(*_record(self))
        for name, value in changes.items():
            object.__setattr__(new, name, value)
        return new

    def joined(self, other: ModelRecord) -> ModelRecord:
        """The record after a branch in which either may hold."""
        if self is other:
            return self
        # A Sequential that has nothing yet says nothing of the input and the batch that its first layer will bring.
        mine = other if self.empty and other.flavour == "sequential" else self
        theirs = self if other.empty and self.flavour == "sequential" else other
        same_layers = mine.layers == theirs.layers
        return ModelRecord(
            flavour=self.flavour if self.flavour == other.flavour else "unknown",
            empty=agree(self.empty, other.empty),
            stateful=agree(self.stateful, other.stateful),
            nested=agree(self.nested, other.nested),
            layers=self.layers if self.layers == other.layers else None,
            batch=join_optional(mine.batch, theirs.batch),
            batch_node=self.batch_node or other.batch_node,
            stateful_at=self.stateful_at or other.stateful_at,
            batch_at=self.batch_at or other.batch_at,
            has_input=agree(mine.has_input, theirs.has_input) if same_layers else agree(mine.ready, theirs.ready),
            origin=self.origin or other.origin,
            maybe_stateful=self.maybe_stateful
            or other.maybe_stateful
            or (self.stateful is not other.stateful and True in (self.stateful, other.stateful)),
            parts=(self.parts & other.parts) | {(part, False) for part, _ in self.parts ^ other.parts},
            outputs=self.outputs if self.outputs == other.outputs else None,
            end=self.end if self.end == other.end else None,
            compiled=self.compiled if self.compiled == other.compiled else None,
            members=self.members if self.members == other.members else None,
            shown=self.shown if self.shown == other.shown else None,
        )

    @property
    def last(self) -> Value | None:
        """The layer that its one output comes from, where it is known."""
        if self.flavour == "sequential":
            return self.layers[-1] if self.layers else None
        return self.end

    @property
    def ready(self) -> Tri:
        """Whether there are `inputs`: a Sequential with no more than an `Input` has none yet (seen in Keras 3.15)."""
        return None if self.layers == () and self.has_input else self.has_input

    def escaped(self) -> ModelRecord:
        """The record after code that is not in view had the model in hand: it may have added layers."""
        if self.flavour != "sequential":
            return self
        return self.but(
            empty=None if self.empty else self.empty,
            nested=self.nested or None,
            stateful=either(self.stateful, None),
            layers=None,
            shown=self.layers if self.layers is not None else self.shown,
            has_input=self.ready or None,
        )


_record = attrgetter(*(f.name for f in dataclasses.fields(ModelRecord)))


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list and the node that put it there: an element of a literal or an `append` call."""

    value: Value
    site: ast.AST


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A list: its items in order; or (`items` is None) those it begins with and the join of what may follow."""

    items: tuple[Item, ...] | None = ()
    element: Value | None = None
    head: tuple[Item, ...] = ()

    def joined(self, other: ListRecord) -> ListRecord:
        """The list after a branch: what both begin with stays in order."""
        if self is other or self == other:
            return self
        mine = self.items if self.items is not None else self.head
        theirs = other.items if other.items is not None else other.head
        shared = 0
        while shared < min(len(mine), len(theirs)) and mine[shared] == theirs[shared]:
            shared += 1
        rest = [item.value for item in (*mine[shared:], *theirs[shared:])]
        rest += [v for v in (self.element, other.element) if v is not None]
        return ListRecord(None, join_all(rest), mine[:shared])

    def followed_by(self, value: Value) -> ListRecord:
        """The list with another value somewhere behind its head."""
        head = self.items if self.items is not None else self.head
        return ListRecord(None, value if self.element is None else join(self.element, value), head)

    def values(self) -> list[Value]:
        """All that may be in the list."""
        known = [item.value for item in (self.items if self.items is not None else self.head)]
        return known + ([self.element] if self.element is not None else [])


@dataclass(frozen=True, slots=True)
class DictRecord:
    """A dict: values by constant key, and the join of the values under other keys."""

    entries: tuple[tuple[object, Value], ...] = ()
    rest: Value | None = None
    """The join of what was put in under keys that are not constants, or by code out of view; None if nothing was."""

    def get(self, key: object) -> Value | None:
        return next((v for k, v in self.entries if k == key), None)

    def values(self) -> list[Value]:
        """All that may be in the dict."""
        return [v for _, v in self.entries] + ([self.rest] if self.rest is not None else [])

    def joined(self, other: DictRecord) -> DictRecord:
        if self is other or self == other:
            return self
        keys = {k for k, _ in self.entries} & {k for k, _ in other.entries}
        merged = []
        for key in sorted(keys, key=repr):
            mine, theirs = self.get(key), other.get(key)
            assert mine is not None
            assert theirs is not None
            merged.append((key, join(mine, theirs)))
        single = [v for k, v in (*self.entries, *other.entries) if k not in keys]
        single += [v for v in (self.rest, other.rest) if v is not None]
        return DictRecord(tuple(merged), join_all(single))


Record = ModelRecord | ListRecord | DictRecord


def alternatives(value: Value) -> tuple[Value, ...]:
    """The members of a union, or the value alone."""
    return value.members if isinstance(value, Union) else (value,)


def another(value: Value) -> Value:
    """Another read of what is one of several values: it need not give the same."""
    if isinstance(value, Opaque):
        return value if value.stable else value.copy()
    return Union(tuple(another(member) for member in value.members)) if isinstance(value, Union) else value


def same(a: Value | None, b: Value | None) -> bool:
    """Whether two values are provably the same number or object at run time."""
    if isinstance(a, Const) and isinstance(b, Const):
        return type(a.value) is type(b.value) and a.value == b.value
    if a is None or b is None or isinstance(a, Union) or isinstance(b, Union):
        return False
    if isinstance(a, Opaque):
        return a is b and a.stable
    return a == b


def join(a: Value, b: Value) -> Value:
    """The value of an expression that is `a` on one path and `b` on another."""
    if a is b:
        return a
    if isinstance(a, Opaque) and isinstance(b, Opaque):
        return _either_unknown((a, b))
    if isinstance(a, Const) and isinstance(b, Const) and type(a.value) is type(b.value) and a.value == b.value:
        return a if a.origin == b.origin else Const(a.value)
    return _joined((a, b))


def join_all(values: Iterable[Value]) -> Value | None:
    """The join of any number of values; None of none."""
    found = tuple(values)
    if len(found) > 2:
        found = tuple({id(value): value for value in found}.values())
    if len(found) < 2:
        return found[0] if found else None
    return join(*found) if len(found) == 2 else _joined(found)


def _joined(values: Sequence[Value]) -> Value:
    members: dict[object, Value] = {}
    unknown: dict[int, Opaque] = {}
    for value in values:
        for member in alternatives(value):
            if isinstance(member, Opaque):
                unknown[id(member)] = member
            elif isinstance(member, Const):
                kind = type(member.value)
                key = (kind, member.value if kind is int or kind is str else repr(member.value))
                known = members.setdefault(key, member)
                if known is not member and isinstance(known, Const) and known.origin != member.origin:
                    members[key] = Const(member.value)
            else:
                members.setdefault(member, member)
    if unknown and not members:
        return _either_unknown(list(unknown.values()))
    found = [*members.values(), *([_either_unknown(list(unknown.values()))] if unknown else [])]
    if len(found) == 1:
        return found[0]
    if all(isinstance(m, Const) and not isinstance(m.value, (type(None), str)) for m in found):
        return Opaque("differs by branch", stable=False)
    if len(found) > MAX_ALTERNATIVES:
        found = _any_instances(found)
    if len(found) == 1:
        return found[0]
    if len(found) > MAX_ALTERNATIVES:
        models = all((isinstance(m, Ref) and m.kind == "model") or isinstance(m, Const) for m in found)
        return Opaque("too many possibilities", "model" if models else None, stable=False)
    return Union(tuple(found))


def _either_unknown(members: Sequence[Opaque]) -> Opaque:
    """One of several unknown values; what is known of all of them is known of it."""
    if len(members) == 1:
        return members[0]
    first = members[0]
    kind = first.kind
    for member in members:
        if member.kind != kind:
            kind = None
    return Opaque(first.why, kind, stable=False, spot=first.spot, expression=first.expression)


def _any_instances(members: list[Value]) -> list[Value]:
    """Many instances of one class are any instance of it."""
    return list(dict.fromkeys(InstanceValue(m.info) if isinstance(m, InstanceValue) else m for m in members))


def join_optional(a: Value | None, b: Value | None) -> Value | None:
    """The join where either side may be missing; missing and present is not known."""
    if a is None and b is None:
        return None
    if a is None or b is None:
        return Opaque("set on some paths only", stable=False)
    return join(a, b)
