"""The floor of every codemod that LibCST writes: parse each file below a folder, transform nothing, print it."""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst


def main(folder: Path) -> None:
    """Rewrite all files to themselves, in memory, and say how many LibCST could not parse."""
    files = failed = 0
    for path in sorted(folder.rglob("*.py")):
        try:
            assert cst.parse_module(path.read_bytes()).visit(cst.CSTTransformer()).bytes is not None
        except (cst.ParserSyntaxError, UnicodeError, RecursionError):
            failed += 1
        files += 1
    print(f"{files:,} files read, {failed:,} failed", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
