"""How sure it is that the object before a method or attribute is a Keras model, layer, ... Shared by rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from migrator.analysis.facts import Receiver
from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.running import is_model_name

MODELS = frozenset({"model", "super-model"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far an edit of an attribute may be trusted, as far as its receiver goes."""

    applicability: Applicability
    doubt: str = ""
    """Why it is not safe, for a person."""
    receivers: tuple[Receiver, ...] = ()
    """What the receiver is, in all contexts."""

    @property
    def safe(self) -> bool:
        return self.applicability is Applicability.SAFE

    @property
    def proof(self) -> tuple[str, ...]:
        """The places that prove it."""
        return tuple(dict.fromkeys(p for r in self.receivers for p in r.proof))

    def about(self, message: str) -> str:
        """A finding's message, with the doubt if there is one."""
        return f"{message}; {self.doubt}" if self.doubt else message


def method_calls(
    module: Module, names: Set[str], kinds: Set[str] = MODELS
) -> Iterator[tuple[ast.Attribute, ast.Call, Verdict]]:
    """The calls of methods on what is, or may be, of one of the kinds."""
    for node in module.attributes:
        if node.attr in names:
            call = module.parents.get(node)
            if isinstance(call, ast.Call) and call.func is node:
                verdict = judge(module, node, kinds)
                if verdict is not None:
                    yield node, call, verdict


def judge(module: Module, node: ast.Attribute, kinds: Set[str] = MODELS) -> Verdict | None:
    """Whether `node.value` is of one of the `kinds`; None where it is not, or nothing speaks for it.

    Safe: it is in every context. Unsafe: it may be out of view, and its name, or another context, says that it is.
    """
    receivers = tuple(module.facts.receivers.get(node, ()))
    name = ast.unparse(node.value)
    if not receivers:
        if not module.imports_keras:
            return None
        return Verdict(Applicability.REVIEW, "the analysis does not reach this place")
    found = {r.kind for r in receivers if not r.own_method} - {"none"}
    own = any(r.own_method for r in receivers)
    if found and found <= kinds and not own:
        return Verdict(Applicability.SAFE, "", receivers)
    if not found & kinds and "unknown" not in found:
        return None
    if not found & kinds and not module.imports_keras and not is_model_name(name):
        return None
    others = sorted(found - kinds - {"unknown"})
    if others or own:
        doubt = f"what `{name}` is differs by path"
        return Verdict(Applicability.REVIEW, doubt, receivers)
    why = next((r.why for r in receivers if r.kind == "unknown" and r.why), "it comes from out of view")
    doubt = f"what `{name}` is, is not in view ({why})"
    named = bool(found & kinds) or ("model" in kinds and is_model_name(name))
    return Verdict(Applicability.UNSAFE if named else Applicability.REVIEW, doubt, receivers)
