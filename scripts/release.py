"""Make a released bundle of a training run's best weights.

Usage: python scripts/release.py runs/base models/base
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seqdigits.config import TrainConfig
from seqdigits.training.run_folder import RunFolder


def main() -> None:
    """Write the bundle and say where; measure it next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("bundle", type=Path)
    arguments = parser.parse_args()
    stored = (arguments.run / "config.json").read_text(encoding="utf-8")
    config = TrainConfig.model_validate_json(stored)
    bundle = RunFolder(arguments.run).release(config, arguments.bundle)
    print(f"{bundle} written; measure it: python scripts/measure.py {bundle}")


if __name__ == "__main__":
    main()
