"""Published statistics about areas: the Department's tables, neighbours, inspections. See ../README.md."""

from stonechat.sources.published.format import Published

FORMAT = Published()
