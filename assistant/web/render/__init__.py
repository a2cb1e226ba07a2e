"""Records to HTML, by pure functions: one module for each part of the page."""
