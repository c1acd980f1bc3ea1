"""The rules as `--list-rules` and `--explain` show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from migrator.report.output import Output


class RuleLike(Protocol):
    """What the catalogue shows of a rule; its documentation is Markdown."""

    @property
    def code(self) -> str: ...

    @property
    def slug(self) -> str: ...

    @property
    def applicability(self) -> str: ...

    @property
    def opt_in(self) -> bool: ...

    @property
    def summary(self) -> str: ...

    @property
    def documentation(self) -> str: ...


_HEADINGS = ("Code", "Name", "Applicability", "Summary")


def list_rules(rules: Sequence[RuleLike], output: Output) -> None:
    """Write one line per rule: a table on a terminal, aligned text elsewhere."""
    rows = [(rule.code, rule.slug, applicability(rule), rule.summary.replace("`", "")) for rule in rules]
    if output.fancy:
        _draw(rows, output)
        return
    widths = [max(len(row[i]) for row in (_HEADINGS, *rows)) for i in range(len(_HEADINGS))]
    for row in (_HEADINGS, *rows):
        output.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _draw(rows: Sequence[tuple[str, str, str, str]], output: Output) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, style in zip(_HEADINGS, ("bold", "cyan", "", ""), strict=True):
        table.add_column(heading, style=style, no_wrap=heading != "Summary")
    for row in rows:
        table.add_row(*map(Text, row))
    output.draw(table)


def page(rule: RuleLike) -> str:
    """The page of a rule, in Markdown."""
    documentation = re.sub(
        r"^```python (before|after)( unsafe)?$", _labelled, rule.documentation.strip(), flags=re.MULTILINE
    )
    head = f"# {rule.code} {rule.slug}\n\nApplicability: {rule.applicability}.\n\n"
    if rule.opt_in:
        head += f"Off unless `--select` has its whole code: `--select KER,{rule.code}` runs it with all others.\n\n"
    return f"{head}{documentation}\n"


def applicability(rule: RuleLike) -> str:
    """What a rule's edits are, in a word or two, and whether they have to be asked for."""
    return f"{rule.applicability} (opt-in)" if rule.opt_in else rule.applicability


def explain(rule: RuleLike, output: Output) -> None:
    """Write the page of a rule: laid out on a terminal, its Markdown elsewhere."""
    if not output.fancy:
        output.text(page(rule))
        return
    from rich.markdown import Markdown

    output.draw(Markdown(page(rule)))


def _labelled(fence: re.Match[str]) -> str:
    """The opening of a code block with its role in front, which a fence's info string would hide."""
    unsafe = " (with `--unsafe-fixes`)" if fence[1] == "before" and fence[2] else ""
    return f"{fence[1].capitalize()}{unsafe}:\n\n```python"
