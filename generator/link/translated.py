"""Which articles are one article in several languages.

An editor says it once, in any of them; every other then says so too, because search engines heed such links only where
they are mutual. What an article states itself goes before what follows from others.

Source: Google Search Central, "Localized versions of your pages" (each version names all, itself included).
"""

from collections.abc import Callable, Mapping

from generator.model import Article

Versions = tuple[tuple[str, str], ...]
"""Pairs of a language and an article's id, by language; empty where there is one version."""


Involved = Mapping[str, tuple[str, Mapping[str, str]]]
"""Article to its language, and to what it states: language to id."""


def involved(articles: Mapping[str, Article]) -> Involved:
    """Return the articles that state versions, or are stated as one: all that `versions` depends on."""
    stated = {
        key: {lang: other for lang, other in head.translations.items() if other != key and _stands(articles, other)}
        for key, head in articles.items()
        if head.translations and head.status != "withdrawn"
    }
    keys = stated.keys() | {other for others in stated.values() for other in others.values()}
    return {key: (articles[key].lang, stated.get(key, {})) for key in sorted(keys)}


def _stands(articles: Mapping[str, Article], key: str) -> bool:
    return key in articles and articles[key].status != "withdrawn"


def versions(articles: Mapping[str, Article]) -> Callable[[str], Versions]:
    """Return what says, for an article's id, in which languages it is published, its own included."""
    known: dict[str, Versions] = {}
    among = involved(articles)
    naming: dict[str, list[str]] = {}
    for key, (_, others) in among.items():
        for other in others.values():
            naming.setdefault(other, []).append(key)

    def find(key: str) -> Versions:
        if key not in known:
            known[key] = _versions(key, among, naming) if key in among else ()
        return known[key]

    return find


def _versions(key: str, among: Involved, naming: Mapping[str, list[str]]) -> Versions:
    """Return the versions, from the nearest to those that only others know of; the first of a language holds."""
    own = among[key][0]
    made = {own.lower(): (own, key)}
    seen = {key}
    ahead = [key]
    for at in ahead:
        near = [*sorted(among[at][1].items()), *((among[by][0], by) for by in naming.get(at, ()))]
        for lang, other in near:
            if other not in seen:
                seen.add(other)
                ahead.append(other)
                made.setdefault(lang.lower(), (lang, other))
    return tuple(made[lang] for lang in sorted(made)) if len(made) > 1 else ()
