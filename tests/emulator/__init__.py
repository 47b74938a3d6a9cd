"""Tests of the emulator against botocore and published vectors, never against our own client."""
