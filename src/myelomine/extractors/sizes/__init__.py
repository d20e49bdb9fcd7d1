"""Sample sizes: how many patients a study enrolled, randomised, treated or evaluated, in all and by group."""

from __future__ import annotations

from myelomine.extractors.sizes.drafts import size_drafts, study_size_drafts

__all__ = ["size_drafts", "study_size_drafts"]
