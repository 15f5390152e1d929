"""What the list of each kind tells and is narrowed by. A kind that nobody thought of gets a list too."""

from types import MappingProxyType

from urbansec.queries.lists.model import Column, Facet, Field, Kind, Shows

OF_PEOPLE = (
    *("forum", "city", "region", "county", "authority", "organisation", "membership", "event", "project", "publication", "measure"),
    *("person", "office", "topic", "source"),
)
"""The kinds that people look for, in the order in which they are shown."""
RECORDS = ("evidence", "count", "claim", "disagreement", "participation", "project-participation")
"""The kinds of records behind them."""

_T, _D, _N = Shows.THING, Shows.DATE, Shows.NUMBER


def _of(name: str, shows: Shows, value: str) -> Field:
    return Field(name, shows, f"?thing {value} ?value .")


_FORUMS, _STATUS = Field("forum", Shows.FORUMS), Field("status", Shows.STATUS)
_COUNTRY = _of("country", _T, "urb:country")
_SOURCES = _of("sources", Shows.COUNT, "urb:evidence/urb:source")
_TOPIC = _of("topic", _T, "urb:addressesTopic")
_POPULATION = _of("population", _N, "urb:population")
_COORDINATES = _of("coordinates", _N, "wgs:lat")
_SINCE, _UNTIL = _of("since", _D, "urb:since"), _of("until", _D, "urb:until")
_START, _END = _of("start", _D, "urb:start"), _of("end", _D, "urb:end")
_ISSUED = _of("issued", _D, "dcterms:issued")
_AS_OF = _of("as-of", _D, "urb:asOf")
_PLACE = _of("place", _T, "urb:place")
_ORGANISER = _of("organiser", _T, "urb:organiser")
_PARTICIPANT = _of("participant", _T, "urb:participant")
_FORUM = _of("forum", _T, "urb:forum")
_CERTAINTY = _of("certainty", _T, "urb:certainty")
_SOURCE = _of("source", _T, "urb:source")
_BODY_ROLE = Field(
    "role",
    Shows.CHOICE,
    """VALUES (?property ?value) {
      (urb:member "member") (dcterms:publisher "publisher") (urb:organiser "organiser") (urb:participant "participant")
      (urb:adoptedBy "adopter") (urb:officeOf "office") (urb:onBehalfOf "represented")
    } ?any ?property ?thing .""",
)
_MEMBER_KIND = Field("member-kind", _T, "?thing urb:member/rdf:type ?value . FILTER(STRSTARTS(STR(?value), STR(urb:)))")
_BASIS = Field(
    "basis", Shows.CHOICE, '{ ?thing urb:impliedBy ?premise BIND("implied" AS ?value) } UNION { ?thing urb:evidence ?piece BIND("stated" AS ?value) }'
)
_STANDING = Field("standing", _T, "{ ?thing urb:standing ?value } UNION { ?thing urb:evidence/urb:attestedStanding ?value }")
_PROJECT_PARTNERS = Field("participants", Shows.COUNT, "?taking urb:project ?thing ; urb:participant ?value .")
_PARTNER = Field("participant", _T, "?taking urb:project ?thing ; urb:participant ?value .")
_PARTNER_COUNTRY = Field("participant-country", _T, "?taking urb:project ?thing ; urb:participant/urb:country ?value .")
_USES = Field(
    "uses",
    Shows.COUNT,
    "?value ?property ?thing . FILTER(?property NOT IN (skos:broader, skos:topConceptOf, skos:hasTopConcept, skos:narrower, urb:attestsValue))",
)
_BACKS = Field("backs", _T, "?value urb:evidence ?thing .")
_EVIDENCE_OF_SOURCE = Field("passages", Shows.COUNT, "?value urb:source ?thing .")
_CHARACTER = _of("type", _T, "rdf:type")
_YES = Field("preferred", Shows.THING, "?thing urb:preferredAlternative ?value .")


def _columns(*fields: Field, unsorted: tuple[Field, ...] = ()) -> tuple[Column, ...]:
    return tuple(Column(each, each not in unsorted) for each in fields)


def _body(name: str, *more: Field, facets: tuple[Facet, ...] = ()) -> Kind:
    """A body that joins forums."""
    columns = _columns(_COUNTRY, *more, _FORUMS, _SOURCES, unsorted=(_FORUMS,))
    return Kind(name, columns, (Facet(_COUNTRY), Facet(_FORUMS), Facet(_STATUS), *facets), spans="?membership urb:member ?thing .")


