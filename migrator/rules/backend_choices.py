"""Which replacement a call of a backend function gets, and what it depends on where the code does not show it.

Shared by rules; proposes nothing itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from migrator.analysis.module import Module
from migrator.keras_api.backend_functions import replacements, shorter
from migrator.keras_api.rows import Row
from migrator.rules.keras_backend import names_function, runs_on_tensors
from migrator.rules.replacing import Irreplaceable, arguments, is_simple


@dataclass(frozen=True, slots=True)
class Choice:
    """The row for one call; where it is not sure to do the same, what that depends on."""

    row: Row
    depends: str = ""


def choose(module: Module, call: ast.Call, function: str) -> Choice:
    """The row for a call of a function of the table. Raises `Irreplaceable`."""
    row = replacements()[function]
    choice = _CHOICES.get(function)
    return Choice(row) if choice is None else choice(module, call, row)


def _sqrt(module: Module, call: ast.Call, row: Row) -> Choice:
    given = arguments(call, row)
    return Choice(shorter()["sqrt"] if _is_nonnegative(module, given.values["x"]) else row)


_NEVER_NEGATIVE = ("square", "abs", "exp", "var", "std", "sqrt", "relu", "sigmoid", "softplus", "softmax", "epsilon")
_AS_ITS_ARGUMENT = ("sum", "mean", "max", "min", "prod", "reduce_sum", "reduce_mean", "expand_dims", "squeeze")
_KEPT_BY = (ast.Add, ast.Mult, ast.Div)


def _is_nonnegative(module: Module, node: ast.expr) -> bool:
    """Whether an expression is sure not to be negative, whatever its arguments are."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (int, float)) and node.value >= 0
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Pow):
            return isinstance(node.right, ast.Constant) and node.right.value in {2, 4}
        return (
            isinstance(node.op, _KEPT_BY) and _is_nonnegative(module, node.left) and _is_nonnegative(module, node.right)
        )
    if isinstance(node, ast.Call):
        if names_function(module, node, *_NEVER_NEGATIVE):
            return True
        if names_function(module, node, *_AS_ITS_ARGUMENT):
            return bool(node.args) and _is_nonnegative(module, node.args[0])
        if names_function(module, node, "maximum"):
            return any(_is_nonnegative(module, a) for a in node.args)
    if isinstance(node, ast.Name):
        stores = module.stores.get(node.id, [])
        value = module.assigned.get(node.id)
        here = len(stores) == 1 and module.scope(stores[0]) is module.scope(node)
        return here and value is not None and node.id not in module.parameters and _is_nonnegative(module, value)
    return False


_ANY_INTEGER = (
    "equal not_equal greater greater_equal less less_equal cast one_hot gather take get_value eval convert_to_numpy"
).split()
"""Functions that take integers of any size."""

_SHAPING = ("flatten", "reshape", "expand_dims", "squeeze")


def _argmax(module: Module, call: ast.Call, row: Row) -> Choice:
    """`ops.argmax` gives int32, `K.argmax` int64: what takes both needs no cast."""
    return Choice(shorter()[row.function] if _any_integer_will_do(module, call) else row)


def _any_integer_will_do(module: Module, node: ast.expr) -> bool:
    """Whether all that becomes of a number works with integers of any size."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Call) and parent.func is not node:
        if names_function(module, parent, *_SHAPING):
            return _any_integer_will_do(module, parent)
        return names_function(module, parent, *_ANY_INTEGER)
    name = _bound_name(module, node)
    if name is None or len(module.stores.get(name.id, [])) != 1 or isinstance(module.scope(name), ast.Module):
        return False
    loads = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name.id and isinstance(n.ctx, ast.Load)]
    here = module.scope(name)
    return all(module.scope(n) is here and _any_integer_will_do(module, n) for n in loads)


def _bound_name(module: Module, node: ast.expr) -> ast.Name | None:
    """The name that an assignment gives an expression to, alone or as one of several."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Tuple) and isinstance(outer := module.parents.get(parent), ast.Assign):
        target = outer.targets[0]
        if len(outer.targets) == 1 and isinstance(target, ast.Tuple) and len(target.elts) == len(parent.elts):
            found = target.elts[parent.elts.index(node)]
            return found if isinstance(found, ast.Name) else None
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0]
    return None


def _batch_flatten(module: Module, call: ast.Call, row: Row) -> Choice:
    given = arguments(call, row)
    if call in module.facts.symbolic_calls:
        return Choice(shorter()["batch_flatten"])
    if is_simple(given.values["x"]):
        return Choice(row)
    other = any(text in {"float16", "float64", "mixed_float16", "mixed_bfloat16"} for text in module.strings)
    return Choice(shorter()["batch_flatten"], "the numbers are float32" if other else "")


def _new_variable(module: Module, call: ast.Call, row: Row) -> Choice:
    """`K.zeros` made a variable; where it is only computed with, or made while a model runs, its value will do."""
    short = shorter()[row.function]
    if _is_computed_with(module, call) or runs_on_tensors(module, call):
        return Choice(short)
    parent = module.parents.get(call)
    if isinstance(parent, ast.Return):
        return Choice(short, "nothing assigns to what the function returns")
    return _variable(module, call, row)


