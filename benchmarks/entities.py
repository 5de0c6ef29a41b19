"""Answer the entity benchmark's call: prose in, entities with their spans out.

    python SCORER --split dev --module entities:find --path benchmarks
"""

from pathlib import Path

from generator.link import lexicon, names, spans, tokens

WORDS = Path(__file__).resolve().parent.parent / "generator" / "link" / "words"
LEXICON = lexicon.parse({name: (WORDS / name).read_bytes() for name in lexicon.FILES})


def find(text):
    found = tokens.tokens(text, LEXICON)
    entries = names.join(names.gather(text, found, spans.spans(text, found, LEXICON), LEXICON), LEXICON)
    return [dict(name=e.name, type=e.type, spans=[[s.start, s.end] for s in e.spans]) for e in entries if e.spans]
