"""The floor of every tool that reads Python with `ast`: parse each file below a folder and visit each node once."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path


def main(folder: Path) -> None:
    """Parse and walk all files, and say how many nodes there were."""
    warnings.simplefilter("ignore")
    files = nodes = 0
    for path in sorted(folder.rglob("*.py")):
        for _ in ast.walk(ast.parse(path.read_bytes())):
            nodes += 1
        files += 1
    print(f"{files:,} files read, {nodes:,} nodes", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
