"""One widget a file; none does I/O."""
