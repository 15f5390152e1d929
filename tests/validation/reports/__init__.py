"""Reports of validation in all formats."""
