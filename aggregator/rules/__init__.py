"""The rules of the tagger seen from outside: which version they are, and what a change touches.

Beside ``tag/``, not in it: importing that room loads the gazetteer and all rules, which a round in
which nothing has changed must not pay for.
"""
