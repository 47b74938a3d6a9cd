"""The pane of all jobs."""
