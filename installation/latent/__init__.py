"""From pad pressures to a point in the latent space."""
