"""Where documents are worked on: in this process, or in worker processes with limits of their own."""

from myelomine.executors.base import Executor, Limits, Lost
from myelomine.executors.inline import InlineExecutor
from myelomine.executors.processes import ProcessExecutor

__all__ = ["Executor", "InlineExecutor", "Limits", "Lost", "ProcessExecutor"]
