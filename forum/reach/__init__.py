"""How far a question goes: from its group to named advisors, and to everybody."""
