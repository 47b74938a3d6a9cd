"""The detail pane."""
