"""Freshness: what was made once is served again until what it was made from changes.

Everything that a shared page shows hangs on a few *stamps*: rows with a key ("topic:12", "lists") and a number that
grows, in the same transaction, with every change. A rendered piece is kept in this process beside the numbers it was
made under, and is good for as long as the database still has those numbers: no process needs to tell another, and a
new post shows at once. `stamps` keeps the numbers, `memo` the pieces, `slots` lays a viewer's own marks over a shared
piece, `gate` answers visitors with whole pages before Django is even asked.
"""
