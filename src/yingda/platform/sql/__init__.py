"""PostgreSQL under the ports: transactions, the event log, its relay, alarms, leases."""
