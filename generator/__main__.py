"""`python -m generator`, and the command `tearsheet`."""

import os
import sys

from generator.cli import main


def run() -> None:
    """Run the command line and leave at once.

    What is held of ten thousand articles would be taken apart piece by piece, for nobody: a tenth of a second and more.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1  # who read us is gone
    os._exit(status)


if __name__ == "__main__":
    run()
