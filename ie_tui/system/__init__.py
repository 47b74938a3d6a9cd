"""This machine: paths, zone, threads, streams, signals."""
