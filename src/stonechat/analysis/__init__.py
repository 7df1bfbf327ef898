"""Judges figures over time and between places, in numbers and in words. See README.md."""
