"""Who is locked out, what roles add up to, and who is meant by a few letters."""
