"""The ringtone: composed bar by bar, written as a code, performed again from it, and its sheet music."""
