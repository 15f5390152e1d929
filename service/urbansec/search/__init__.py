"""Find resources by name: prefixes, misspellings, other languages, without accents."""
