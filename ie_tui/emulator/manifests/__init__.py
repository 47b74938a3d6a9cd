"""What the service reads in a manifest, and what it refuses."""
