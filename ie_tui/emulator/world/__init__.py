"""The jobs of the emulator, and what happens to them."""