_DEFINITION = _of("definition", Shows.TEXT, "skos:definition")
_BROADER = _of("broader", _T, "skos:broader")
_NOTATION = _of("code", Shows.TEXT, "skos:notation")
_EVENT_KIND = _of("event-kind", _T, "urb:eventKind")
_FORUM_FOUNDED = Field("founded", _D, "?founding urb:foundedForum ?thing ; urb:start ?value .")
_ABBREVIATION = _of("abbreviation", Shows.TEXT, "urb:abbreviation")
_LEGAL_FORM = _of("legal-form", _T, "urb:legalForm")
_MEMBERS = Field("members", Shows.COUNT, "?joining urb:forum ?thing ; urb:member ?value .")
_PROGRAMME = _of("programme", _T, "urb:fundingProgramme")
_PUBLICATION_KIND = _of("publication-kind", _T, "urb:publicationKind")
_ADOPTED_BY = _of("adopted-by", _T, "urb:adoptedBy")
_PUBLISHER = _of("publisher", _T, "dcterms:publisher")
_SOURCE_KIND = _of("source-kind", _T, "urb:sourceKind")
_TONGUE = _of("language", Shows.TONGUE, "schema:inLanguage")
_OFFICE_KIND, _OFFICE_OF, _HOLDER = _of("office-kind", _T, "urb:officeKind"), _of("body", _T, "urb:officeOf"), _of("holder", _T, "urb:holder")
_HELD_KIND, _HELD_IN = (
    Field("office-kind", _T, "?holding urb:holder ?thing ; urb:officeKind ?value ."),
    Field("body", _T, "?holding urb:holder ?thing ; urb:officeOf ?value ."),
)
_ON_BEHALF, _HELD_FOR = _of("on-behalf-of", _T, "urb:onBehalfOf"), Field("on-behalf-of", _T, "?holding urb:holder ?thing ; urb:onBehalfOf ?value .")
_COUNTED, _VALUE, _QUALIFIER = _of("counted", _T, "urb:counted"), _of("number", _N, "urb:reportedValue"), _of("qualifier", _T, "urb:qualifier")
_SUBJECT, _PROPERTY, _CLAIMED = _of("subject", _T, "urb:claimSubject"), _of("property", _T, "urb:claimProperty"), _of("claimed", Shows.TEXT, "urb:claimValue")
_CONCERNS, _ALTERNATIVES = _of("concerns", _T, "urb:concerns"), _of("alternatives", Shows.COUNT, "urb:alternative")
_EVENT, _ROLE = _of("event", _T, "urb:event"), _of("participation-role", _T, "urb:participationRole")
_PROJECT, _PROJECT_ROLE = _of("project", _T, "urb:project"), _of("project-role", _T, "urb:projectRole")
_BY = _of("implemented-by", _T, "urb:implementedBy")
_MEMBER = _of("member", _T, "urb:member")
_MEMBER_COUNTRY = Field("country", _T, "?thing urb:member/urb:country ?value .")
_EVENT_COUNTRY = Field("country", _T, "?thing urb:place/urb:country ?value .")
_TAKING_COUNTRY = Field("country", _T, "?thing urb:participant/urb:country ?value .")
_SIZES = (10_000, 50_000, 100_000, 500_000)

