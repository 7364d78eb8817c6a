"""The projections: contacts.history, segments and steps; the only SQL of contacts."""
