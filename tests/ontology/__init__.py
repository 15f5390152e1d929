"""Tests of the ontology: modules, vocabularies, alignments and the JSON-LD context."""
