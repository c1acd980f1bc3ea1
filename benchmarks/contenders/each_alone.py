"""keras-migrate without its view of whole programs: check each file below a folder as a program of its own.

Files that do not say "keras" are analysed like the others, since the check of the whole folder analyses them, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from migrator.migration import migrate_text
from migrator.settings import Settings
from migrator.sources.text import decode


def main(folder: Path) -> None:
    """Check all files, and say how many have findings and how many could not be understood."""
    settings = Settings(rewrite=False)  # as --check has it
    files = found = failed = 0
    for path in sorted(folder.rglob("*.py")):
        result = migrate_text(decode(path.read_bytes()).text, str(path), settings=settings)
        files += 1
        found += bool(result.findings)
        failed += result.problem is not None
    print(f"{files:,} files read, {found:,} with findings, {failed:,} failed", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
