"""One file per kind of stage; `session` makes them from the program."""
