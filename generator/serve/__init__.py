"""A folder over HTTP with live reload, and the watcher. It knows nothing of articles.

files     which file an address names, and its media type
reload    what open pages are told: the builds, what each changed, what is wrong
live      how they are told: a stream of events, and the script that hears it
app       the application: one folder, answered safely
run       the application on a port, and its end
observe   how the system is asked to tell of changes, or everything is looked at
watch     what changed on disk, gathered
"""
