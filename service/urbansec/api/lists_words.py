"""What kinds, columns and facets of lists are called, in English; catalogues hold the other languages."""

from collections.abc import Mapping
from types import MappingProxyType

from urbansec.pages.catalogues import marked

KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "forum": (marked("Forums"), marked("The European forum and the national forums that cities and other bodies join.")),
        "city": (marked("Cities"), marked("Cities and municipalities that are named as members, hosts or partners.")),
        "region": (marked("Regions"), marked("Regions that are named as members, hosts or partners.")),
        "county": (marked("Counties"), marked("Counties and departments that are named as members or partners.")),
        "authority": (marked("Intermunicipal authorities"), marked("Bodies that several municipalities have set up together.")),
        "organisation": (marked("Organisations"), marked("Other members of the forums, partners of projects, hosts of events and publishers of sources.")),
        "membership": (marked("Memberships"), marked("Who belongs to which forum, since when, and how sure that is.")),
        "event": (marked("Events"), marked("Conferences, general assemblies, foundings and other events.")),
        "project": (marked("Projects"), marked("Projects that forums and cities carry out together, mostly with public money.")),
        "publication": (marked("Publications"), marked("Manifestos, resolutions, reports and books.")),
        "measure": (marked("Local measures"), marked("What members have done at home for urban security.")),
        "person": (marked("People"), marked("People who hold an office or spoke at an event.")),
        "office": (marked("Offices held"), marked("Who held which public office, and from when to when.")),
        "topic": (marked("Topics"), marked("The subjects that forums, events and measures deal with.")),
        "source": (marked("Sources"), marked("The documents and data from which all statements are taken.")),
        "evidence": (marked("Evidence"), marked("Passages of sources, each with what it backs and how sure it is.")),
        "count": (marked("Reported counts"), marked("Numbers of members and other things, as sources report them.")),
        "claim": (marked("Claims"), marked("What sources say and the graph does not assert itself.")),
        "disagreement": (marked("Disagreements"), marked("Statements of sources that cannot all be true, side by side.")),
        "participation": (marked("Participations in events"), marked("Who took part in which event, and in which role.")),
        "project-participation": (marked("Participations in projects"), marked("Who takes part in which project, and in which role.")),
        "scheme": (marked("Vocabularies"), marked("Lists of words by which things are sorted, such as topics and kinds of events.")),
        "geometry": (marked("Geometries"), marked("The points of places, for maps.")),
    }
)
"""Title and sentence of each kind that has a list of its own; what others are called stands in the data."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": marked("Name"),
        "abbreviation": marked("Abbreviation"),
        "adopted-by": marked("Adopted by"),
        "alternatives": marked("Statements"),
        "as-of": marked("As of"),
        "backs": marked("Backs"),
        "basis": marked("Basis"),
        "body": marked("In which body"),
        "broader": marked("Part of"),
        "certainty": marked("Certainty"),
        "claimed": marked("What is claimed"),
        "code": marked("Code"),
        "concerns": marked("About"),
        "coordinates": marked("Coordinates known"),
        "counted": marked("What was counted"),
        "country": marked("Country"),
        "definition": marked("Definition"),
        "end": marked("End"),
        "event": marked("Event"),
        "event-kind": marked("Kind of event"),
        "forum": marked("Forum"),
        "founded": marked("Founded"),
        "holder": marked("Holder"),
        "implemented-by": marked("By whom"),
        "issued": marked("Published"),
        "language": marked("Language"),
        "legal-form": marked("Legal form"),
        "member": marked("Member"),
        "member-kind": marked("Kind of member"),
        "members": marked("Members ever named"),
        "number": marked("Number"),
        "office-kind": marked("Office"),
        "on-behalf-of": marked("On behalf of"),
        "organiser": marked("Organiser"),
        "participant": marked("Participant"),
        "participant-country": marked("Country of participants"),
        "participants": marked("Participants"),
        "participation-role": marked("Role"),
        "passages": marked("Passages cited"),
        "place": marked("Place"),
        "population": marked("Population"),
        "preferred": marked("One statement is preferred"),
        "programme": marked("Funding programme"),
        "project": marked("Project"),
        "project-role": marked("Role"),
        "property": marked("Property"),
        "publication-kind": marked("Kind of publication"),
        "publisher": marked("Publisher"),
        "qualifier": marked("How exact"),
        "role": marked("Role in the network"),
        "since": marked("Since"),
        "source": marked("Source"),
        "source-kind": marked("Kind of source"),
        "sources": marked("Sources"),
        "standing": marked("Standing"),
        "start": marked("Start"),
        "status": marked("Membership today"),
        "subject": marked("About"),
        "topic": marked("Topic"),
        "type": marked("Class"),
        "until": marked("Until"),
        "uses": marked("Uses"),
        "year": marked("Year"),
    }
)
"""What fields are called, as columns and as facets."""

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "status": {
            "certain": marked("certain"),
            "possible": marked("possible"),
            "unknown": marked("not known"),
            "not": marked("no longer a member"),
            "none": marked("never named as a member"),
        },
        "forum": {"none": marked("no forum")},
        "basis": {"stated": marked("stated"), "implied": marked("implied")},
        "role": {
            "member": marked("member of a forum"),
            "publisher": marked("publisher of a source"),
            "organiser": marked("organiser of an event"),
            "participant": marked("participant in a project or event"),
            "adopter": marked("adopted a publication"),
            "office": marked("has offices"),
            "represented": marked("represented by somebody"),
        },
        "": {"yes": marked("yes"), "no": marked("no"), "none": marked("not stated")},
    }
)
"""Words for values that are no things and no texts, by field; those of "" are for all."""

RANGE = (marked("under %(high)s"), marked("%(low)s to under %(high)s"), marked("%(low)s or more"))
"""Ranges of numbers: the lowest, those between, the highest."""


def choice(field: str, value: str) -> str:
    """The word for ``value``, in English; the value itself if there is none."""
    return CHOICES.get(field, {}).get(value) or CHOICES[""].get(value) or value
