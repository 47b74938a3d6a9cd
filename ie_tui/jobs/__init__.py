"""What a job means to its owner: pure, without screen or network."""
