"""The command line as `python -m seqdigits`."""

from __future__ import annotations

from seqdigits.cli import main

if __name__ == "__main__":
    main()
