"""Symbols, attributes and the decoder in plain numpy."""
