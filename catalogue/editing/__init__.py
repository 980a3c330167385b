"""Forms from shapes, as values: state → form → what was sent → edits → state."""
