"""The test suites of the W3C, run against the product: SPARQL over HTTP, Turtle through the product's own loader."""
