"""What two states of RDF data differ in, in the words of people: statements, findings of validation, answers of saved queries."""
