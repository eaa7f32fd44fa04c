"""The shell in virtual time: virtual people hold a session, by text or by sound, and a report says what happened.

- `file` is the rehearsal file that people write, `people` what each virtual person says at which moment.
- `text` is a world without sound: words go to the session as heard text. `sound` is the virtual room with the real ears
  and engines. Both are shells of the same loop that a real session runs in.
- `report` watches the loop and writes down what was spoken, heard and decided.
"""