_ASSIGNING = (
    "update update_add update_sub moving_average_update set_value get_value assign assign_add assign_sub"
).split()
"""Functions that want a variable."""


def _is_computed_with(module: Module, node: ast.expr) -> bool:
    """Whether all that becomes of a number is that others are computed from it: nothing assigns to it."""
    parent = module.parents.get(node)
    if isinstance(parent, (ast.BinOp, ast.Compare, ast.UnaryOp)):
        return True
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Call) and parent.func is not node:
        if names_function(module, parent, *_ASSIGNING):
            return False
        callees = module.facts.callees.get(parent, ())
        return any(path.startswith(("keras.backend.", "keras.ops.", "tensorflow.")) for path in callees)
    name = _bound_name(module, node)
    if name is None or len(module.stores.get(name.id, [])) != 1 or isinstance(module.scope(name), ast.Module):
        return False
    loads = [n for n in module.nodes if isinstance(n, ast.Name) and n.id == name.id and isinstance(n.ctx, ast.Load)]
    here = module.scope(name)
    return all(module.scope(n) is here and _is_computed_with(module, n) for n in loads)


def _shape(module: Module, call: ast.Call, row: Row) -> Choice:
    """`ops.shape` gives a tuple, not a tensor; for a symbolic tensor it is no number at all where the size is open."""
    if call in module.facts.symbolic_calls:
        raise Irreplaceable(
            "of a symbolic tensor it is known only when the model runs: move the computation to a `Lambda`"
        )
    parent = module.parents.get(call)
    if isinstance(parent, ast.Subscript) and parent.value is call and _is_index(parent.slice):
        return Choice(row)
    if isinstance(parent, ast.keyword) and parent.arg == "shape":
        return Choice(row)
    if isinstance(parent, ast.Call) and call in parent.args[:1] and names_function(module, parent, *_TAKE_A_SHAPE):
        return Choice(row)
    if isinstance(parent, ast.Call) and call in parent.args[1:2] and names_function(module, parent, "reshape"):
        return Choice(row)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple):
        return Choice(row)
    return Choice(row, "a tuple of numbers will do for the tensor that it was")


_TAKE_A_SHAPE = ("zeros", "ones", "random_normal", "random_uniform", "truncated_normal", "normal", "uniform")


