"""Which articles are one article in several languages.

An editor says it once, in any of them; every other then says so too, because search engines heed such links only where
they are mutual. What an article states itself goes before what follows from others.

Source: Google Search Central, "Localized versions of your pages" (each version names all, itself included).
"""

from collections.abc import Callable, Mapping

from generator.model import Article

Versions = tuple[tuple[str, str], ...]
"""Pairs of a language and an article's id, by language; empty where there is one version."""


def versions(articles: Mapping[str, Article]) -> Callable[[str], Versions]:
    """Return what says, for an article's id, in which languages it is published, its own included."""
    known: dict[str, Versions] = {}
    articles = {key: head for key, head in articles.items() if head.status != "withdrawn"}
    stated = {
        key: {lang: other for lang, other in head.translations.items() if other in articles and other != key}
        for key, head in articles.items()
        if head.translations
    }
    naming: dict[str, list[str]] = {}
    for key, others in sorted(stated.items()):
        for other in others.values():
            naming.setdefault(other, []).append(key)

    def find(key: str) -> Versions:
        if key not in known:
            known[key] = _versions(key, articles, stated, naming) if key in stated or key in naming else ()
        return known[key]

    return find


def _versions(
    key: str, articles: Mapping[str, Article], stated: Mapping[str, Mapping[str, str]], naming: Mapping[str, list[str]]
) -> Versions:
    """Return the versions, from the nearest to those that only others know of; the first of a language holds."""
    own = articles[key].lang
    made = {own.lower(): (own, key)}
    seen = {key}
    ahead = [key]
    for at in ahead:
        near = [*sorted(stated.get(at, {}).items()), *((articles[by].lang, by) for by in naming.get(at, ()))]
        for lang, other in near:
            if other not in seen:
                seen.add(other)
                ahead.append(other)
                made.setdefault(lang.lower(), (lang, other))
    return tuple(made[lang] for lang in sorted(made)) if len(made) > 1 else ()
