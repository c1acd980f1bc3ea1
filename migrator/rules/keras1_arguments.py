"""Keras 1's arguments of layers, and the operations that make them Keras 3's. Shared by rules.

The table is `keras_api/keras1.py`. Keras 2.0 - 2.3 translated these arguments with a warning; all later ones refuse
them, so that a program which has one was written for Keras 2.3 or older.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.analysis.module import Module, per_module
from migrator.analysis.values import FunctionValue
from migrator.edits.operations import Operation, RemoveArgument, RenameArgument, ReplaceExpression
from migrator.findings import Applicability
from migrator.keras_api import keras1
from migrator.rules.layer_calls import LayerCall, layer_calls
from migrator.rules.registry import Proposal

_MISSING = object()


@dataclass(slots=True)
class Translation:
    """What is to be done about the Keras 1 arguments of one call."""

    layer: LayerCall
    operations: list[Operation] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What becomes of each argument, for a person: "`init` is `kernel_initializer`"."""
    doubts: list[tuple[ast.expr | ast.keyword, str]] = field(default_factory=list)
    """Arguments that a person has to see to, and why."""
    guessed: str = ""
    """Why the operations are only the usual case; empty where they are right."""

    @property
    def node(self) -> ast.expr | ast.keyword:
        """The first argument that changes, or the call."""
        changed = [o.keyword for o in self.operations if isinstance(o, (RenameArgument, RemoveArgument))]
        return min(changed, key=lambda n: (n.lineno, n.col_offset), default=self.layer.call)


@per_module
def translations(module: Module) -> list[Translation]:
    """A translation for each call of the module that has something of Keras 1."""
    found = [_translate(module, layer) for layer in layer_calls(module)]
    return [t for t in found if t.operations or t.doubts]


@per_module
def is_keras_1(module: Module) -> bool:
    """Whether the module has arguments that Keras 2.4 and later refuse: it was written for Keras 2.3 or older."""
    return any(_has_old_keyword(layer) for layer in layer_calls(module))


def _has_old_keyword(layer: LayerCall) -> bool:
    return layer.certain and any(
        _is_old(name, keyword.arg) for name in layer.classes for keyword in layer.call.keywords
    )


def _is_old(name: str, keyword: str | None) -> bool:
    return keyword in keras1.LAYER_KEYWORDS.get(name, {}) or keyword in keras1.KERNEL_SIDES.get(name, ())


def _translate(module: Module, layer: LayerCall) -> Translation:
    result = Translation(layer)
    for keyword in layer.call.keywords:
        if keyword.arg is not None:
            _translate_keyword(module, result, keyword)
    _translate_kernel(module, result)
    _doubt_order(layer, result)
    partial = set() if layer.whole else _given_to_partials(module, layer.classes)
    elsewhere = [n for n in sorted(layer.unpacked) if layer.keyword(n) is None and n not in partial]
    old = [f"`{n}`" for n in elsewhere if any(_is_old(c, n) for c in layer.classes)]
    if old:
        result.doubts.append((layer.call, f"{', '.join(old)} of a dict or of another call: rename it there"))
    if not layer.certain:
        result.doubts = [*result.doubts, *((result.node, said) for said in result.said)]
        result.operations = []
    return result


def _doubt_order(layer: LayerCall, result: Translation) -> None:
    """Keras 1 had the initializer behind the size; Keras 2.0 - 2.3 took no more than the size by position."""
    first = 1 + len(keras1.KERNEL_SIDES.get(layer.name, ("filter_length",) if "Conv" in layer.name else ()))
    more = layer.positional[first:] if layer.whole else []
    old_class = layer.name in keras1.OLD_CLASSES and bool(layer.classes & keras1.LAYER_KEYWORDS.keys())
    named = bool(more) and isinstance(more[0], ast.Constant) and more[0].value in keras1.INITIALIZERS
    if more and not result.operations and (old_class or (named and layer.name in keras1.INITIALIZER_SECOND)):
        result.doubts.append((more[0], "what follows the size came in another order: write it with names"))


def _given_to_partials(module: Module, classes: frozenset[str]) -> set[str | None]:
    """The keywords that the module gives to `functools.partial` of a class: they are renamed there."""
    partials = [layer for layer in layer_calls(module) if layer.kind == "partial" and layer.classes <= classes]
    return {keyword.arg for layer in partials for keyword in layer.call.keywords}


