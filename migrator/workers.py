"""Programs to several processes, and what comes of them back in order. Knows nothing of what is done there."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

from migrator.sources.linking import MAX_PROGRAM

ENOUGH = 100
"""Files that are worth the start of other processes."""

BATCH = 8
"""Files that go to a process at once, if there are that many."""

AHEAD = 4
"""Batches for each process that may wait to be done, or to be taken: what bounds the memory."""

Program = Sequence[str]
_work: Callable[[Program], dict[str, Any]]
"""What a process does with a program: it has it from the one that it was forked from."""


def worth_it(programs: Sequence[Program]) -> bool:
    """Whether several processes would be done sooner: there is enough to do, it can be split, and the system forks."""
    enough = sum(map(len, programs)) >= ENOUGH and max(map(len, programs)) * 2 < sum(map(len, programs))
    return enough and "fork" in multiprocessing.get_all_start_methods()


def in_order(
    work: Callable[[Program], dict[str, Any]], programs: Sequence[Program], jobs: int
) -> Iterator[dict[str, Any]]:
    """What `work` gives for each program, in their order, done by `jobs` processes."""
    global _work
    _work = work
    waiting: deque[Future[list[dict[str, Any]]]] = deque()
    batches = _batches(programs)
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _leave_interrupts) as pool:
        try:
            waiting += [pool.submit(_do, batch) for batch in islice(batches, jobs * AHEAD)]
            while waiting:
                yield from waiting.popleft().result()
                waiting += [pool.submit(_do, batch) for batch in islice(batches, 1)]
        finally:
            pool.shutdown(cancel_futures=True)


def _batches(programs: Sequence[Program]) -> Iterator[list[Program]]:
    """Programs in their order, several small ones together. The parts of one that is too large for one stay together:
    what is written of one part is read by the next."""
    batch: list[Program] = []
    for program in programs:
        batch.append(program)
        if len(program) < MAX_PROGRAM and sum(map(len, batch)) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _do(batch: Sequence[Program]) -> list[dict[str, Any]]:
    return [_work(program) for program in batch]


def _leave_interrupts() -> None:
    """An interrupt is for the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
