"""The rules of the programme: pure functions over small values, no clock, no file, no network."""
