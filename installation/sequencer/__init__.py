"""Ticks against audio frames, measures into timed notes."""
