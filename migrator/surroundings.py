"""What is around a program: the modules that it imports from outside the run, and the files that call its functions.

Each question to the file system is kept with its answer: where all answers are the same again, so is the result.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.sources.files import bytes_of
from migrator.sources.linking import Links
from migrator.sources.saved import Sharer

if TYPE_CHECKING:
    import ast

    from migrator.analysis.interpreter import Unit
    from migrator.analysis.module import Module

Question = tuple[str, ...]
"""What is asked, and about which places."""
Answer = str | None
_BETWEEN = "\0"
"""What stands between several places in an answer, and in no place."""
_WITHIN = "\1"
"""What stands between the parts of one of them."""


@dataclass(slots=True)
class Surroundings:
    """Finds and parses the modules around a program."""

    links: Links
    asked: dict[Question, Answer] = field(default_factory=dict)
    callers: dict[str, Unit] = field(default_factory=dict)
    """Files without Keras whose calls hand something to functions that models were handed to."""

    def find(self, place: str, name: str, level: int) -> str | None:
        """See `ModuleFinder.find`."""
        return self._ask("find", place, name, str(level))

    def below(self, place: str, name: str) -> str | None:
        """See `ModuleFinder.below`."""
        return self._ask("below", place, name)

    def package(self, place: str) -> str | None:
        """See `ModuleFinder.package`."""
        return self._ask("package", place)

    def parse(self, place: str) -> tuple[str, ast.Module] | None:
        """The tree of a file; an empty one for a folder; None for a file that cannot be read or parsed."""
        import ast

        from migrator.rounds import Unmigratable, parse
        from migrator.sources.text import UnreadableText, decode

        if not place.endswith(".py"):
            return "", ast.Module([], [])
        data = bytes_of(place)
        self.asked["content", place] = None if data is None else hashlib.sha256(data).hexdigest()
        try:
            return (os.path.relpath(place), parse(decode(data).text).tree) if data is not None else None
        except (UnreadableText, Unmigratable):
            return None

    def sharers(self, place: str) -> tuple[Sharer, ...]:
        """The other files of the run that name the same files of weights or of models."""
        answer = self._ask("sharers", place)
        rows = [row.split(_WITHIN) for row in answer.split(_BETWEEN)] if answer else []
        return tuple(Sharer(other, name, bool(writes), bool(weights)) for other, name, writes, weights in rows)

    def has_more_callers(self, modules: Iterable[Module]) -> bool:
        """Whether there are more of them than were known before the modules were understood."""
        import ast

        from migrator.analysis.interpreter import Unit

        handed = [module.place for module in modules if _has_models(module)]
        callers = self._ask("callers", *handed) if handed else None
        units = [(p, self.parse(p)) for p in callers.split(_BETWEEN) if p not in self.callers] if callers else []
        fresh = {place: Unit(place, *found, list(ast.walk(found[1]))) for place, found in units if found is not None}
        self.callers |= fresh
        return bool(fresh)

    def _ask(self, *question: str) -> Answer:
        answer = self.asked[question] = answer_to(question, self.links)
        return answer


def answer_to(question: Question, links: Links) -> Answer:
    """What is the case now."""
    match question:
        case ("find", place, name, level):
            return links.finder.find(place, name, int(level))
        case ("below", place, name):
            return links.finder.below(place, name)
        case ("package", place):
            return links.finder.package(place)
        case ("content", place):
            data = bytes_of(place)
            return None if data is None else hashlib.sha256(data).hexdigest()
        case ("callers", *places):
            return _BETWEEN.join(links.callers(places))
        case ("sharers", place):
            found = links.saved.sharers(place)
            rows = (_WITHIN.join((s.place, s.name, "w" * s.writes, "w" * s.weights)) for s in found)
            return _BETWEEN.join(rows)
        case _:
            raise ValueError(question)


def _has_models(module: Module) -> bool:
    """Whether methods of models are called in a module on what may be one."""
    return any(receiver.kind == "model" for found in module.facts.receivers.values() for receiver in found)
