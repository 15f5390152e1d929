"""What the shell offers when Tab is pressed: commands, options, saved queries, their parameters, and values such as forums.

Nothing heavy is imported on the way: what can be offered is kept in the user's cache folder and made anew when a file changes.
"""

import os
import sys

VARIABLE = "_URBANSEC_COMPLETE"
"""Set by the scripts for the shells; its value is the shell's name."""


def asked() -> bool:
    """Whether a shell asks what it could offer."""
    return VARIABLE in os.environ


def answer() -> None:
    """Write to standard output what the shell may offer; nothing, never an error, if that cannot be known.

    The first line is ``words``, ``nospace`` (words to which more is typed), ``files`` or ``folders``; each further one is a word, a tab and
    what it means.
    """
    shell = os.environ.pop(VARIABLE, "")
    # The user is typing: whatever goes wrong, there is nothing that a message would help.
    try:
        from urbansec.cli.complete import line, offers

        typed = line.of_bash(os.environ) if shell == "bash" else line.of_words(sys.argv[1:])
        text = line.written(offers.offer(typed), typed, shell)
    except Exception:  # noqa: BLE001 - as said above
        text = "words\n"
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
