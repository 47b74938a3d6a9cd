"""The emulator by itself: botocore and published vectors are its judges, never our own client."""
