"""Tests of tables in and out: the Turtle editor, the import of CSV files and their export."""
