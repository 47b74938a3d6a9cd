"""`make bench`: benchmarks, as ratios of alternating measurements in one run."""

from __future__ import annotations

from tests.benchmarks import fault_lag, first_paint, parsing, traffic

if __name__ == "__main__":
    parsing.main()
    first_paint.main()
    traffic.main()
    fault_lag.main()
