"""The client of the web service: requests, responses and errors."""
