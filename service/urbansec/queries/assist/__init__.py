"""Help for people who write SPARQL: the words there are, what is wrong with a text, and examples to begin with. No HTTP here."""

from urbansec.queries.assist.examples import Example, read_examples
from urbansec.queries.assist.glossary import Glossary, Word
from urbansec.queries.assist.proof import Known, Remark, proofread

__all__ = ["Example", "Glossary", "Known", "Remark", "Word", "proofread", "read_examples"]
