"""Words that everybody needs: ids, messages, refusals, places, days. No I/O."""
