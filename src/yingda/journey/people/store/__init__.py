"""What is kept of the organisation, its people, and who is signed in."""
