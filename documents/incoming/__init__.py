"""Word and Excel files that come back from others: guarded, read, and never trusted."""
