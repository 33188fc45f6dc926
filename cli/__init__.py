"""Where people at a terminal come in."""
