"""``urbansec query``: saved questions, from the list to the citation that is verified years later."""

import typer

from urbansec.cli.query import archiving, check, listing, new, reporting, running, verifying

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Saved questions: find one (**list**, **show**), ask it (**run**), repeat an answer that was cited (**verify**), "
    "see what a change of the data does to the answers (**report**), write a question (**new**) and try it (**check**), "
    "keep its old versions (**archive**).",
)
app.command("list")(listing.list_queries)
app.command("show")(listing.show)
app.command("run")(running.run)
app.command("verify")(verifying.verify)
app.command("report")(reporting.report)
app.command("check")(check.check_queries)
app.command("new")(new.new_query)
app.command("archive")(archiving.archive)
