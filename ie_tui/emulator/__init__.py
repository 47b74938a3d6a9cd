"""An emulated Import/Export service, for the demo and for tests."""
