"""Whether a saved page has no article at all, however much prose stands on it, and how one can tell.

Pages say that something was not found, ask to log in, to agree or to pay; they list what was found, or what else there
is to read. A page is only refused where its headline says that it is one of these, where its paragraphs each stand
below a link to another page, or where neither headline nor length, sentences and summary speak for an article; and
never against what its editor says.
"""

import re
from typing import Final

from generator.convert.chosen import Chosen
from generator.convert.doubt import Doubt, Stated, stems

_NO_ARTICLE: Final = 0.05
_DOUBTED: Final = 0.5
"""How likely it must be that there is an article: where nothing else speaks against it, and where something does."""

_ECHO: Final = 0.5
"""The share of the headline's words that come back, from which it is the headline of something."""

_TELLING: Final = 3
"""Words of a headline that must come back somewhere; of one or two that may be a play on them, none need."""

_FEWEST: Final = 3
_SENTENCE: Final = 8
_LINKED: Final = 0.6
_LONGEST: Final = 80

_NOT_FOUND: Final = (
    r"(?:(?:error|fehler|erreur|fout|ошибка|erro)\W*)?40[34]\b.*",
    r".*\b(?:page|file|article|story|content) (?:not found|unavailable|(?:is|was) not (?:here|available|found))",
    r"(?:oops|sorry)\b.*",
    r"(?:seite|artikel|dokument) (?:wurde )?nicht (?:gefunden|verfügbar)",
    r"(?:page|article) (?:introuvable|non trouvée?|inexistante?)|(?:page|article) n.existe (?:pas|plus)",
    r"página no (?:encontrada|disponible)|página não (?:encontrada|disponível)|pagina non trovata",
    r"pagina niet gevonden|bladsy nie gevind(?: nie)?|страница не найдена|страница не существует",
    r"الصفحة غير موجودة|لم يتم العثور على الصفحة|הדף לא נמצא|העמוד לא נמצא",
    r"页面不存在|找不到(?:页面|頁面|该页)|頁面不存在|ページが見つかりません(?:でした)?",
)
_ASKS: Final = (
    r"(?:please )?(?:log|sign) ?in\b.{0,40}|(?:register|sign up|create an account)\b.{0,40}",
    r"subscribe(?: now)?|subscribe to .{1,40}|subscription required|become a (?:member|subscriber)",
    r"anmelden|anmeldung|einloggen|registrieren|mit werbung weiterlesen|abonnieren|zustimmung",
    r"(?:se )?connect(?:er|ez-vous|ion)|s.identifier|s.inscrire|abonnez-vous|iniciar sesión|regístrate|suscríbete",
    r"entrar|fazer login|assine(?: já)?|accedi|abbonati|inloggen|abonneren|teken (?:in|aan)|вход|войти|подписка",
    r"تسجيل الدخول|اشترك(?: الآن)?|התחברות|הרשמה|登[录錄入]|注册|註冊|ログイン|会員登録",
    r"just a moment|attention required|access (?:denied|to this page has been denied)|forbidden",
    r"verify (?:that )?you are (?:a )?human",
    r"are you (?:a )?(?:human|robot)|(?:un)?usual traffic.{0,40}|security check|zugriff verweigert|accès refusé",
    r"acceso denegado|acesso negado|доступ (?:запрещ[её]н|ограничен)|访问被拒绝|アクセスが拒否されました",
    r"before you (?:continue|go)|(?:we value )?your privacy|(?:about )?(?:cookies|your choices regarding cookies)",
    r"cookie (?:settings|consent|policy)|privacy (?:settings|notice)|(?:datenschutz|cookie)-?einstellungen",
    r"(?:service|site|page) (?:temporarily )?(?:unavailable|under maintenance)|(?:site )?maintenance",
)
_LISTS: Final = (
    r"(?:your )?search(?: results?)?|search results\b.{0,60}|results for\b.{0,60}|\d+ results?\b.{0,60}",
    r"suchergebnisse?\b.{0,60}|suche(?: nach\b.{0,60})?|résultats (?:de (?:la |votre )?)?recherche\b.{0,60}",
    r"resultados de (?:la )?búsqueda\b.{0,60}|resultados d[ae] (?:busca|pesquisa)\b.{0,60}|zoekresultaten\b.{0,60}",
    r"risultati della ricerca\b.{0,60}|soekresultate\b.{0,60}|результаты поиска\b.{0,60}|نتائج البحث.{0,60}",
    r"תוצאות ה?חיפוש.{0,60}|搜[索尋寻]结果.{0,60}|搜尋結果.{0,60}|(?:検索結果|.{0,30}の検索結果).{0,60}",
)
_REASONS: Final = tuple(
    (re.compile(rf"\W*(?:{'|'.join(patterns)})\W*", re.IGNORECASE), why)
    for patterns, why in (
        (_NOT_FOUND, "it says that something was not found"),
        (_ASKS, "it asks its reader for something first"),
        (_LISTS, "it lists what was searched for"),
    )
)


def why(found: Chosen, sure: Doubt, stated: Stated) -> str | None:
    """Return how one can tell that a page has no article, None where it has one.

    Args:
        found: What was chosen of it, one segment at least.
        sure: How sure that is.
        stated: What the page says of itself.
    """
    if sure.there >= _DOUBTED:
        return None
    for pattern, reason in _REASONS:
        if any(pattern.fullmatch(said) for said in _headlines(found, stated)):
            return reason
    if _lists(found):
        return "it announces what stands on others"
    told = len(stems(stated.title)) >= _TELLING
    if told and not found.whole and sure.there < _NO_ARTICLE and sure.echo <= _ECHO:
        return "what it says has little to do with its headline"
    return None


def _headlines(found: Chosen, stated: Stated) -> set[str]:
    """Return what a page is called, by itself and by what it shows; the name of its site may stand behind."""
    shown = [node.text_content() for node in found.root.iter("h1")]
    told = {" ".join(said.split()) for said in (stated.title, *shown)}
    told |= {re.split(r"\s[|–—·•-]\s", said, maxsplit=1)[0] for said in told}
    return {said for said in told if 0 < len(said) <= _LONGEST}


def _lists(found: Chosen) -> bool:
    """Say whether most of the paragraphs stand below a link that none of them is: they announce other pages."""
    paragraphs = [at for at in found.kept if found.parts[at].extent >= _SENTENCE]
    announced = [
        at
        for at in paragraphs
        if at and at - 1 not in found.kept and found.parts[at - 1].linked >= _LINKED and " " in found.parts[at - 1].text
    ]
    return len(announced) >= _FEWEST and 2 * len(announced) > len(paragraphs)
