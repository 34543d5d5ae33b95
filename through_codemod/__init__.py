"""Rewrites writes on many-to-many accessors with a custom through model into explicit calls on that model."""

__version__ = "0.1.0"
