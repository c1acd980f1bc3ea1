"""What lies behind a divergence: read off the traces where they show it, else what is usual at such a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from migrator.verify.comparison import Divergence
from migrator.verify.trace import Call, Trace


@dataclass(frozen=True)
class Cause:
    """A cause in the words of a report. `certain` ones are seen in the traces. `rules` are the codes of their pages."""

    said: str
    rules: tuple[str, ...] = ()
    certain: bool = False


def causes_of(divergence: Divergence, before: Trace, after: Trace, backend: str) -> list[Cause]:
    """The causes of a divergence: those that are seen, else those that are usual there."""
    seen = list(_seen(divergence, before, after, backend))
    return seen or list(_USUAL.get(divergence.kind, ()))


def _seen(divergence: Divergence, before: Trace, after: Trace, backend: str) -> Iterator[Cause]:
    if divergence.kind in {"states", "logs", "outputs", "weights"}:
        lost = list(_lost_states(divergence, before, after, backend))
        if lost:
            yield from lost
            return
        yield from _resets(divergence, before, after)
    if divergence.kind in {"logs", "outputs", "weights", "states", "variables"}:
        yield from _options(divergence)
        yield from _settings(divergence, before, after)
    if divergence.kind == "variables":
        yield from _repeated_rows(divergence)
    if divergence.kind == "shuffle":
        yield Cause("shuffle= is another on this call", ("KER314",), certain=True)
    if divergence.kind in {"inputs", "weights"}:
        yield from _permuted(divergence)


# -- states ------------------------------------------------------------------------------------------------------------


def _lost_states(divergence: Divergence, before: Trace, after: Trace, backend: str) -> Iterator[Cause]:
    """States that a run of the model leaves as they were on one side, and changes on the other."""
    if divergence.before is None or divergence.after is None:
        return
    pairs = ((before, divergence.before), (after, divergence.after))
    moved, kept = (_moves_states(trace, call.model) for trace, call in pairs)
    if moved and kept is False:
        yield Cause(
            f"state lost between calls: on the {backend} backend the stateful layers are as they were after a run of"
            " the model, and on Keras 2 they carry on. It is no fault of the migration",
            ("KER308",) if backend != "tensorflow" else ("KER301", "KER308"),
            certain=True,
        )


def _moves_states(trace: Trace, model: int) -> bool | None:
    """Whether any run of a model changed the states of its layers; None if it has none, or none that ran."""
    found = None
    for call in trace.calls:
        states = call.said.get("states_after")
        if call.model != model or call.skipped or not states or call.inner:
            continue
        found = bool(found)
        earlier = call.said["states_before"]
        if any(earlier[name]["digest"] != states[name]["digest"] for name in states if name in earlier):
            return True
        if not earlier and any(_moved(trace, each) for each in states.values()):
            return True
    return found


def _moved(trace: Trace, described: dict[str, Any]) -> bool:
    array = trace.array(described)
    return array is not None and bool(array.any())


def _resets(divergence: Divergence, before: Trace, after: Trace) -> Iterator[Cause]:
    ours, theirs = divergence.before, divergence.after
    if ours is None or theirs is None:
        return
    wiped, wiped_too = _is_wiped(before, ours), _is_wiped(after, theirs)
    for when, one, two, hidden, hidden_too in (
        ("before this call", ours.before, theirs.before, wiped_too, wiped),
        ("while this call runs", ours.inner, theirs.inner, False, False),
    ):
        # A program may set its states to zero itself: no record of a reset then, and no reset that is missing.
        if one and not two and not hidden:
            said = (
                f"reset missing: the original resets the states at {_lines(one)}, {when}; the migrated program does not"
            )
            yield Cause(said, ("KER301",), certain=True)
        elif two and not one and not hidden_too:
            yield Cause(f"a reset that the original has not: at {_lines(two)}, {when}", ("KER301",), certain=True)
    if ours.before and theirs.before and _is_zero(before, ours) and not _is_zero(after, theirs):
        said = f"reset without effect: the states of this model are not zero after the reset at {_lines(theirs.before)}"
        yield Cause(said, ("KER301", "KER303"), certain=True)


def _lines(resets: list[dict[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(reset["line"] for reset in resets))


def _is_zero(trace: Trace, call: Call) -> bool:
    """Whether the states were zero when a call began."""
    states = call.said.get("states_before", {})
    return not any(_moved(trace, each) for each in states.values())


def _is_wiped(trace: Trace, call: Call) -> bool:
    """Whether there are states, all zero, when a call begins or the program ends."""
    states = call.said.get("states_before", call.said.get("states", {}))
    return bool(states) and not any(_moved(trace, each) for each in states.values())


# -- what calls and layers were told -----------------------------------------------------------------------------------

_OPTIONS = {
    "batch_size": ("batch size", ("KER314", "KER315")),
    "epochs": ("number of epochs", ()),
    "optimizer": ("optimizer", ("KER611",)),
    "learning_rate": ("learning rate", ("KER601", "KER602", "KER611")),
    "momentum": ("momentum", ("KER613",)),
    "epsilon": ("epsilon of the optimizer", ("KER606", "KER611")),
    "rho": ("rho of the optimizer", ("KER611",)),
    "beta_1": ("beta_1 of the optimizer", ("KER611",)),
    "beta_2": ("beta_2 of the optimizer", ("KER611",)),
    "nesterov": ("nesterov", ()),
    "amsgrad": ("amsgrad", ()),
}


def _options(divergence: Divergence) -> Iterator[Cause]:
    if divergence.before is None or divergence.after is None:
        return
    ours, theirs = (call.said.get("options", {}) for call in (divergence.before, divergence.after))
    for name, (said, rules) in _OPTIONS.items():
        one, two = ours.get(name), theirs.get(name)
        if one is not None and two is not None and _unlike(one, two):
            yield Cause(f"another {said}: {one} in the original, {two} in the migrated program", rules, certain=True)


def _repeated_rows(divergence: Divergence) -> Iterator[Cause]:
    """Sparse gradients with a row for each time that an index occurs, given to an optimizer that squares them."""
    if divergence.after is None or divergence.after.said["options"].get("optimizer") in {"SGD", "Lion", None}:
        return
    place = divergence.what.removeprefix("variable ")
    if place in divergence.after.said.get("repeated", ()):
        said = f"gradient {place}, of an Embedding, has a row for each time that an index occurs in the batch"
        yield Cause(f"{said}: Keras 2 adds them up first, Keras 3 squares each", ("KER222",), certain=True)


def _unlike(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, (int, float)):
        return abs(one - two) > 1e-6 * max(abs(one), abs(two))
    return bool(one != two)


_SETTING_RULES = {
    "recurrent_activation": ("KER214", "KER215", "KER216"),
    "activation": ("KER214",),
    "reset_after": ("KER216",),
    "epsilon": ("KER853",),
}


def _settings(divergence: Divergence, before: Trace, after: Trace) -> Iterator[Cause]:
    """Layers of the model, by their place, that are set otherwise."""
    if divergence.before is None or divergence.after is None:
        return
    ours, theirs = before.models.get(divergence.before.model), after.models.get(divergence.after.model)
    if ours is None or theirs is None or len(ours["layers"]) != len(theirs["layers"]):
        return
    for place, (one, two) in enumerate(zip(ours["layers"], theirs["layers"], strict=True)):
        for name in one["settings"].keys() & two["settings"].keys():
            mine, other = one["settings"][name], two["settings"][name]
            if mine != other:
                rules = _SETTING_RULES.get(name.removeprefix("layer."), ())
                layer = f"layer {place} of the model ({one['class']})"
                said = f"{layer} has {name}={mine!r} in the original, {other!r} in the migrated program"
                yield Cause(said, rules, certain=True)


def _permuted(divergence: Divergence) -> Iterator[Cause]:
    """Values that are all there, in another order."""
    if divergence.values is None:
        return
    before, after = (np.sort(np.asarray(each, np.float64), axis=None) for each in divergence.values)
    if before.shape == after.shape and np.allclose(before, after, rtol=1e-6, atol=1e-12):  # of one draw, not of two
        what, rules = ("data", ("KER314",)) if divergence.kind == "inputs" else ("weights", ())
        yield Cause(f"the same {what} in another order", rules, certain=True)


_USUAL: dict[str, tuple[Cause, ...]] = {
    "calls": (
        Cause("code that depends on the version of Keras, or a call that the migration added or took out", ()),
        Cause("the original stops, or goes on, by numbers that are already others", ()),
    ),
    "models": (
        Cause(
            "a layer with other arguments, or a layer too many or too few",
            ("KER201", "KER203", "KER207", "KER901", "KER902"),
        ),
        Cause("GRU without reset_after=False, the default of Keras 2.3 and older", ("KER216",)),
    ),
    "inputs": (
        Cause("data that the program draws or orders by chance, from a generator that is not seeded", ()),
        Cause("numbers that come from an earlier call that was not compared", ()),
    ),
    "weights": (
        Cause("set_weights or load_weights with weights in another order, or of another model", ("KER510",)),
        Cause("initial weights that are drawn by an initializer of the program's own", ()),
        Cause("an optimizer that computes otherwise in Keras 3", ("KER222", "KER611", "KER613")),
    ),
    "states": (
        Cause("states that are set or reset in one of the programs only", ("KER301", "KER303", "KER305")),
        Cause("a stateful layer that starts from initial_state=", ("KER309",)),
    ),
    "logs": (
        Cause(
            "an optimizer or its arguments that compute otherwise in Keras 3",
            ("KER222", "KER601", "KER602", "KER606", "KER611", "KER613"),
        ),
        Cause("an activation that is another function in Keras 3", ("KER214", "KER215")),
        Cause("a loss or a metric that counts otherwise in Keras 3", ("KER311", "KER312", "KER412")),
        Cause(
            "a train_step that returns its own loss as 'loss': Keras 3 reports its tracker of that name in its place",
            ("KER811",),
        ),
    ),
    "outputs": (
        Cause("an activation that is another function in Keras 3", ("KER214", "KER215")),
        Cause("arguments of a layer that Keras 3 reads otherwise", ("KER216", "KER217", "KER853")),
        Cause("a batch size, or an order of samples, that is another on a stateful model", ("KER314", "KER315")),
    ),
    "gradients": (
        Cause("a loss that counts otherwise in Keras 3", ("KER311", "KER312")),
        Cause("a model that computes otherwise on the tape: layers that were called there are compared before", ()),
    ),
    "variables": (
        Cause(
            "an optimizer or its arguments that compute otherwise in Keras 3",
            ("KER601", "KER602", "KER606", "KER611", "KER613"),
        ),
        Cause("weights that were others before this step", ()),
    ),
    "printed": (
        Cause("numbers that are no results of a model: times, sizes, names of layers, versions", ()),
        Cause("numbers that are drawn from a generator that is not seeded", ()),
    ),
}
