"""The jobs of the emulator and how they progress."""
