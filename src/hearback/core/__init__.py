"""The architecture in one page. Facts go in, orders come out; the core decides, the shell does.

- `events` are what happened, `effects` are what to do: plain frozen values.
- `session.Session.handle(event, now)` returns the effects. With `deadline` that is the whole interface. Nothing here
  opens, waits, prints, logs, draws a random number or reads a clock.
- A session is a row of **stages** (`stages`, made from a `program`). A stage is a chain of **steps**: one step is
  underway at a time, and when it has an outcome the stage says which step comes next.
- Three kinds of step do the work: `speech.Announce` says lines, `ask.Ask` puts a question to one person and asks again
  in grades, `floor.Floor` lets one person hold the floor and climbs the ladder of silence.
- Who talks over a line of ours and goes on is given way to by `yielding`, which stands in for the step meanwhile.
- Every step has a deadline at all times, so no state waits for ever; late or stale news changes nothing, because a step
  looks only at lines and turns that began while it was underway.
- The safe word is looked at before any stage, in `session`; what follows is `pause`.
- `intents` says what a heard text meant, `read_back` which of a person's own words may be said aloud, `account` what
  happened (numbers and names, never words), `view` what a display shows.
"""
