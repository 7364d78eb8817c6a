"""Screens over several stages. They ask and lay out; they hold no rule and no SQL."""
