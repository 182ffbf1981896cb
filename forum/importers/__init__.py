"""Importers: conversations from other places, whole and in their own time.

An importer is a door like any other, and tells nobody: no mail, no notification, no signal, no read state. It reads a
file as a stream of topics (`discourse`, `mbox`), plans which of their posts are not here yet (`planning`), renders
them, in other processes where that helps (`rendering`), and writes some thousand posts in one transaction
(`writing`). What something was called at its source is kept (`ImportedItem`), so that the same file imported twice
doubles nothing and an interrupted import goes on where it stopped.
"""
