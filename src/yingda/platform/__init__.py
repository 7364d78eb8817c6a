"""What the centre stands on: one interface per thing that differs between editions."""
