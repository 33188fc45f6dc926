"""The process, told in order."""
