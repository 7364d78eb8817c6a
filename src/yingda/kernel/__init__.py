"""Words that everybody needs: ids, messages, refusals, places, names, numbers, days. No I/O."""
