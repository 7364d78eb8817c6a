"""The demo world: a province in a box, made up from a seed."""
