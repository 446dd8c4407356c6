"""The facilitator's page without its wires: what it may say, what it is told, and who may ask for what."""
