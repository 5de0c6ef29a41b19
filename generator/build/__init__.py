"""The kernel: decides what must be made again, makes it, and remembers. It knows nothing of articles.

    fact    a typed question, answered by the world and recorded by digest
    task    a pure function of facts that makes files and products
    trace   what a task looked at when it last ran, and what it made
    store   the memory of traces and products
    engine  the one that compares then with now
    press   the only writer of the output folder

After "Build Systems à la Carte" (Mokhov, Mitchell, Peyton Jones, 2018): verifying traces under a scheduler that
runs strata in order, so that nothing ever has to be suspended.
"""
