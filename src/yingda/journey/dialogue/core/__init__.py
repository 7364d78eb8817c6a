"""What the machine says next: pure steps through flows, and what a flow must be like."""
