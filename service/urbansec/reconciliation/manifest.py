"""What the service says of itself, once for each version of the protocol: a document cannot be right for both."""

from urbansec import __version__
from urbansec.namespaces import ID, ONTOLOGY, URB
from urbansec.reconciliation.extend import SETTINGS
from urbansec.reconciliation.written import Json, type_json
from urbansec.search import Index

BATCH = 50
PREVIEW = {"width": 430, "height": 320}
DEFAULT_TYPES = tuple(f"{URB}{name}" for name in ("City", "TerritorialAuthority", "Forum", "Organisation", "Person", "Event", "Project", "Publication"))
_NAME = "European urban-security network"


def manifest_02(base: str, index: Index, documentation: str) -> Json:
    """The manifest of version 0.2 for the service at the address ``base``, without the path of the reconciliation service."""
    here = f"{base}/reconcile"

    def at(path: str, flyout: str = "") -> Json:
        return {"service_url": here, "service_path": path, **({"flyout_service_url": here, "flyout_service_path": f"{flyout}?id=${{id}}"} if flyout else {})}

    return {
        "versions": ["0.2"],
        "name": _NAME,
        "identifierSpace": ID,
        "schemaSpace": f"{ONTOLOGY}#",
        **_shared(base, index, documentation),
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{documentation}#{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", **PREVIEW},
        "suggest": {kind: at(f"/suggest/{kind}", f"/flyout/{kind}") for kind in ("entity", "property", "type")},
        "extend": {"propose_properties": at("/properties"), "property_settings": [each.version_02() for each in SETTINGS]},
    }


def manifest_10(base: str, index: Index, documentation: str) -> Json:
    """The manifest of version 1.0-draft for the same service, whose endpoint has a path of its own."""
    return {
        "versions": ["1.0-draft"],
        "name": _NAME,
        **_shared(base, index, documentation),
        "view": {"url": "{+id}"},
        "featureView": {"url": f"{documentation}#{{id}}"},
        "preview": PREVIEW,
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": [each.version_10() for each in SETTINGS]},
        "standardizedScore": True,
        "lang": "en",
        "dir": "ltr",
    }


def _shared(base: str, index: Index, documentation: str) -> Json:
    return {
        "defaultTypes": [type_json(index.kinds[iri], index.kinds) for iri in DEFAULT_TYPES if iri in index.kinds],
        "documentation": documentation,
        "logo": f"{base}/static/urbansec.svg",
        "serviceVersion": __version__,
        "batchSize": BATCH,
    }
