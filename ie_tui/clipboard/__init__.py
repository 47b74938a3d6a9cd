"""Clipboard routes, and how far each confirms a copy."""
