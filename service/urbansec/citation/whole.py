"""How to cite the dataset as a whole."""

from dataclasses import dataclass
from datetime import date

from urbansec.citation.exports import latex
from urbansec.namespaces import BASE

ADDRESS = f"{BASE}dataset"


@dataclass(frozen=True)
class Whole:
    """The dataset in one state: the number of its release ("" if it has none) and the version of the data."""

    title: str
    publisher: str
    release: str
    data_version: str
    day: date

    @property
    def version(self) -> str:
        """Release and data version in one."""
        return ", ".join(filter(None, (self.release, f"data version {self.data_version}")))

    @property
    def text(self) -> str:
        """One line for a list of references."""
        return f"{self.publisher} ({self.day.year}): {self.title}. Version {self.version}. {ADDRESS}, {self.day.isoformat()}."

    @property
    def bibtex(self) -> str:
        """An entry that BibTeX and biblatex take."""
        fields = {
            "author": f"{{{{{latex(self.publisher)}}}}}",
            "title": f"{{{latex(self.title)}}}",
            "year": f"{{{self.day.year}}}",
            "version": f"{{{latex(self.version)}}}",
            "howpublished": f"{{\\url{{{ADDRESS}}}}}",
            "url": f"{{{ADDRESS}}}",
            "urldate": f"{{{self.day.isoformat()}}}",
        }
        lines = "".join(f",\n  {name} = {value}" for name, value in fields.items())
        return f"@misc{{urbansec-{self.release or self.data_version}{lines}\n}}\n"
