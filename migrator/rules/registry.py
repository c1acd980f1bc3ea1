"""What a rule is, and where the rules are: every module below a package of `migrator.rules` that has a `RULE`.

A rule's documentation is its module's docstring: a first line that sums it up, then the sections *What it does*,
*Why*, *Example* (fences tagged `before` and `after`), *Left alone*, *Fix safety* and *References*.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from migrator.analysis.module import Module
from migrator.edits.operations import Operation
from migrator.findings import Applicability
from migrator.keras_api.versions import Version, minor_version


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule says of one place: what is the matter, and the operations that would mend it."""

    node: ast.expr | ast.stmt | ast.keyword | ast.alias
    message: str
    applicability: Applicability
    operations: tuple[Operation, ...] = ()
    proof: tuple[str, ...] = ()
    about: tuple[ast.AST, ...] = ()
    """For rules that speak where no other does: more nodes that this is about."""
    topic: str = ""
    """For such rules: what another rule's message mentions if it is about the same, though its node is one around."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `check` asks the analysis one kind of question and yields proposals; it never prints or reads files."""

    code: str
    slug: str
    since: str
    """The first Keras 3 version that breaks the construct."""
    applicability: str
    check: Callable[[Module], Iterator[Proposal]]
    markers: tuple[bytes, ...] = ()
    """A file that holds none of these byte strings has nothing for this rule."""
    until: str = ""
    """The first Keras 3 version that takes the construct again; empty where none does."""
    once: bool = False
    """What the rule says is true of the whole project: said of the first file that shows it."""
    fallback: bool = False
    """It speaks only where no other rule does."""
    opt_in: bool = False
    """It takes part only where it is selected by its whole code."""
    module: str = field(default="", compare=False)

    def concerns(self, lowest: Version, latest: Version) -> bool:
        """Whether the construct is broken in some minor version of Keras 3 in a range."""
        return minor_version(self.since) <= latest and not (self.until and minor_version(self.until) <= lowest)

    @property
    def group(self) -> str:
        """The package that the rule lives in."""
        return self.module.split(".")[-2]

    @property
    def documentation(self) -> str:
        """The rule's page, in Markdown."""
        return importlib.import_module(self.module).__doc__ or ""

    @property
    def summary(self) -> str:
        """The first line of the rule's page."""
        return self.documentation.strip().split("\n", 1)[0]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    import migrator.rules as package

    found = []
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if info.ispkg or info.name.count(".") < 3:
            continue
        rule = getattr(importlib.import_module(info.name), "RULE", None)
        if isinstance(rule, Rule):
            found.append(replace(rule, module=info.name))
    return tuple(sorted(found, key=lambda r: r.code))


def find_rule(code_or_slug: str) -> Rule | None:
    """The rule of a code or slug, in any case."""
    wanted = code_or_slug.lower()
    return next((r for r in all_rules() if wanted in {r.code.lower(), r.slug}), None)
