"""How many receivers of `reset_states`, `fit`, `evaluate` and `predict` the analysis knows, in any folders.

    python benchmarks/receivers.py PATH ... [--list FILE] [--methods NAME,...] [--reasons N]

A receiver is known if, in every context in which the analysis reaches the call, it is a model, or something that is not
one: a layer, a metric, an object of the project's own class, of another library. It prints the shares, and the unknown
ones by reason. `--list FILE` counts only the files whose paths FILE names, a line each; the others are only read.
"""

from __future__ import annotations

import argparse
import ast
import collections
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from migrator.analysis.facts import Receiver, ReceiverKind
from migrator.analysis.module import Module
from migrator.migration import understand_paths
from migrator.settings import Settings

METHODS = "reset_states,fit,evaluate,predict"
NOT_A_MODEL = set(get_args(ReceiverKind)) - {"model", "super-model", "unknown"}


def main() -> int:
    """Print the table and the reasons; 0 if there was anything to count."""
    arguments = _arguments()
    wanted = {Path(line).resolve() for line in arguments.list.read_text().splitlines()} if arguments.list else None
    counts: dict[str, collections.Counter[str]] = {name: collections.Counter() for name in arguments.methods}
    reasons: collections.Counter[str] = collections.Counter()
    for program in understand_paths(arguments.paths, Settings()):
        for module in program:
            if wanted is None or Path(module.path).resolve() in wanted:
                for node, kind, why in sites(module, arguments.methods):
                    counts[node.attr][kind] += 1
                    if kind == "unknown":
                        reasons[f"{module.path}:{node.lineno}: `{ast.unparse(node)}`: {why}"] += 1
    _print(counts, reasons, arguments.reasons)
    return 0 if any(counter.total() for counter in counts.values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--list", type=Path, help="count only the files that FILE names, a line each")
    parser.add_argument("--methods", type=lambda text: text.split(","), default=METHODS.split(","))
    parser.add_argument("--reasons", type=int, default=1000, help="how many unknown receivers are listed")
    return parser.parse_args()


def sites(module: Module, methods: list[str]) -> Iterator[tuple[ast.Attribute, str, str]]:
    """The calls of the methods in code that concerns Keras: what the receiver is, and if that is unknown, why."""
    for node in module.attributes:
        call = module.parents.get(node)
        if node.attr in methods and isinstance(call, ast.Call) and call.func is node:
            receivers = module.facts.receivers.get(node, [])
            yield node, *_judge(receivers)


def _judge(receivers: list[Receiver]) -> tuple[str, str]:
    kinds = {receiver.kind for receiver in receivers}
    if not kinds:
        return "unknown", "the analysis does not reach this place"
    if kinds <= {"model", "super-model"}:
        return "model", ""
    if "unknown" in kinds:
        return "unknown", next((r.why for r in receivers if r.kind == "unknown" and r.why), "out of view")
    return ("not a model", "") if kinds <= NOT_A_MODEL else ("either, by path", "")


def _print(counts: dict[str, collections.Counter[str]], reasons: collections.Counter[str], most: int) -> None:
    columns = ["model", "not a model", "either, by path", "unknown"]
    print("method".ljust(14), *(c.rjust(16) for c in columns), "known".rjust(8))
    for name, counter in counts.items():
        known = 100 * (1 - counter["unknown"] / counter.total()) if counter else 0.0
        print(name.ljust(14), *(str(counter[c]).rjust(16) for c in columns), f"{known:6.1f} %")
    if reasons:
        print("\nunknown:")
    for reason, count in sorted(reasons.most_common(most)):
        print(f"  {reason}" + (f" (x{count})" if count > 1 else ""))


if __name__ == "__main__":
    sys.exit(main())
