"""What a job means to a person: no screen, no wire."""