def _is_index(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int


def _int_shape(module: Module, call: ast.Call, row: Row) -> Choice:
    parent = module.parents.get(call)
    indexed = isinstance(parent, ast.Subscript) and parent.value is call and _is_index(parent.slice)
    return Choice(shorter()["int_shape"] if indexed or call in module.facts.symbolic_calls else row)


def _relu(module: Module, call: ast.Call, row: Row) -> Choice:
    alone = len(call.args) + len(call.keywords) == 1
    return Choice(shorter()["relu"] if alone else row)


def _switch(module: Module, call: ast.Call, row: Row) -> Choice:
    given = arguments(call, row)
    branches = [given.values["then_expression"], given.values["else_expression"]]
    if all(isinstance(b, ast.Lambda) for b in branches):
        return Choice(shorter()["switch"], "the condition is one truth value, not one for each number")
    if any(isinstance(b, ast.Lambda) for b in branches):
        raise Irreplaceable("only one branch is a function")
    condition = _elementwise(module, given.values["condition"])
    then = _elementwise(module, branches[0])
    if (
        condition and then and then <= condition
    ):  # the condition has as many axes as the branch, which Keras 2 asked for
        return Choice(row)
    return Choice(row, "condition and branches have one shape, and the branches are no functions")


_ELEMENTWISE = (
    "abs cast clip cos elu equal exp greater greater_equal less less_equal log maximum minimum not_equal pow relu "
    "round sigmoid sign sin softplus sqrt square tanh"
).split()


def _elementwise(module: Module, node: ast.expr) -> set[str] | None:
    """The tensors that an expression computes with number by number; None where it does something else.

    The two arguments of a loss or metric have as many axes as each other, and count as one.
    """
    if isinstance(node, ast.Constant):
        return set()
    if isinstance(node, ast.Name):
        return {"y_true" if node.id == "y_pred" else node.id}
    if isinstance(node, ast.UnaryOp):
        return _elementwise(module, node.operand)
    operands: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        operands = [node.left, node.right]
    elif isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
    elif isinstance(node, ast.Call) and not node.keywords and names_function(module, node, *_ELEMENTWISE):
        operands = node.args[:1] if names_function(module, node, "cast", "clip") else node.args
    found = [_elementwise(module, operand) for operand in operands]
    return set().union(*(names or set() for names in found)) if found and None not in found else None


def _clip(module: Module, call: ast.Call, row: Row) -> Choice:
    given = arguments(call, row)
    for name, function in (("min_value", "minimum"), ("max_value", "maximum")):
        value = given.values[name]
        if isinstance(value, ast.Constant) and value.value is None:
            raise Irreplaceable(f"it has no bound `{name}`: write `ops.{function}`")
    return Choice(row)


def _batch_dot(module: Module, call: ast.Call, row: Row) -> Choice:
    axes = call.args[2] if len(call.args) > 2 else next((k.value for k in call.keywords if k.arg == "axes"), None)
    if axes is None:
        return Choice(shorter()["batch_dot"], "the second tensor has three axes or more")
    literal = isinstance(axes, (ast.Constant, ast.List, ast.Tuple, ast.UnaryOp))
    return Choice(row, "" if literal else "the axes are given, and not None")


def _cast_to_floatx(module: Module, call: ast.Call, row: Row) -> Choice:
    parent = module.parents.get(call)
    computed = isinstance(parent, (ast.BinOp, ast.Compare)) or (
        isinstance(parent, ast.Call)
        and any(p.startswith(("keras.backend.", "keras.ops.")) for p in module.facts.callees.get(parent, ()))
    )
    return Choice(row, "" if computed else "a tensor will do where an array was given and came back as one")


def _random(module: Module, call: ast.Call, row: Row) -> Choice:
    """An integer seed gave other numbers at each call, and gives the same ones now."""
    seed = next((k for k in call.keywords if k.arg == "seed"), None)
    dtype = next((k.value for k in call.keywords if k.arg == "dtype"), None)
    if isinstance(dtype, ast.Constant) and isinstance(dtype.value, str) and "int" in dtype.value:
        raise Irreplaceable("integers come from `keras.random.randint`")
    repeated = any(isinstance(a, (ast.FunctionDef, ast.Lambda, ast.For, ast.While)) for a in module.ancestors(call))
    nothing = seed is None or (isinstance(seed.value, ast.Constant) and seed.value.value is None)
    if nothing or not repeated:
        return Choice(row)
    return Choice(row, "it may draw the same numbers at each call, as an integer `seed` makes it do now")


def _stop_gradient(module: Module, call: ast.Call, row: Row) -> Choice:
    given = arguments(call, row)
    if isinstance(given.values["variables"], (ast.List, ast.Tuple)):
        raise Irreplaceable("it takes one tensor")
    return Choice(row)


def _named(module: Module, call: ast.Call, row: Row) -> Choice:
    """A scope: names in Keras 3 have no slash."""
    name = arguments(call, row).values["name"]
    if _has_slash(name):
        raise Irreplaceable("a name in Keras 3 has no slash")
    return Choice(row, "" if isinstance(name, ast.Constant) else "the name has no slash")


def _variable(module: Module, call: ast.Call, row: Row) -> Choice:
    """A name with a slash goes: variables in Keras 3 have none."""
    name = next((k.value for k in call.keywords if k.arg == "name"), None)
    return Choice(row.without("name") if name is not None and _has_slash(name) else row)


def _has_slash(name: ast.expr) -> bool:
    texts = [n.value for n in ast.walk(name) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return any("/" in text for text in texts)


def _pool(module: Module, call: ast.Call, row: Row) -> Choice:
    mode = arguments(call, row).values.get("pool_mode")
    if mode is None or (isinstance(mode, ast.Constant) and mode.value == "max"):
        return Choice(row)
    if isinstance(mode, ast.Constant) and mode.value == "avg":
        return Choice(shorter()[row.function])
    raise Irreplaceable("`pool_mode` decides between it and `ops.average_pool`")


def _placeholder(module: Module, call: ast.Call, row: Row) -> Choice:
    return Choice(row, "nothing is fed to it but through a model")


def _bias_add(module: Module, call: ast.Call, row: Row) -> Choice:
    first = "channels_first" in module.strings
    return Choice(row, "the channels are the last axis" if first else "")


def _convolution(module: Module, call: ast.Call, row: Row) -> Choice:
    padding = arguments(call, row).values.get("padding")
    if isinstance(padding, ast.Constant) and padding.value == "causal":
        raise Irreplaceable("it pads no causal way: pad with `ops.pad` first")
    return Choice(row)


_CHOICES: dict[str, Callable[[Module, ast.Call, Row], Choice]] = {
    "argmax": _argmax,
    "argmin": _argmax,
    "batch_dot": _batch_dot,
    "batch_flatten": _batch_flatten,
    "bias_add": _bias_add,
    "cast_to_floatx": _cast_to_floatx,
    "clip": _clip,
    "conv1d": _convolution,
    "dropout": _random,
    "eye": _new_variable,
    "int_shape": _int_shape,
    "name_scope": _named,
    "ones": _new_variable,
    "placeholder": _placeholder,
    "pool2d": _pool,
    "pool3d": _pool,
    "random_normal": _random,
    "random_uniform": _random,
    "relu": _relu,
    "shape": _shape,
    "sqrt": _sqrt,
    "stop_gradient": _stop_gradient,
    "switch": _switch,
    "truncated_normal": _random,
    "variable": _variable,
    "zeros": _new_variable,
}
