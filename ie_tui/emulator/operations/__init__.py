"""The six operations."""
