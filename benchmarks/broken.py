"""In how many files a migration leaves something that the tables of the API know as gone.

    python benchmarks/broken.py PATH ... [--list FILE] [--unsafe-fixes]

Copies each PATH, a folder, migrates the copy, and asks the tables alone: which imports, names and keywords of what is
there now does Keras 3 not have? It also says how many of those have a finding. `--list FILE` counts only the
files whose paths FILE names, a line each; all others are only read. The copies are removed again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from migrator.analysis.module import Module
from migrator.findings import Finding
from migrator.migration import migrate_paths, understand_paths
from migrator.rules.api import gone_keyword, gone_symbol
from migrator.settings import Settings
from migrator.sources.discovery import Unreachable, discover
from migrator.sources.document import mentions_keras


def main() -> int:
    """Print the counts; 0 if there was anything to count."""
    arguments = _arguments()
    wanted = {Path(line).resolve() for line in arguments.list.read_text().splitlines()} if arguments.list else None
    files = broken = gone = named = 0
    for folder in arguments.paths:
        with tempfile.TemporaryDirectory(prefix="keras-migrate-") as scratch:
            copy = Path(scratch) / "copy"
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".git"), symlinks=True)
            counted = {path.relative_to(copy) for path in discover([copy]) if _is_counted(path, folder, copy, wanted)}
            for _ in migrate_paths([copy], Settings(unsafe_fixes=arguments.unsafe_fixes), write=True):
                pass
            found = {
                Path(result.path).relative_to(copy): result.findings
                for result in migrate_paths([copy], Settings(), write=False)
            }
            files += len(counted)
            for module in (module for program in understand_paths([copy], Settings()) for module in program):
                path = Path(module.path).relative_to(copy)
                left = dict(_gone(module)) if path in counted else {}
                broken, gone = broken + bool(left), gone + len(left)
                for line, message in left.items():
                    told = any(_speaks_of(finding, line, message) for finding in found.get(path, ()))
                    named += told
                    print(f"{folder / path}:{line}: {'' if told else 'SILENT '}{message}")
    share = f"{100 * (files - broken) / max(files, 1):.1f} %"
    print(f"{files} files name Keras; in {files - broken} nothing is left that the tables know as gone ({share})")
    print(f"{gone} lines with something left, {named} of them with a finding there or on the name")
    return 0 if files else 1


def _speaks_of(finding: Finding, line: int, message: str) -> bool:
    """Whether a finding is about what the tables miss on a line: it stands there, or says the same name elsewhere."""
    name = message.split("`")[1].rsplit(".", 1)[-1]
    return finding.range.line == line or f"{name}`" in finding.message


def _is_counted(path: Path | Unreachable, folder: Path, copy: Path, wanted: set[Path] | None) -> bool:
    if isinstance(path, Unreachable) or not mentions_keras(path.read_bytes()):
        return False
    return wanted is None or (folder / path.relative_to(copy)).resolve() in wanted


def _gone(module: Module) -> Iterator[tuple[int, str]]:
    for rule in (gone_symbol.RULE, gone_keyword.RULE):
        for proposal in rule.check(module):
            yield proposal.node.lineno, proposal.message


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--list", type=Path, help="count only the files that FILE names, a line each")
    parser.add_argument("--unsafe-fixes", action="store_true", help="apply the opt-in edits, too")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
