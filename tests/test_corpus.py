"""The corpus: what a migration writes byte for byte, and that what it writes does the same on Keras 3.

Every program is verified by what the command `keras-migrate verify` runs. Each side is started once for all selected
tests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from corpus_harness import programs, requests
from corpus_harness.programs import Pair, Unchanged

from migrator.migration import migrate_paths
from migrator.report.output import Output
from migrator.report.verification import details
from migrator.settings import Settings
from migrator.verify.engines import SideMissing
from migrator.verify.places import Request
from migrator.verify.sides import Side
from migrator.verify.verification import Engines, Verdict, Verification

PAIRS = programs.pairs()
UNCHANGED = programs.unchanged()
ON_TENSORFLOW = requests.on_tensorflow(PAIRS, UNCHANGED)
ON_TORCH = requests.on_torch(PAIRS)
EXAMPLES = {pair.slug: pair for pair in programs.pairs(Path(programs.__file__).with_name("examples"))}
FAILING = [pair for pair in PAIRS if pair.fails_on_keras3]

WRONG_EXAMPLES = {
    "forgets-its-state": (Verdict.DIFFERENT, "layer 0 of the model (LSTM) has stateful=True in the original"),
    "prints-nothing": (Verdict.NOTHING_COMPARED, "no number came out of a model"),
    "prints-zeros": (Verdict.NOTHING_COMPARED, "no number came out of a model"),
    "prints-less": (Verdict.DIFFERENT, "2 numbers on the left, 1 on the right"),
    "raises": (Verdict.AFTER_FAILS, "AttributeError"),
    "dies": (Verdict.BEFORE_FAILS, "died with status -6"),
}
SOUND_EXAMPLES = {
    "every-spelling": {"initial weights", "seeds"},
    "left-to-chance": {"initial weights", "progress bar", "seeds", "shuffle"},
    "batch-size-from-the-shape": {"batch size", "initial weights", "seeds"},
}


def described(result: Verification) -> str:
    """What the command would say of it."""
    return "\n".join(details(result, Output(None)))


def verified(engines: Engines, wanted: Iterable[Request]) -> dict[str, Verification]:
    """The verifications by name; skips the test where a side is missing, fails it in CI, where all must be there."""
    try:
        return {result.name: result for result in engines.verify_all(list(wanted))}
    except SideMissing as missing:
        skip_or_fail(missing, engines.after.side)
        raise


def skip_or_fail(missing: SideMissing, side: Side) -> None:
    """Skip where a package is missing; fail in CI, where all but torch must be there."""
    if os.environ.get("CI") == "true" and side.backend != "torch":
        pytest.fail(str(missing))
    pytest.skip(str(missing))


def selected(request: pytest.FixtureRequest, parameter: str) -> list[object]:
    """What the selected tests are about, so that all of it is run at once."""
    found: list[object] = []
    for item in request.session.items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            parameters: Mapping[str, object] = item.callspec.params
            found += [parameters[parameter]] if parameter in parameters else []
    return found


@pytest.fixture(scope="session")
def verifications(request: pytest.FixtureRequest, engines: Engines) -> dict[str, Verification]:
    """The programs of the selected tests on TensorFlow."""
    wanted = [each for each in selected(request, "wanted") if isinstance(each, Request)]
    return verified(engines, wanted)


@pytest.fixture(scope="session")
def torch_verifications(request: pytest.FixtureRequest) -> dict[str, Verification]:
    """The programs of the selected tests on torch."""
    wanted = [each for each in selected(request, "on_torch") if isinstance(each, Request)]
    with Engines(Side(2), Side(3, "torch")) as engines:
        return verified(engines, wanted)


def expect(holds: bool, explanation: str) -> None:
    """Fail with the explanation alone: it says more than a traceback of the tests."""
    if not holds:
        pytest.fail(explanation, pytrace=False)


def texts_of(program: Path, root: Path) -> dict[str, str]:
    """The Python files of the program as they are on disk, newlines and all."""
    alone = program.parent == root and program.stem in {"before", "after", "program"}
    files = [program] if alone else root.rglob("*.py")
    return {str(file.relative_to(root)): file.read_bytes().decode("utf-8") for file in files}


def migrate(
    program: Path, root: Path, scratch: Path, *, unsafe: bool = False, select: tuple[str, ...] = ()
) -> dict[str, str]:
    """The files of the program as a migration leaves them."""
    for name, text in texts_of(program, root).items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_bytes(text.encode("utf-8"))
    results = list(migrate_paths([scratch], Settings(select=select, unsafe_fixes=unsafe), write=True))
    assert [result.problem for result in results if result.problem is not None] == []
    files = [file for file in scratch.rglob("*") if file.is_file()]
    return {str(file.relative_to(scratch)): file.read_bytes().decode("utf-8") for file in files}


def by_slug(program: Pair | Unchanged) -> str:
    return program.slug


def by_name(request: Request) -> str:
    return request.name


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
    root = pair.root(pair.before)
    assert migrate(pair.before, root, tmp_path, unsafe=pair.unsafe, select=pair.select) == named_after(pair)


@pytest.mark.parametrize("pair", PAIRS, ids=by_slug)
def test_a_second_migration_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    root = pair.root(pair.after)
    assert migrate(pair.after, root, tmp_path, unsafe=pair.unsafe, select=pair.select) == texts_of(pair.after, root)


@pytest.mark.parametrize("program", UNCHANGED, ids=by_slug)
def test_a_migration_leaves_alone_what_it_must_not_touch(program: Unchanged, tmp_path: Path) -> None:
    assert migrate(program.program, program.root, tmp_path) == texts_of(program.program, program.root)


@pytest.mark.parametrize("wanted", ON_TENSORFLOW, ids=by_name)
def test_the_same_numbers_come_out_on_both_sides(wanted: Request, verifications: dict[str, Verification]) -> None:
    result = verifications[wanted.name]
    expect(result.verdict is Verdict.EQUAL, described(result))


@pytest.mark.parametrize("on_torch", ON_TORCH, ids=by_name)
def test_the_same_numbers_come_out_on_torch(on_torch: Request, torch_verifications: dict[str, Verification]) -> None:
    result = torch_verifications[on_torch.name]
    expect(result.verdict is Verdict.EQUAL, described(result))


@pytest.mark.parametrize("pair", PAIRS, ids=by_slug)
def test_the_numbers_that_a_program_prints_say_something_of_models(
    pair: Pair, verifications: dict[str, Verification]
) -> None:
    result = verifications[pair.slug]
    assert result.models > 0
    assert result.printed is not None
    expect(not result.printed.empty, described(result))


@pytest.mark.parametrize("failing", FAILING, ids=by_slug)
def test_without_a_migration_the_program_fails_on_keras_3(failing: Pair, engines: Engines) -> None:
    root = failing.root(failing.before)
    try:
        record = engines.run_alone(
            Request(failing.before, root, failing.before.parent, name=f"{failing.slug}-as-it-is")
        )
    except SideMissing as missing:
        skip_or_fail(missing, engines.after.side)
        raise
    expect(
        f"{failing.fails_on_keras3}" in (record.error or ""), f"it ended with {record.error}\n{record.stderr[-2000:]}"
    )


@pytest.mark.parametrize("slug", SOUND_EXAMPLES)
def test_the_harness_pins_what_is_left_to_chance(slug: str, engines: Engines) -> None:
    result = verified(engines, [requests.of_example(EXAMPLES[slug])])[slug]
    expect(result.verdict is Verdict.EQUAL, described(result))
    assert result.before is not None
    assert result.after is not None
    assert set(result.before.pinned) == SOUND_EXAMPLES[slug]
    assert set(result.after.pinned) == SOUND_EXAMPLES[slug] - {"batch size"}


@pytest.mark.parametrize("slug", WRONG_EXAMPLES)
def test_the_harness_notices_what_is_wrong(slug: str, engines: Engines) -> None:
    verdict, said = WRONG_EXAMPLES[slug]
    result = verified(engines, [requests.of_example(EXAMPLES[slug])])[slug]
    expect(result.verdict is verdict, described(result))
    assert said in described(result)
