"""The benchmark: what a page costs, beside a bare Django view measured in the same minutes; see docs/decisions."""
