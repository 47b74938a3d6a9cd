"""The pane of one job."""
