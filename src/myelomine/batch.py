"""Many files, one after another or at once: each gets a status, and none takes another one down."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias

from myelomine.errors import Exit
from myelomine.executors.base import Executor, Lost
from myelomine.inputs import InputFile
from myelomine.progress import Progress
from myelomine.recall import Recall
from myelomine.runfolder import DocumentResult
from myelomine.single import unread
from myelomine.statuses import PASSING, READ

Work: TypeAlias = Callable[[InputFile], DocumentResult]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the files; `left` counts those that the run was stopped before."""

    results: tuple[DocumentResult, ...]
    left: int = 0

    @property
    def is_lasting(self) -> bool:
        """Whether the same files give the same results the next time."""
        return not self.left and all(result.status not in PASSING for result in self.results)

    @property
    def exit_code(self) -> Exit:
        """Whether everything was read."""
        complete = not self.left and all(result.status in READ for result in self.results)
        return Exit.OK if complete else Exit.SOME_FILES_FAILED


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of the file at a position; `detail` is the traceback of a fault of ours."""

    position: int
    result: DocumentResult
    detail: str = ""
    is_known: bool = False


def run_batch(
    inputs: Sequence[InputFile], work: Work, executor: Executor, progress: Progress, recall: Recall | None = None
) -> Batch:
    """Do the work on every file that is to be read and is not known; Ctrl-C ends the run and keeps what is done."""
    results: dict[int, bytes] = {}
    progress.begin(len(inputs))
    try:
        for outcome in _outcomes(inputs, work, executor, recall):
            results[outcome.position] = _packed(outcome.result)
            progress.tell(outcome.result, outcome.detail, outcome.is_known)
    except KeyboardInterrupt:
        pass
    finally:
        progress.end()
    left = len(inputs) - len(results)
    return Batch(tuple(_unpacked(results.pop(position)) for position in sorted(results)), left)


def _packed(result: DocumentResult) -> bytes:
    """The result in the least memory: a run over a whole library holds all of them until it writes."""
    return zlib.compress(pickle.dumps(result), 1)


def _unpacked(packed: bytes) -> DocumentResult:
    result: DocumentResult = pickle.loads(zlib.decompress(packed))
    return result


def _outcomes(inputs: Sequence[InputFile], work: Work, executor: Executor, recall: Recall | None) -> Iterator[_Outcome]:
    """First what is settled or known already, then the others as they are done."""
    waiting = []
    for position, file in enumerate(inputs):
        known = unread(file, file.status, file.reason) if file.status else recall and recall.result(file)
        if known:
            yield _Outcome(position, known, is_known=True)
        else:
            waiting.append(position)
    files = [inputs[position] for position in waiting]
    with closing(executor.run(work, files)) as answers:
        for index, answer in answers:
            yield _outcome(waiting[index], files[index], answer)


def _outcome(position: int, file: InputFile, answer: DocumentResult | Lost) -> _Outcome:
    if isinstance(answer, Lost):
        return _Outcome(position, unread(file, answer.status, answer.reason, answer.seconds), answer.detail)
    return _Outcome(position, answer)
