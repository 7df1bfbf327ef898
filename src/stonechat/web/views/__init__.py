"""One module for each page: ask `app`, render a template."""
