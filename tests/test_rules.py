"""Every rule's page: its sections, and its examples executed."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import migrator.rules.numerics
from migrator.findings import Applicability, FileResult
from migrator.keras_api.versions import Version, minor_version
from migrator.migration import migrate_text
from migrator.rules.registry import Rule, all_rules, find_rule
from migrator.settings import Settings

SECTIONS = ("What it does", "Why", "Left alone", "Fix safety", "References")
FENCE = re.compile(r"```python([^\n]*)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A before and after of a rule's page."""

    before: str
    after: str
    unsafe: bool


def section(rule: Rule, title: str) -> str:
    """The text of one section of a rule's page; empty if there is none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", rule.documentation, re.DOTALL | re.MULTILINE)
    return found.group(1).strip() if found else ""


def examples(rule: Rule) -> list[Example]:
    """The pairs of fences under *Example*."""
    fences = FENCE.findall(section(rule, "Example"))
    tags = [tag.strip() for tag, _ in fences]
    assert tags[1::2] == ["after"] * (len(tags) // 2)
    assert all(tag in {"before", "before unsafe"} for tag in tags[::2])
    return [
        Example(before, after, "unsafe" in tag)
        for (tag, before), (_, after) in zip(fences[::2], fences[1::2], strict=True)
    ]


def left_alone(rule: Rule) -> list[str]:
    """The programs under *Left alone*."""
    return [code for _, code in FENCE.findall(section(rule, "Left alone"))]


def in_file(rule: Rule, code: str) -> str:
    """The text of a file with some code: a notebook for the rules of notebooks."""
    if rule.group != "notebooks":
        return code
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": code.rstrip("\n")}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def migrate(rule: Rule, code: str, *, unsafe: bool = False) -> FileResult:
    """What becomes of an example."""
    name = "example.ipynb" if rule.group == "notebooks" else "example.py"
    target = minor_version(rule.since) if rule.until else None  # else it is no matter any more
    settings = Settings(target=target, select=("KER", rule.code) if rule.opt_in else ())
    return migrate_text(in_file(rule, code), name, unsafe=unsafe, settings=settings)


RULES = all_rules()
EXAMPLES = [(rule, example) for rule in RULES for example in examples(rule)]
EXAMPLE_IDS = [f"{rule.code}-{number}" for number, (rule, _) in enumerate(EXAMPLES)]
UNTOUCHED = [(rule, code) for rule in RULES for code in left_alone(rule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_rule_has_a_whole_page(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert [title for title in SECTIONS if not section(rule, title)] == []
    assert rule.applicability == "review" or examples(rule)
    assert left_alone(rule)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=EXAMPLE_IDS)
def test_an_example_becomes_what_its_page_says(rule: Rule, example: Example) -> None:
    result = migrate(rule, example.before, unsafe=example.unsafe)
    assert result.problem is None
    assert result.text == in_file(rule, example.after)
    assert rule.code in {finding.code for finding in result.findings if finding.applied}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=EXAMPLE_IDS)
def test_a_migrated_example_stays_as_it_is(rule: Rule, example: Example) -> None:
    assert migrate(rule, example.after, unsafe=example.unsafe).text == in_file(rule, example.after)


@pytest.mark.parametrize(("rule", "code"), UNTOUCHED, ids=[f"{r.code}-{i}" for i, (r, _) in enumerate(UNTOUCHED)])
def test_what_a_page_says_is_left_alone_is(rule: Rule, code: str) -> None:
    result = migrate(rule, code, unsafe=True)
    assert result.text == in_file(rule, code)
    assert rule.code not in {finding.code for finding in result.findings}


def test_the_pages_in_docs_are_what_the_rules_say() -> None:
    tool = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "rule_pages.py"))
    assert tool["stale"](tool["pages"]()) == [], "run python tools/rule_pages.py"


def test_codes_and_slugs_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.slug for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"KER\d{3}", rule.code) for rule in RULES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.slug) for rule in RULES)


def test_an_opt_in_rule_takes_part_where_its_whole_code_is_selected() -> None:
    (rule,) = [rule for rule in RULES if rule.opt_in]
    before = examples(rule)[0].before
    for select in ((), ("KER",), (rule.code[:-1],), ("KER2", "KER1")):
        result = migrate_text(before, settings=Settings(select=select))
        assert (result.text, result.findings) == (before, ())
    assert migrate_text(before, settings=Settings(select=(rule.code,))).text == examples(rule)[0].after
    assert migrate_text(before, settings=Settings(select=(rule.code,), ignore=(rule.code,))).text == before


def test_a_rule_is_found_by_code_and_by_slug_in_any_case() -> None:
    by_code = find_rule("ker301")
    assert by_code is not None
    assert by_code.slug == "model-reset-states"
    assert find_rule("Model-Reset-States") == by_code
    assert find_rule("KER000") is None


@pytest.mark.parametrize("keyword", ["recurrent_activation", "activation"])
def test_hard_sigmoid_is_reported_but_not_touched_by_default(keyword: str) -> None:
    source = f"import keras\nlayer = keras.layers.GRU(4, {keyword}='hard_sigmoid')\n"
    result = migrate_text(source)
    assert result.after == source
    assert [(f.code, f.applicability, f.applied) for f in result.findings] == [("KER214", Applicability.UNSAFE, False)]


def test_a_stateful_rnn_over_stacked_cells_is_named() -> None:
    source = "import keras\nl = keras.layers\nlayer = l.RNN([l.LSTMCell(4), l.LSTMCell(4)], stateful=True)\n"
    result = migrate_text(source)
    assert [(f.code, f.applicability) for f in result.findings] == [("KER310", Applicability.REVIEW)]


@pytest.mark.parametrize(
    "selection",
    [
        'os.environ["KERAS_BACKEND"] = "jax"',
        'os.environ.setdefault("KERAS_BACKEND", "jax")',
        'os.environ.update(KERAS_BACKEND="jax")',
    ],
)
def test_a_backend_that_loses_the_state_is_named(selection: str) -> None:
    result = migrate_text(f"import os\n{selection}\nimport keras\nlayer = keras.layers.LSTM(4, stateful=True)\n")
    assert [f.code for f in result.findings] == ["KER308"]
    assert "3.0.5 to 3.15.1" in result.findings[0].message


@pytest.fixture
def copied_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of a rule that is a copy of another's file under a new code, put beside the others for one test."""
    package = migrator.rules.numerics
    original = Path(package.__path__[0], "hard_sigmoid.py").read_text(encoding="utf-8")
    copy = original.replace('"KER214", "hard-sigmoid"', '"KER299", "copied-rule"')
    assert copy != original
    (tmp_path / "copied_rule.py").write_text(copy, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    all_rules.cache_clear()
    yield "KER299"
    sys.modules.pop("migrator.rules.numerics.copied_rule", None)
    all_rules.cache_clear()


def test_a_new_rule_is_one_new_file(copied_rule: str) -> None:
    found = find_rule("copied-rule")
    assert found is not None
    assert (found.code, found.group) == (copied_rule, "numerics")
    assert found.summary == "`'hard_sigmoid'` is another function in Keras 3."
    result = migrate_text("import keras\nkeras.layers.GRU(4, recurrent_activation='hard_sigmoid')\n")
    assert [f.code for f in result.findings] == ["KER214", copied_rule]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_marker_never_hides_an_example(rule: Rule) -> None:
    sources = [example.before for r, example in EXAMPLES if r == rule]
    assert all(any(marker.decode() in source for marker in rule.markers) for source in sources if rule.markers)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_message_is_one_line_without_a_full_stop(rule: Rule) -> None:
    for example in (e for r, e in EXAMPLES if r == rule):
        for finding in migrate(rule, example.before, unsafe=example.unsafe).findings:
            assert finding.message == finding.message.strip()
            assert "\n" not in finding.message
            assert not finding.message.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_rule_declares_the_applicability_of_its_examples(rule: Rule) -> None:
    seen = {
        finding.applicability.value
        for r, example in EXAMPLES
        if r == rule
        for finding in migrate(rule, example.before, unsafe=example.unsafe).findings
        if finding.code == rule.code
    }
    assert seen <= {part.strip() for part in re.split(r" or |,", rule.applicability)}


@pytest.mark.parametrize("layer", ["LSTM(4, stateful=True)", "Bidirectional(GRU(4, stateful=True))"])
def test_an_initial_state_of_a_stateful_layer_is_named(layer: str) -> None:
    source = (
        "from keras.layers import LSTM, GRU, Bidirectional, Input\n"
        f"inputs, h = Input(batch_shape=(2, 5, 3)), Input(batch_shape=(2, 4))\nlayer = {layer}\n"
        "outputs = layer(inputs, initial_state=[h, h])\n"
    )
    result = migrate_text(source)
    assert result.after == source
    assert [(f.code, f.applicability) for f in result.findings] == [("KER309", Applicability.REVIEW)]


@pytest.mark.parametrize(("target", "read"), [((3, 4), "learning_rate.numpy()"), ((3, 5), "learning_rate")])
def test_a_rate_is_read_as_the_lowest_version_can(target: Version, read: str) -> None:
    source = "import keras\nrate = float(keras.optimizers.SGD().lr)\n"
    result = migrate_text(source, settings=Settings(target=target))
    assert result.after == source.replace("lr", read)
