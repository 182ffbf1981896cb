"""What editors and authors meet in the Wagtail admin: their first page, their reports, the glossary."""
