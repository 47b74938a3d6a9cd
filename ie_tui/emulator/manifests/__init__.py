"""Parses and checks manifests as the service does."""
