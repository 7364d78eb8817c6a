"""Benchmarks, one file each. Each prints one JSON object a line, see `bench.result`."""
