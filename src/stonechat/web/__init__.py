"""The pages. See README.md."""
