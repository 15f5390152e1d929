"""What ``explain`` is made of: words in three languages, constraints as phrases, examples, and hints."""
