"""The commands. Each one's module is imported when it is invoked, so that `--help` is quick.

Exit status: 0 done; 1 the content or the site has errors; 2 the command was misused.
"""

import importlib
import sys
from collections.abc import Iterator, Sequence

import click

from generator import __version__, console
from generator.errors import Note, TearsheetError, Where

COMMANDS = {
    "new": "Begin a site, an article or an entity.",
    "build": "Publish the site into its output folder.",
    "serve": "Show the site in a browser while it is edited.",
    "convert": "Turn captures into Markdown.",
    "entities": "Look into the people, companies, places and products.",
    "check": "Say what a reader would stumble over.",
    "why": "Say what a page was made from, and why it was last made.",
    "clean": "Remove the output and the build's memory.",
}


class Commands(click.Group):
    """A group whose commands load when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"generator.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a misspelt one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from generator.text import did_you_mean

            hint = did_you_mean(args[0], COMMANDS) if args else ""
            raise click.UsageError(f"{error.message} {hint}".strip(), ctx) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tearsheet")
def cli() -> None:
    """Turn captured news pages into a published site.

    Example: put a capture into content/articles/, then run `tearsheet build`.
    """


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, groups before what is in them."""
    for name in COMMANDS:
        command = importlib.import_module(f"generator.cli.{name}").command
        yield f"tearsheet {name}", command
        if isinstance(command, click.Group):
            for inner, each in command.commands.items():
                yield f"tearsheet {name} {inner}", each


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; no traceback reaches a user."""
    try:
        status = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except TearsheetError as error:
        console.notes([error.note()])
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        sys.stderr.write("stopped\n")
        return 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        place = Where(str(error.filename)) if error.filename else None
        console.notes([Note(severity="error", what=error.strerror or str(error), where=place)])
        return 1
    return status if isinstance(status, int) else 0
