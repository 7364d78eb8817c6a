"""What the benchmark of calls is made of: a centre, a peer on its switch, telephones that
call and answer, and who watches both from outside."""
