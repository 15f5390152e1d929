"""Our words for properties of other vocabularies, which :func:`urbansec.pages.render.plain_name` gives in English, to be translated."""

from urbansec.pages.catalogues import marked

PLAIN = (
    marked("name"),
    marked("other name"),
    marked("note"),
    marked("definition"),
    marked("code"),
    marked("vocabulary"),
    marked("top concept of"),
    marked("broader"),
    marked("kind"),
    marked("label"),
    marked("latitude"),
    marked("longitude"),
    marked("title"),
    marked("description"),
    marked("publisher"),
    marked("published"),
    marked("licence"),
    marked("language"),
    marked("web page"),
    marked("area served"),
    marked("home page"),
    marked("geometry"),
    marked("well-known text"),
    marked("member of"),
)
