"""The web service as the wire knows it."""
