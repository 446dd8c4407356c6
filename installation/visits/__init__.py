"""The journal of a visit: read, written, exported."""