def _new_name(layer: LayerCall, name: str) -> str | None:
    """Keras 3's name of an argument, where all classes that the call may make agree."""
    names = {keras1.LAYER_KEYWORDS.get(c, {}).get(name) for c in layer.classes}
    return names.pop() if len(names) == 1 else None


def _translate_keyword(module: Module, result: Translation, keyword: ast.keyword) -> None:
    layer, name = result.layer, keyword.arg
    assert name is not None
    if all(name in keras1.DROPPED.get(c, ()) for c in layer.classes):
        result.operations.append(RemoveArgument(layer.call, keyword))
        result.said.append(f"`{name}` is gone")
        return
    if name in keras1.GONE_UNLESS_DEFAULT.get(layer.name, {}):
        _translate_gone(result, keyword)
        return
    if name == "forget_bias_init" and layer.classes <= {"LSTM", "ConvLSTM2D"}:
        _translate_forget_bias(module, result, keyword)
        return
    if not any(name in keras1.LAYER_KEYWORDS.get(c, {}) for c in layer.classes):
        return
    new = _new_name(layer, name)
    if new is None:
        result.doubts.append((keyword, f"`{name}` has another name in each of the classes that this may make"))
    elif layer.keyword(new) is not None or new in layer.unpacked:
        result.doubts.append((keyword, f"`{name}` is `{new}`, which is given as well"))
    elif new == "data_format":
        _translate_ordering(module, result, keyword)
    else:
        result.operations.append(RenameArgument(layer.call, keyword, new))
        result.said.append(f"`{name}` is `{new}`")
        if new.endswith("initializer") and _is_function(module, keyword.value):
            result.doubts.append((keyword, f"a function given as `{new}` is called with `shape` and `dtype`"))


def _is_function(module: Module, value: ast.expr) -> bool:
    if isinstance(value, ast.Lambda):
        return True
    return any(isinstance(v, FunctionValue) for v in module.facts.arguments.get(value, ()))


def _translate_ordering(module: Module, result: Translation, keyword: ast.keyword) -> None:
    call = result.layer.call
    value = keyword.value
    known = keras1.DATA_FORMATS.get(value.value, _MISSING) if isinstance(value, ast.Constant) else _MISSING
    if isinstance(known, str):
        quote = module.source.segment(value)[-1]
        result.operations += [
            RenameArgument(call, keyword, "data_format"),
            ReplaceExpression(value, f"{quote}{known}{quote}"),
        ]
        result.said.append(f"`dim_ordering` is `data_format` ('{known}')")
    elif known is None:
        result.operations.append(RemoveArgument(call, keyword))
        result.said.append("`dim_ordering='default'` says nothing")
    elif isinstance(value, ast.Call) and module.facts.sole_symbol(value) == "keras.backend.image_dim_ordering":
        result.operations.append(RenameArgument(call, keyword, "data_format"))
        result.said.append("`dim_ordering` is `data_format`")
    else:
        hint = "`dim_ordering` is `data_format`: 'channels_last' for 'tf', 'channels_first' for 'th'"
        result.doubts.append((keyword, hint))


def _translate_gone(result: Translation, keyword: ast.keyword) -> None:
    """An argument that Keras 3 lacks: only its default says nothing."""
    default, advice = keras1.GONE_UNLESS_DEFAULT[result.layer.name][keyword.arg or ""]
    if isinstance(keyword.value, ast.Constant) and keyword.value.value == default:
        result.operations.append(RemoveArgument(result.layer.call, keyword))
        result.said.append(f"`{keyword.arg}` is gone")
    else:
        result.doubts.append((keyword, f"`{keyword.arg}` is gone: {advice}"))


def _translate_forget_bias(module: Module, result: Translation, keyword: ast.keyword) -> None:
    """Every LSTM had a forget gate bias of `one` unless this said otherwise; Keras 2 and 3 know one or zero."""
    call = result.layer.call
    if not isinstance(keyword.value, ast.Constant):
        result.doubts.append((keyword, "`forget_bias_init` is `unit_forget_bias`, true or false"))
    elif keyword.value.value in keras1.FORGET_BIAS:
        result.operations.append(RemoveArgument(call, keyword))
        result.said.append("`forget_bias_init` of one is the default")
    else:
        result.operations += [
            RenameArgument(call, keyword, "unit_forget_bias"),
            ReplaceExpression(keyword.value, "False"),
        ]
        result.said.append("`forget_bias_init` is `unit_forget_bias`")


