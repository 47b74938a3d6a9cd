"""Manifests: read, remarked on, their secrets masked; pure."""
