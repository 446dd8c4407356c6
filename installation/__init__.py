"""DeformTune: press a soft object, steer a tune."""
