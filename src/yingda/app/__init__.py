"""Where the centre is put together: settings, editions, wiring, screens, processes."""
