"""Verifies programs of a corpus and prints the verdicts: `python -m tests.corpus_harness corpus/ [program ...]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus_harness import programs
from corpus_harness.requests import on_tensorflow, on_torch
from migrator.report.output import Output
from migrator.report.verification import Report
from migrator.verify.differences import STATED
from migrator.verify.sides import Side
from migrator.verify.verification import Engines, Limits, Verdict


def main() -> int:
    """Verify the corpus and print the table; return 0 if all programs are equal."""
    arguments = _arguments()
    corpus = arguments.corpus.resolve()
    if (corpus / "program.toml").exists():  # one program
        arguments.programs.append(corpus.name)
        corpus = corpus.parent
    pairs = programs.pairs(corpus)
    requests = on_torch(pairs) if arguments.torch else on_tensorflow(pairs, programs.unchanged(corpus))
    chosen = [r for r in requests if not arguments.programs or r.name.partition(" ")[0] in arguments.programs]
    report = Report("full", Output(sys.stdout), STATED)
    verdicts = []
    side = Side(3, "torch" if arguments.torch else "tensorflow", arguments.after_python)
    with Engines(Side(2), side, limits=Limits(seconds=120)) as engines:
        for verification in engines.verify_all(chosen):
            report.add(verification)
            verdicts.append(verification.verdict)
    report.close()
    equal = verdicts.count(Verdict.EQUAL)
    print(f"corpus: equal {equal}/{len(verdicts)}")
    return 0 if verdicts and equal == len(verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus_harness", description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", default=programs.CORPUS)
    parser.add_argument("programs", nargs="*", help="only these, by the name of their folder")
    parser.add_argument("--torch", action="store_true", help="those that say so, with the torch backend")
    parser.add_argument("--after-python", default=sys.executable, help="another interpreter for Keras 3")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
