"""The arm register of a study: which groups of patients it compares, how the text names them, what they receive.

An arm is found where the text assigns, compares or counts it; a name that only stands in background, eligibility or
prior therapy makes no arm. Everything that later refers to a group asks the register.
"""

from __future__ import annotations

from myelomine.extractors.arms.building import build_register
from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.references import references
from myelomine.extractors.arms.register import Arm, Reference, Register

__all__ = ["Arm", "Reference", "Register", "build_register", "normal", "references"]
