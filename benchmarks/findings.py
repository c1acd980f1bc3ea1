"""What becomes of real code: the findings by rule, and the files in which nothing is left to do.

    python benchmarks/findings.py PATH ... [--list FILE] [--left]

Reads the folders as `keras-migrate` would and writes nothing. For each rule it prints the sites it speaks of, and how
many of them are rewritten as safe, would be rewritten with `--unsafe-fixes`, and need a person. Then the share of the
files in which no finding is left once the safe edits are made, and with the unsafe ones. `--list FILE` counts only the
files whose paths FILE names, a line each; `--left` lists the findings that are left.
"""

from __future__ import annotations

import argparse
import collections
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from migrator.findings import Applicability, FileResult
from migrator.migration import migrate_paths
from migrator.settings import Settings


def main() -> int:
    """Print the tables; 0 if there was anything to count."""
    arguments = _arguments()
    wanted = {Path(line).resolve() for line in arguments.list.read_text().splitlines()} if arguments.list else None
    results = [
        result
        for result in migrate_paths(arguments.paths, Settings(), write=False)
        if wanted is None or Path(result.path).resolve() in wanted
    ]
    read = [result for result in results if result.problem is None]
    _print_rules(read)
    _print_files(read, len(results) - len(read))
    if arguments.left:
        for result in read:
            for finding in result.findings:
                if not finding.applied:
                    print(f"{result.path}:{finding.range.line}: {finding.code} {finding.message}")
    return 0 if read else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--list", type=Path, help="count only the files that FILE names, a line each")
    parser.add_argument("--left", action="store_true", help="list the findings that are left")
    return parser.parse_args()


def _print_rules(results: list[FileResult]) -> None:
    table: dict[str, collections.Counter[Applicability]] = collections.defaultdict(collections.Counter)
    files: dict[str, int] = collections.Counter()
    slugs: dict[str, str] = {}
    for result in results:
        for finding in result.findings:
            table[finding.code][finding.applicability] += 1
            slugs[finding.code] = finding.slug
        for code in {finding.code for finding in result.findings}:
            files[code] += 1
    print(f"{'rule':<8}{'':<32}{'files':>8}{'sites':>8}{'safe':>8}{'unsafe':>8}{'review':>8}")
    for code in sorted(table):
        counts = table[code]
        numbers = "".join(f"{counts[kind]:>8}" for kind in Applicability)
        print(f"{code:<8}{slugs[code]:<32}{files[code]:>8}{counts.total():>8}{numbers}")


def _print_files(results: list[FileResult], failed: int) -> None:
    concerned = [result for result in results if result.findings]
    safe = sum(all(f.applied for f in result.findings) for result in results)
    unsafe = sum(all(f.fixable for f in result.findings) for result in results)
    total = len(results)
    print()
    print(f"{total} files read, {failed} that cannot be read or parsed, {len(concerned)} with findings")
    if total:
        print(f"nothing left after the safe edits:   {safe:>5}  {100 * safe / total:.1f} %")
        print(f"nothing left with the unsafe edits:  {unsafe:>5}  {100 * unsafe / total:.1f} %")


if __name__ == "__main__":
    raise SystemExit(main())
