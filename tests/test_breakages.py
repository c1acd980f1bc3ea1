"""What Keras 3 broke, case by case: each snippet ran on Keras 2.15 and on Keras 3.0.5, 3.6, 3.10 and 3.15.1.

`breakages/cases.json` has those that fail or give other numbers on Keras 3: for each the rule that is about it, the
versions on which it breaks, and the code. None may pass in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.keras_api.versions import minor_version
from migrator.migration import migrate_text
from migrator.settings import Settings


@dataclass(frozen=True)
class Case:
    """A snippet that Keras 3 broke."""

    rule: str
    name: str
    breaks: tuple[str, ...]
    source: str

    def __str__(self) -> str:
        return f"{self.rule}-{self.name}"


CASES = [
    Case(row["rule"], row["case"], tuple(row["breaks"]), "\n".join(row["source"]) + "\n")
    for row in json.loads((Path(__file__).parent / "breakages" / "cases.json").read_text(encoding="utf-8"))
]

AS_IN_KERAS_2 = frozenset({"KER501-save-weights-mkdir"})
"""Cases that fail in the same way on Keras 2.15, of which nothing has to be said: the folder is not there."""

_UNUSED_IMPORTS = """KER104-conv-utils KER104-io-utils-hdf5matrix KER104-layer-utils KER111-wrappers-sklearn
    KER114-multi-gpu-model KER115-k-set-session KER213-cudnnlstm-import KER508-model-from-yaml KER509-model-from-config
    KER610-opt-adam-v2-module KER610-opt-lowercase-import KER905-merge-layer-k1 KER906-timedistributeddense-k1
    KER907-import-initializations KER910-reg-l1l2-k1""".split()

ELSEWHERE = dict.fromkeys(_UNUSED_IMPORTS, "KER119") | {
    "KER109-timeseries-generator-fit": "KER223",
    "KER104-import-visualize-util": "KER907",
    "KER116-tf1-set-random-seed": "KER121",
    "KER203-rnn-both-input-shape-and-batch": "KER201",
    "KER207-embedding-batch-size-input-length": "KER204",
    "KER209-input-batch-input-shape": "KER208",
    "KER212-embedding-weights": "KER991",
    "KER212-embedding-weights-kept": "KER991",
    "KER216-gru-hard-sigmoid-reset-after-false": "KER214",
    "KER314-stateful-bad-batch": "KER315",
    "KER314-stateful-no-batch": "KER316",
    "KER412-evaluate-unpack-multi-output": "KER430",
    "KER412-multi-output-dict-loss": "KER430",
    "KER412-multi-output-history": "KER430",
    "KER414-k-function-inputs": "KER804",
    "KER417-k-int-shape": "KER801",
    "KER502-ckpt-weights-tf-dir": "KER506",
    "KER502-latest-checkpoint": "KER501",
    "KER502-stateful-text-gen-tutorial": "KER501",
    "KER504-save-h5": "KER503",
    "KER504-stateful-model-save-load-h5": "KER503",
    "KER504-h5-load-rnn-from-same-version-compiled": "KER503",
    "KER504-save-h5-load-compiled-mse": "KER503",
    "KER505-save-savedmodel-dir": "KER503",
    "KER602-opt-schedule-rlrop": "KER615",
    "KER653-ckpt-monitor-val-acc": "KER425",
    "KER653-earlystop-val-acc": "KER425",
    "KER653-earlystop-val-acc-metric-accuracy": "KER425",
    "KER654-baselogger": "KER990",
    "KER654-progbarlogger": "KER651",
    "KER656-cb-validation-data": "KER427",
    "KER708-ordered-enqueuer": "KER990",
    "KER802-k-tfkeras-op-on-kerastensor": "KER801",
    "KER802-k-tfkeras-state-set-value": "KER305",
    "KER805-k-op-on-kerastensor": "KER801",
    "KER808-custom-layer-add-weight-synchronization": "KER807",
    "KER810-custom-layer-k-variable": "KER801",
    "KER810-custom-layer-set-trainable-weights": "KER813",
    "KER813-custom-layer-add-update": "KER420",
    "KER856-dense-features": "KER990",
}
"""Cases that another rule speaks of than the one that the breakage is listed under."""


def codes(case: Case) -> set[str]:
    """The rules that speak of a case, for a program that has to run where it breaks."""
    target = min(minor_version(version) for version in case.breaks)
    result = migrate_text(case.source, settings=Settings(target=target))
    assert result.problem is None
    return {finding.code for finding in result.findings}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_none_passes_in_silence(case: Case) -> None:
    found = codes(case)
    if str(case) in AS_IN_KERAS_2:
        assert not found
    else:
        assert ELSEWHERE.get(str(case), case.rule) in found


def test_the_lists_are_of_these_cases() -> None:
    known = {str(case) for case in CASES}
    assert len(known) == len(CASES) == 384
    assert not (AS_IN_KERAS_2 | ELSEWHERE.keys()) - known
