"""The journal of a visit: read, written, exported.

Owns the visit file (content/visits/README.md has the format), the MIDI file of what was played and the lines
of the journal. Turns text into values and values into text or bytes; opens no file, and knows no step, input
or effect: its events are values of their own, which the replay turns into inputs.
"""
