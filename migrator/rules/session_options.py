"""What the options of a session of TensorFlow 1 are in TensorFlow 2. Shared by rules; proposes nothing itself."""

from __future__ import annotations

import ast

from migrator.analysis.module import Module
from migrator.keras_api.sessions import DEVICES, FRACTION, GROWTH, INERT, THREADS, VISIBLE
from migrator.rules.early import is_early
from migrator.rules.session_parts import Block, Stays
from migrator.rules.spelling import spell


def set_option(module: Module, block: Block, path: str, value: ast.expr, statement: ast.stmt) -> None:
    """What sets an option in TensorFlow 2, in the place of a statement. Raises `Stays`."""
    text = module.source.one_line(module.source.segment(value))
    constant = value.value if isinstance(value, ast.Constant) else None
    if path in INERT:
        return
    if path == GROWTH and isinstance(value, ast.Constant) and not constant:
        return
    if path in THREADS:
        _say(module, block, statement, f"{{config}}.{THREADS[path]}({text})")
    elif path in {GROWTH, FRACTION}:
        if path == FRACTION:
            add_condition(block, "memory that grows as it is needed may stand for the fraction of it")
        if not block.grows:
            block.grows = True
            growth = text if path == GROWTH else "True"
            gpu = module.free_name("gpu")
            _say(
                module,
                block,
                statement,
                f'for {gpu} in {{config}}.list_physical_devices("GPU"):',
                f"    {{config}}.experimental.set_memory_growth({gpu}, {growth})",
            )
    elif path == DEVICES and isinstance(value, ast.Dict) and _hides_gpus(value) is not None:
        if _hides_gpus(value):
            _say(module, block, statement, '{config}.set_visible_devices([], "GPU")')
    elif path == VISIBLE and (chosen := _chosen_gpus(value, text)) is not None:
        seen = f'{{config}}.list_physical_devices("GPU"){chosen}'
        _say(module, block, statement, f'{{config}}.set_visible_devices({seen}, "GPU")')
    else:
        raise Stays(f"see `tf.config` for what `{path}` did")


def _say(module: Module, block: Block, statement: ast.stmt, *lines: str) -> None:
    spelling = spell(module, "tensorflow.config", statement)
    if spelling is None or not module.stands_alone(statement):
        raise Stays("there is no place for the lines that take its place")
    if not is_early(module, statement):
        add_condition(block, "nothing of TensorFlow has run before")
    block.added += spelling.operations
    block.lines.setdefault(statement, []).extend(line.format(config=spelling.text) for line in lines)


def add_condition(block: Block, text: str) -> None:
    """Note what an edit depends on, once."""
    if text not in block.conditions:
        block.conditions.append(text)


def _hides_gpus(value: ast.Dict) -> bool | None:
    """Whether `device_count=` leaves no GPU; None where it leaves some of them, or cannot be read."""
    hides = False
    for key, number in zip(value.keys, value.values, strict=True):
        if not isinstance(key, ast.Constant) or key.value not in {"CPU", "GPU"}:
            return None
        if key.value == "GPU":
            if not isinstance(number, ast.Constant) or number.value != 0:
                return None
            hides = True
    return hides


def _chosen_gpus(value: ast.expr, text: str) -> str | None:
    """The subscript of the GPUs that `visible_device_list=` names; None where that is not known."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        try:
            numbers = [int(part) for part in value.value.split(",")]
        except ValueError:
            return None
        consecutive = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        return f"[{numbers[0]} : {numbers[-1] + 1}]" if consecutive else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "str":
        if len(value.args) == 1 and text.startswith("str("):
            number = text[len("str(") : -1]
            return f"[{number} : {number} + 1]"
    return None
