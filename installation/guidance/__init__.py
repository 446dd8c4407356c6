"""Which pads play, what is said, when it changes."""
