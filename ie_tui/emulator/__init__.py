"""An Import/Export service of our own: for the demo and for real tests."""
