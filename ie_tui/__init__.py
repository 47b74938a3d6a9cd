"""ie-tui: AWS Import/Export jobs in a terminal."""

__version__ = "0.1.0"
