"""Recorded and modelled sound: regions, voices, envelopes."""
