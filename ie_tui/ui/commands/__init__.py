"""Every command of the app, once."""
