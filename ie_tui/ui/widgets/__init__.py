"""Widgets, one per file; none does I/O."""
