"""From a snapshot to what the wall shows."""
