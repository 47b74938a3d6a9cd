"""The person's own machine: paths, settings, clipboard, devices."""
