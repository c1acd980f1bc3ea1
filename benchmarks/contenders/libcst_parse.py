"""The floor of every tool that reads whole files with LibCST: parse each file below a folder, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst


def main(folder: Path) -> None:
    """Parse all files, and say how many LibCST could not parse."""
    files = failed = 0
    for path in sorted(folder.rglob("*.py")):
        try:
            cst.parse_module(path.read_bytes())
        except (cst.ParserSyntaxError, UnicodeError, RecursionError):
            failed += 1
        files += 1
    print(f"{files:,} files read, {failed:,} failed", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
