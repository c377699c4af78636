"""Where released bundles lie: inside the installed package, or in the checkout's models/."""

from __future__ import annotations

from pathlib import Path

from seqdigits.errors import BundleNotFoundError

PACKAGE = Path(__file__).resolve().parents[1]


def find_bundle(name: str | Path) -> Path:
    """Folder of a released bundle's name, or `name` itself if it is a folder.

    Raises:
        BundleNotFoundError: if it is neither; the released names are listed.
    """
    if isinstance(name, str) and Path(name).name == name and name not in {".", ".."}:
        home = models_folder()
        if home is not None and (home / name).is_dir():
            return home / name
    if Path(name).is_dir():
        return Path(name)
    raise BundleNotFoundError(
        f"a model is a released bundle's name or a bundle's folder. Received: {str(name)!r}. "
        f"Released bundles: {', '.join(bundle_names()) or 'none'}."
    )


def bundle_names() -> list[str]:
    """Names of the released bundles, sorted."""
    home = models_folder()
    if home is None:
        return []
    return sorted(path.parent.name for path in home.glob("[!.]*/config.toml"))


def models_folder(package: Path = PACKAGE) -> Path | None:
    """The folder of released bundles; None if there is none.

    A checkout's models/ comes first: an editable install may leave a stale copy in the package.
    """
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "models").is_dir():
        return checkout / "models"
    installed = package / "models"
    return installed if installed.is_dir() else None
