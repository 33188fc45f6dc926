"""What the README's figures come from: `make bench` runs them all and prints one table.

Each module has ``rows()``, which yields what was measured, the figure and its target. Where a
figure can be set against another it is a ratio of two measurements from the same run, because
machines differ and are noisy.
"""
