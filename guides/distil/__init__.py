"""Distil: a good conversation becomes a page. Whose words it is made of is credited, and asked where the conversation
was not for everybody."""
