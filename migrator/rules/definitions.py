"""Functions that a migrated file defines once, and where they go. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from migrator.analysis.module import Module
from migrator.edits.operations import DefineHelper
from migrator.rules.spelling import Spelling, spell_model

_RESET_NAMES = ("reset_states", "reset_model_states", "reset_keras_states")


def reset_helper(module: Module, sites: Sequence[ast.AST]) -> Spelling:
    """The function that resets a model's stateful layers, nested models included.

    It is Keras 2.15's `Model.reset_states` (engine/training.py), which recursed because models had the method too.
    """
    existing = _existing_reset(module)
    if existing is not None:
        return Spelling(existing)
    model, local_import = spell_model(module, sites)
    name = module.free_name(*_RESET_NAMES)
    lines = [
        f"def {name}(model):",
        '    """Reset the stateful layers of a Keras model, as Keras 2\'s Model.reset_states() did."""',
        *([f"    {local_import}", ""] if local_import else []),
        "    for layer in model.layers:",
        f"        if isinstance(layer, {model.text}):",
        f"            {name}(layer)",
        '        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):',
        "            layer.reset_state()",
    ]
    define = DefineHelper(anchor(module, sites), tuple(lines))
    return Spelling(name, (*model.operations, define))


def _existing_reset(module: Module) -> str | None:
    """The name of a function of the file that is this helper, from an earlier run."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            text = ast.unparse(ast.Module(node.body[-1:], []))
            shape = re.sub(r"isinstance\(layer, [\w.]+\)", "isinstance(layer, Model)", text)
            expected = (
                "for layer in model.layers:\n    if isinstance(layer, Model):\n"
                f"        {node.name}(layer)\n"
                "    elif getattr(layer, 'stateful', False) and hasattr(layer, 'reset_state'):\n"
                "        layer.reset_state()"
            )
            if shape == expected and [a.arg for a in node.args.args] == ["model"]:
                return node.name
    return None


def predict_classes_helper(module: Module, sites: Sequence[ast.AST]) -> Spelling:
    """Keras 2's `Sequential.predict_classes` (2.4 `engine/sequential.py`) as a function of the file."""
    body = (
        "    outputs = model.predict(x, batch_size=batch_size, verbose=verbose)",
        "    if outputs.shape[-1] > 1:",
        "        return outputs.argmax(axis=-1)",
        '    return (outputs > 0.5).astype("int32")',
    )
    wanted = ast.unparse(ast.parse("\n".join(line[4:] for line in body)))
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "model":
            if ast.unparse(ast.Module(node.body[1:], [])) == wanted:
                return Spelling(node.name)
    name = module.free_name("predict_classes", "predict_model_classes")
    lines = (
        f"def {name}(model, x, batch_size=None, verbose=0):",
        '    """The classes that Keras 2\'s Sequential.predict_classes() gave."""',
        *body,
    )
    return Spelling(name, (DefineHelper(anchor(module, sites), lines),))


def hard_sigmoid_helper(module: Module, sites: Sequence[ast.AST]) -> Spelling:
    """Keras 2's `hard_sigmoid` (2.15 `activations.py`: clip(0.2 x + 0.5, 0, 1)) as a function of the file."""
    wanted = "keras2_hard_sigmoid"
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == wanted and "0.2 * x + 0.5" in ast.unparse(node):
            return Spelling(wanted)
    name = module.free_name(wanted)
    lines = (
        f"def {name}(x):",
        '    """Keras 2\'s hard_sigmoid. The function of that name in Keras 3 is relu6(x + 3) / 6."""',
        "    from keras import ops",
        "",
        "    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)",
    )
    return Spelling(name, (DefineHelper(anchor(module, sites), lines),))


def backend_function_helper(module: Module, sites: Sequence[ast.AST]) -> Spelling:
    """Keras 2's `K.function` (2.15 `backend.py`): a model that is called with arrays, and gives arrays in a list."""
    wanted = "backend_function"
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == wanted and "predict_on_batch" in ast.unparse(node):
            return Spelling(wanted)
    model, local_import = spell_model(module, sites)
    name = module.free_name(wanted)
    lines = [
        f"def {name}(inputs, outputs):",
        '    """A function from arrays to arrays, as Keras 2\'s K.function made it."""',
        *([f"    {local_import}", ""] if local_import else []),
        f"    model = {model.text}(inputs, outputs)",
        "",
        "    def call(values):",
        "        results = model.predict_on_batch(values)",
        "        alone = isinstance(outputs, (list, tuple)) and len(outputs) == 1 and not isinstance(results, list)",
        "        return [results] if alone else results",
        "",
        "    return call",
    ]
    return Spelling(name, (*model.operations, DefineHelper(anchor(module, sites), tuple(lines))))


_BLOCKS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
)


def anchor(module: Module, sites: Sequence[ast.AST]) -> ast.stmt | None:
    """The statement below which helpers are defined: the last import at the top of the file, above every site.

    Other statements may stand among the imports; the top ends at the first block other than `try`, and at the first
    statement that holds a site.
    """
    last: ast.stmt | None = None
    lines = {getattr(site, "lineno", 0) for site in sites}
    for statement in module.tree.body:
        end = statement.end_lineno or statement.lineno
        if any(statement.lineno <= line <= end for line in lines):
            break
        if isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_guarded_import(statement):
            last = statement
        elif isinstance(statement, _BLOCKS):
            break
    return last


def _is_guarded_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Try) and any(isinstance(s, (ast.Import, ast.ImportFrom)) for s in statement.body)
