"""Credentials: profiles, roles, MFA and settings, as botocore finds them."""
