"""Writes `docs/rules/`: a page for each rule and their index, from the rules themselves.

python tools/rule_pages.py            write them
python tools/rule_pages.py --check    exit 1 if they are not what the rules say
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from migrator.report.catalogue import applicability, page
from migrator.rules.registry import all_rules

FOLDER = Path(__file__).parents[1] / "docs" / "rules"


def pages() -> dict[str, str]:
    """The text of each file of the folder, by name."""
    rules = all_rules()
    index = [
        "# The rules",
        "",
        "What each rule does, why, and when its edit is safe. `keras-migrate --explain CODE` prints the same pages.",
    ]
    found = {f"{rule.code}.md": page(rule) for rule in rules}
    for group, members in groupby(sorted(rules, key=lambda r: (r.group, r.code)), key=lambda r: r.group):
        index += [
            "",
            f"## {group}",
            "",
            "| code | name | since | edit | what it does |",
            "| --- | --- | --- | --- | --- |",
        ]
        for rule in members:
            summary = rule.summary.replace("|", "\\|")
            index.append(
                f"| [{rule.code}]({rule.code}.md) | {rule.slug} | {rule.since} | {applicability(rule)} | {summary} |"
            )
    return {"README.md": "\n".join(index) + "\n", **found}


def stale(wanted: Mapping[str, str]) -> list[str]:
    """The files that are missing, differ, or belong to no rule any more."""
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name))


def main() -> int:
    """Write what is stale, or only name it."""
    wanted = pages()
    names = stale(wanted)
    if "--check" in sys.argv[1:]:
        for name in names:
            sys.stdout.write(f"{FOLDER.name}/{name} is not what the rules say: run python tools/rule_pages.py\n")
        return 1 if names else 0
    FOLDER.mkdir(exist_ok=True)
    for name in names:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
