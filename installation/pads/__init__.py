"""The soft object: bytes and touches become calibrated pad pressures."""
