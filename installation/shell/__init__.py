"""Every effect: port, window, audio process, clock, files."""
