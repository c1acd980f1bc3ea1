"""Findings in notebooks, as a person sees them: places are lines of cells, and the order of the cells is assumed."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from migrator.findings import Finding
from migrator.sources.document import cell_of


class Cells:
    """The cells of one notebook's script."""

    def __init__(self, path: str, script: str) -> None:
        self._spot = re.compile(re.escape(path) + r":(\d+)")
        self._path = path
        self._script = script
        self._lines = script.split("\n")

    def told(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings, speaking of cells."""
        return tuple(self._tell(finding) for finding in findings)

    def _tell(self, finding: Finding) -> Finding:
        proof = tuple(self._spot.sub(self._place, line) for line in finding.proof)
        message = self._spot.sub(self._place, finding.message) + self._order(finding)
        return replace(finding, message=message, proof=proof)

    def _place(self, found: re.Match[str]) -> str:
        number, line = cell_of(self._lines, int(found.group(1)))
        return f"{self._path}, cell {number}, line {line}"

    def _order(self, finding: Finding) -> str:
        """That what a finding speaks of depends on the order in which cells run."""
        text = self._lines[finding.range.line - 1][finding.range.column - 1 :]
        name = re.match(r"\w+", text)
        cells = self._bound.get(name.group(), []) if name is not None else []
        if name is None or len(cells) < 2:
            return ""
        numbers = ", ".join(map(str, cells[:-1]))
        return f" (cells {numbers} and {cells[-1]} bind `{name.group()}`: this is right if they run in their order)"

    @cached_property
    def _bound(self) -> dict[str, list[int]]:
        """The cells that bind each name at their top level, in order."""
        found: dict[str, list[int]] = {}
        for statement in ast.parse(self._script).body:
            for name in _names(statement):
                cells = found.setdefault(name, [])
                number = cell_of(self._lines, statement.lineno)[0]
                if number not in cells:
                    cells.append(number)
        return found


def _names(statement: ast.stmt) -> set[str]:
    """The names that a statement of a cell binds by assignment, in loops and branches too, not in functions."""
    found: set[str] = set()
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending += ast.iter_child_nodes(node)
    return found
