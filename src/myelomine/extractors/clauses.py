"""Level 4 of the cascade under its usual names: a sentence becomes a scene, a scene is read."""

from __future__ import annotations

from myelomine.extractors.linking.readings import read
from myelomine.extractors.linking.scene import Reading, Scene, Series, scene_of

__all__ = ["Reading", "Scene", "Series", "read", "scene_of"]
