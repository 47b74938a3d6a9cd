"""The ways to a clipboard, and what each proves."""
