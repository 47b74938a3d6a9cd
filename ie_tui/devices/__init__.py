"""Mounted devices, and SIGNATURE saved on one safely."""
