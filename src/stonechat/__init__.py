"""Performance management for children's services. Start reading at cli/main.py."""

__version__ = "0.1.0"
