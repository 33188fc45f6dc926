"""What the board is told: the figures of a period with their rows, the papers made of them, its actions."""
