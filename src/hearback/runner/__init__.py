"""The shell in real time: threads that put events into one inbox, and the loop's own thread that empties it."""
