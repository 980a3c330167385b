"""Runs every benchmark, each in a process of its own, and fails if one of them does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Exit code 0 if every benchmark reported, 1 otherwise."""
    failed = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n{path.stem.removeprefix('bench_')}", flush=True)
        if subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{path.stem}"], check=False
        ).returncode:
            failed.append(path.stem)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