_KINDS = (
    Kind(
        "forum",
        _columns(_ABBREVIATION, _COUNTRY, _FORUM_FOUNDED, _MEMBERS, _SOURCES),
        (Facet(_COUNTRY), Facet(_LEGAL_FORM), Facet(_TOPIC)),
    ),
    _body("city", _POPULATION, facets=(Facet(_POPULATION, bounds=_SIZES), Facet(_COORDINATES, given=True))),
    _body("region"),
    _body("county"),
    _body("authority"),
    _body("organisation", facets=(Facet(_BODY_ROLE),)),
    Kind(
        "membership",
        _columns(_MEMBER, _FORUM, _STATUS, _SINCE, _UNTIL, _BASIS, _SOURCES),
        (Facet(_FORUMS), Facet(_STATUS), Facet(_BASIS), Facet(_STANDING), Facet(_MEMBER_KIND), Facet(_MEMBER_COUNTRY)),
        spans="BIND(?thing AS ?membership)",
        searched=("member", "forum"),
    ),
    Kind(
        "event",
        _columns(_START, _EVENT_KIND, _PLACE, _ORGANISER, _SOURCES),
        (Facet(_EVENT_KIND), Facet(_ORGANISER), Facet(_EVENT_COUNTRY), Facet(_TOPIC), Facet(_START, years=True)),
        order="-start",
        searched=("place",),
    ),
    Kind(
        "project",
        _columns(_START, _END, _PROGRAMME, _PROJECT_PARTNERS, _SOURCES),
        (Facet(_TOPIC), Facet(_PROGRAMME), Facet(_PARTNER_COUNTRY), Facet(_PARTNER), Facet(_START, years=True)),
    ),
    Kind(
        "publication",
        _columns(_ISSUED, _PUBLICATION_KIND, _ADOPTED_BY, _PLACE, _SOURCES),
        (Facet(_PUBLICATION_KIND), Facet(_ADOPTED_BY), Facet(_TOPIC), Facet(_ISSUED, years=True)),
        order="-issued",
    ),
    Kind("measure", _columns(_BY, _TOPIC, _START, _SOURCES), (Facet(_BY), Facet(_TOPIC)), searched=("implemented-by",)),
    Kind("person", _columns(_HELD_KIND, _HELD_IN, _HELD_FOR, _SOURCES), (Facet(_HELD_KIND), Facet(_HELD_IN), Facet(_HELD_FOR)), searched=("body",)),
    Kind(
        "office",
        _columns(_HOLDER, _OFFICE_KIND, _OFFICE_OF, _SINCE, _UNTIL, _SOURCES),
        (Facet(_OFFICE_KIND), Facet(_OFFICE_OF), Facet(_ON_BEHALF), Facet(_SINCE, years=True)),
        searched=("holder", "body"),
    ),
    Kind("topic", _columns(_BROADER, _DEFINITION, _USES, unsorted=(_DEFINITION,)), (Facet(_BROADER), Facet(_USES, given=True))),
    Kind(
        "source",
        _columns(_PUBLISHER, _SOURCE_KIND, _ISSUED, _TONGUE, _EVIDENCE_OF_SOURCE),
        (Facet(_PUBLISHER), Facet(_SOURCE_KIND), Facet(_TONGUE), Facet(_ISSUED, years=True)),
        searched=("publisher",),
    ),
    Kind(
        "evidence",
        _columns(_BACKS, _CERTAINTY, _AS_OF, _SOURCE),
        (Facet(_CERTAINTY), Facet(_of("standing", _T, "urb:attestedStanding")), Facet(_SOURCE), Facet(_AS_OF, years=True)),
        searched=("source", "backs"),
    ),
    Kind(
        "count",
        _columns(_FORUM, _COUNTED, _VALUE, _QUALIFIER, _AS_OF, _SOURCES),
        (Facet(_FORUM), Facet(_COUNTED), Facet(_QUALIFIER), Facet(_AS_OF, years=True)),
        searched=("forum", "counted"),
    ),
    Kind("claim", _columns(_SUBJECT, _PROPERTY, _CLAIMED, _SOURCES, unsorted=(_CLAIMED,)), (Facet(_PROPERTY), Facet(_SUBJECT)), searched=("subject",)),
    Kind("disagreement", _columns(_CONCERNS, _ALTERNATIVES), (Facet(_CONCERNS), Facet(_YES, given=True)), searched=("concerns",)),
    Kind(
        "participation",
        _columns(_PARTICIPANT, _ROLE, _EVENT, _SOURCES),
        (Facet(_ROLE), Facet(_EVENT), Facet(_TAKING_COUNTRY)),
        searched=("participant", "event"),
    ),
    Kind(
        "project-participation",
        _columns(_PARTICIPANT, _PROJECT_ROLE, _PROJECT, _SOURCES),
        (Facet(_PROJECT_ROLE), Facet(_TAKING_COUNTRY), Facet(_PROJECT)),
        searched=("participant", "project"),
    ),
)
_DEFINED = MappingProxyType({kind.name: kind for kind in _KINDS})


def defined(name: str) -> Kind:
    """What the list of the kind ``name`` holds; of a kind without a list of its own what any thing may have."""
    known = _DEFINED.get(name)
    if known is not None:
        return known
    columns = _columns(_NOTATION, _BROADER, _DEFINITION, _USES, unsorted=(_DEFINITION,))
    return Kind(name, columns, (Facet(_CHARACTER), Facet(_BROADER), Facet(_USES, given=True)))