# Kernels given side by side.


def _translate_kernel(module: Module, result: Translation) -> None:
    """`Convolution2D(32, 3, 5)` and `nb_row=3, nb_col=5` are a kernel of `(3, 5)`."""
    layer = result.layer
    sides = {keras1.KERNEL_SIDES.get(c) for c in layer.classes}
    names = sides.pop() if len(sides) == 1 else None
    if names is None or not layer.whole or layer.is_starred():
        return
    keywords = [layer.keyword(name) for name in names]
    positional = layer.positional[1:]
    if len(positional) > len(names) and "output_shape" in keras1.DROPPED.get(layer.name, ()):
        shape = positional.pop(len(names))
        if positional[len(names) :] or not isinstance(shape, ast.Tuple):
            return
        result.operations.append(RemoveArgument(layer.call, shape))
        result.said.append("`output_shape` is gone")
    given = [k.value for k in keywords if k is not None]
    lacking = len(names) - len(given)
    if given and len(positional) == lacking and all(k is not None for k in keywords[lacking:]):
        _join_sides(module, result, positional, [k for k in keywords if k is not None])
    elif given:
        result.doubts.append((layer.call, f"`{names[0]}` and the other sides of the kernel are `kernel_size`"))
    elif len(positional) == len(names) and not _is_keras_2(layer) and all(map(_may_be_side, positional)):
        if not is_keras_1(module):
            if not _is_standalone(module):
                return
            result.guessed = "written for Keras 2.4 or later it would be a kernel size and strides"
        _join_sides(module, result, positional, [])


def _may_be_side(value: ast.expr) -> bool:
    """Whether an expression may be one side of a kernel: not a tuple, and no text, which is another argument."""
    return not isinstance(value, (ast.Tuple, ast.List)) and not (
        isinstance(value, ast.Constant) and not isinstance(value.value, int)
    )


def _is_keras_2(layer: LayerCall) -> bool:
    """Whether a call has keywords of Keras 2's convolutions: Keras 2.0 - 2.3 refused these with sides one by one."""
    return any(layer.keyword(name) is not None for name in ("kernel_size", "padding", "strides", "data_format"))


def _is_standalone(module: Module) -> bool:
    """Whether all of Keras comes from the package `keras`: TensorFlow's never read Keras 1's arguments."""
    roots = {b.module.split(".", 1)[0] for b in module.bindings if b.canonical.split(".", 1)[0] == "keras"}
    return roots <= {"keras"} and not any(
        b.canonical.startswith("tensorflow") and module.mentions_attribute(b.name, "keras") for b in module.bindings
    )


def _join_sides(module: Module, result: Translation, positional: list[ast.expr], keywords: list[ast.keyword]) -> None:
    call = result.layer.call
    values = [*positional, *(k.value for k in keywords)]
    kernel = f"({', '.join(module.source.one_line(module.source.segment(v)) for v in values)})"
    if positional:
        result.operations.append(ReplaceExpression(positional[0], kernel))
        doomed: list[ast.expr | ast.keyword] = [*positional[1:], *keywords]
        result.operations += [RemoveArgument(call, rest) for rest in doomed]
    else:
        result.operations += [
            RenameArgument(call, keywords[0], "kernel_size"),
            ReplaceExpression(keywords[0].value, kernel),
            *(RemoveArgument(call, rest) for rest in keywords[1:]),
        ]
    result.said.append(f"the kernel size is one argument, `{kernel}`")


def proposals(module: Module, *, recurrent: bool) -> Iterator[Proposal]:
    """What is to be said of the recurrent layers of a module, or of the other ones."""
    for translation in translations(module):
        if bool(translation.layer.classes & keras1.RECURRENT_CLASSES) is not recurrent:
            continue
        name = translation.layer.name
        if translation.operations:
            message = f"Keras 1's arguments of `{name}`: {', '.join(translation.said)}"
            if translation.guessed:
                message += f"; {translation.guessed}"
            applicability = Applicability.UNSAFE if translation.guessed else Applicability.SAFE
            yield Proposal(translation.node, message, applicability, tuple(translation.operations))
        for node, doubt in dict.fromkeys(translation.doubts):
            yield Proposal(node, f"Keras 1's arguments of `{name}`: {doubt}", Applicability.REVIEW)
