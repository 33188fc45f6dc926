"""How a message leaves the house: each way out is a channel with the same small face."""
