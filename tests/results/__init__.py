"""Results as files: what other programs find in them."""
