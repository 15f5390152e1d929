"""``urbansec query``: saved questions, from the list to the citation that is verified years later."""

import typer

from urbansec.cli.query import listing, reporting, running, verifying

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Saved questions: find one (**list**, **show**), ask it (**run**), repeat an answer that was cited (**verify**), "
    "see what a change of the data does to the answers (**report**).",
)
app.command("list")(listing.list_queries)
app.command("show")(listing.show)
app.command("run")(running.run)
app.command("verify")(verifying.verify)
app.command("report")(reporting.report)
