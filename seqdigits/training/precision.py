"""Which arithmetic to train in."""

from __future__ import annotations

from pathlib import Path

#: CPU flags of instructions that multiply bfloat16.
_BFLOAT16_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})


def choose_policy(precision: str, cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Keras dtype policy for `precision`; auto is mixed where the CPU multiplies bfloat16."""
    if precision != "auto":
        return precision
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "float32"
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return "mixed_bfloat16" if _BFLOAT16_FLAGS & set(flags.split()) else "float32"
