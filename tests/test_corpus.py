"""The corpus: what a migration writes byte for byte, and that what it writes does the same on Keras 3.

Each side is started once for all selected tests: see `corpus_harness`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from corpus_harness import programs
from corpus_harness.programs import Pair, Unchanged
from corpus_harness.runs import Job, Outcomes, Record, SideMissing, run
from corpus_harness.sides import KERAS_3, KERAS_3_TORCH
from corpus_harness.verdicts import Comparable, Verdict, all_comparables, judge, pair_comparable

from migrator.migration import migrate_paths
from migrator.settings import Settings

PAIRS = programs.pairs()
UNCHANGED = programs.unchanged()
COMPARABLES = all_comparables(PAIRS, UNCHANGED)
EXAMPLES = {pair.slug: pair for pair in programs.pairs(Path(programs.__file__).with_name("examples"))}

WRONG_EXAMPLES = {
    "forgets-its-state": "number 2:",
    "prints-nothing": "left prints no floating point number",
    "prints-zeros": "left prints nothing but zeros",
    "prints-less": "2 numbers on the left, 1 on the right",
    "builds-no-model": "before.py on Keras 2 built no model",
    "raises": "after.py on Keras 3 ended with AttributeError",
    "dies": "before.py on Keras 2 ended with died with status -6",
}
SOUND_EXAMPLES = {
    "every-spelling": {"initial weights", "seeds"},
    "left-to-chance": {"initial weights", "progress bar", "seeds", "shuffle"},
    "batch-size-from-the-shape": {"batch size", "initial weights", "seeds"},
}


def failing_job(pair: Pair) -> Job:
    """The run of a program on Keras 3 as it was written for Keras 2."""
    return Job(KERAS_3, pair.before, root=pair.root(pair.before))


def jobs_of(parameters: Mapping[str, object]) -> list[Job]:
    """The runs that a test with these parameters asks about."""
    comparable, failing = parameters.get("comparable"), parameters.get("failing")
    jobs = [comparable.old, comparable.new] if isinstance(comparable, Comparable) else []
    return [*jobs, failing_job(failing)] if isinstance(failing, Pair) else jobs


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """Run what the selected tests ask about, all of it at once."""
    jobs: list[Job] = []
    for item in request.session.items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            jobs += jobs_of(item.callspec.params)
    return run(jobs)


def skip_or_fail(missing: SideMissing, job: Job) -> None:
    """Skip where a package is missing; fail in CI, where all but torch must be there."""
    if os.environ.get("CI") == "true" and job.side is not KERAS_3_TORCH:
        pytest.fail(str(missing))
    pytest.skip(str(missing))


def verdict_on(comparable: Comparable, outcomes: Outcomes) -> Verdict:
    """Judge the comparison, or skip the test where one of its sides cannot be run."""
    for job in (comparable.old, comparable.new):
        record_of(job, outcomes)
    return judge(comparable, outcomes)


def record_of(job: Job, outcomes: Outcomes) -> Record:
    """Return the record of the job, or skip the test where its side cannot be run."""
    try:
        return outcomes[job]
    except SideMissing as missing:
        skip_or_fail(missing, job)
        raise


def expect(holds: bool, explanation: str) -> None:
    """Fail with the explanation alone: the records say more than a traceback of the harness."""
    if not holds:
        pytest.fail(explanation, pytrace=False)


def texts_of(program: Path, root: Path) -> dict[str, str]:
    """The Python files of the program as they are on disk, newlines and all."""
    alone = program.parent == root and program.stem in {"before", "after", "program"}
    files = [program] if alone else root.rglob("*.py")
    return {str(file.relative_to(root)): file.read_bytes().decode("utf-8") for file in files}


def migrate(program: Path, root: Path, scratch: Path, *, unsafe: bool = False) -> dict[str, str]:
    """The files of the program as a migration leaves them."""
    for name, text in texts_of(program, root).items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_bytes(text.encode("utf-8"))
    results = list(migrate_paths([scratch], Settings(unsafe_fixes=unsafe), write=True))
    assert [result.problem for result in results if result.problem is not None] == []
    files = [file for file in scratch.rglob("*") if file.is_file()]
    return {str(file.relative_to(scratch)): file.read_bytes().decode("utf-8") for file in files}


def by_slug(program: Pair | Unchanged) -> str:
    return program.slug


def by_name(comparable: Comparable) -> str:
    return comparable.name


def test_the_corpus_is_found() -> None:
    assert PAIRS
    assert UNCHANGED
    assert EXAMPLES.keys() == WRONG_EXAMPLES.keys() | SOUND_EXAMPLES.keys()


def named_after(pair: Pair) -> dict[str, str]:
    """The migrated files by the names that they have before."""
    return {
        re.sub(r"^after(?=\.\w+$)", "before", name): t
        for name, t in texts_of(pair.after, pair.root(pair.after)).items()
    }


@pytest.mark.parametrize("pair", PAIRS, ids=by_slug)
def test_a_migration_writes_what_is_expected(pair: Pair, tmp_path: Path) -> None:
    assert migrate(pair.before, pair.root(pair.before), tmp_path, unsafe=pair.unsafe) == named_after(pair)


@pytest.mark.parametrize("pair", PAIRS, ids=by_slug)
def test_a_second_migration_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    root = pair.root(pair.after)
    assert migrate(pair.after, root, tmp_path, unsafe=pair.unsafe) == texts_of(pair.after, root)


@pytest.mark.parametrize("program", UNCHANGED, ids=by_slug)
def test_a_migration_leaves_alone_what_it_must_not_touch(program: Unchanged, tmp_path: Path) -> None:
    assert migrate(program.program, program.root, tmp_path) == texts_of(program.program, program.root)


@pytest.mark.parametrize("comparable", COMPARABLES, ids=by_name)
def test_the_same_numbers_come_out_on_both_sides(comparable: Comparable, outcomes: Outcomes) -> None:
    verdict = verdict_on(comparable, outcomes)
    expect(verdict.equal, verdict.describe())


@pytest.mark.parametrize("failing", [pair for pair in PAIRS if pair.fails_on_keras3], ids=by_slug)
def test_without_a_migration_the_program_fails_on_keras_3(failing: Pair, outcomes: Outcomes) -> None:
    record = record_of(failing_job(failing), outcomes)
    expected = f"{failing.fails_on_keras3}"
    expect(expected in (record.error or ""), f"expected to fail with: {expected}\n\n{record.describe()}")


@pytest.mark.parametrize("comparable", [pair_comparable(EXAMPLES[slug]) for slug in SOUND_EXAMPLES], ids=by_name)
def test_the_harness_pins_what_is_left_to_chance(comparable: Comparable, outcomes: Outcomes) -> None:
    verdict = verdict_on(comparable, outcomes)
    expect(verdict.equal, verdict.describe())
    assert set(verdict.old.pinned) == SOUND_EXAMPLES[comparable.name]
    assert set(verdict.new.pinned) == SOUND_EXAMPLES[comparable.name] - {"batch size"}


@pytest.mark.parametrize("comparable", [pair_comparable(EXAMPLES[slug]) for slug in WRONG_EXAMPLES], ids=by_name)
def test_the_harness_notices_what_is_wrong(comparable: Comparable, outcomes: Outcomes) -> None:
    verdict = verdict_on(comparable, outcomes)
    assert not verdict.equal
    noticed = any(WRONG_EXAMPLES[comparable.name] in problem for problem in verdict.problems)
    expect(noticed, verdict.describe())
