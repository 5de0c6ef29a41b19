"""What a paragraph is that stands with an article and is not its text: a correction, a caption's credit, an invitation.

Closed phrases in the languages of news, at the start or the end of a paragraph, where a sentence of a story does not
have them. What they find inside a body leaves it: a correction is printed as one, the rest stays in the record.
"""

import re
from typing import Final, Literal

from generator.model.parts import Correction
from generator.text import pattern

_KINDS: Final[dict[str, Literal["correction", "clarification", "update", "note", "retraction"]]] = {
    "clarification": "clarification",
    "retraction": "retraction",
    "update": "update",
    "note": "note",
}
_SAYS_SO: Final = (
    r"(?:[Aa]n earlier|[Aa] previous|[Tt]he original) version of this (?:article|story|report|post)"
    r"|[Tt]his (?:article|story|report|post)"
    r" (?:was|has been|originally|previously|initially) (?:amended|corrected|clarified|updated|misstated|said"
    r"|stated|misidentified)"
    r"|[Uu]ne (?:première|précédente) version de cet article|[Uu]ne version (?:précédente|antérieure) de cet article"
    r"|[Ii]n einer (?:früheren|ersten|vorherigen) (?:Fassung|Version) (?:dieses|des) (?:Artikels|Beitrags|Textes)"
    r"|[Uu]na (?:primera |)versión (?:anterior|previa|inicial|) ?de (?:este|esta) (?:artículo|nota|noticia|texto"
    r"|información)"
    r"|[Uu]ma (?:primeira |)versão (?:anterior|prévia|inicial|) ?(?:deste|desta) (?:artigo|texto|matéria"
    r"|reportagem|notícia)"
    r"|[Ii]n een eerdere versie van dit artikel|[Uu]na versione precedente di questo articolo"
    r"|'n [Vv]roeër?e weergawe van hierdie (?:artikel|berig|storie)|[Вв] (?:первой|предыдущей"
    r"|ранней) версии (?:этой )?(?:статьи|материала|текста|новости)"
    r"|本文(?:较早|較早|早前|先前)版本|この記事の(?:以前|当初)の版|نسخة سابقة من هذا المقال"
    r"|בגרסה (?:קודמת|מוקדמת) של (?:הכתבה|הידיעה)"
)
_LABELLED: Final = pattern(
    r"(?P<open>[(\[*]{0,3})(?:"
    r"(?P<correction>Corrections?(?: and clarifications?| notice| appended)?|CORRECTIONS?|Corrected|Rectificatif"
    r"|RECTIFICATIF|Erratum|Errata"
    r"|Correctif|Korrektur(?:hinweis)?|KORREKTUR|Richtigstellung|Berichtigung|Corrección|CORRECCIÓN|Rectificación"
    r"|Fe de erratas|Fe de errores"
    r"|Correção|CORREÇÃO|Errata corrige|Correzione|Rettifica|Correctie|Rectificatie|Regstelling|REGSTELLING"
    r"|Rättelse|Rettelse|Sprostowanie"
    r"|Исправление|Уточнение|Поправка|更正|勘误|訂正|お詫びと訂正|정정|تصحيح|تصويب|תיקון|תיקון טעות)"
    r"|(?P<clarification>Clarifications?|CLARIFICATION|Précision|Klarstellung|Aclaración|Esclarecimento"
    r"|Chiarimento|Verduidelijking|澄清|توضيح|הבהרה)"
    r"|(?P<retraction>Retraction|RETRACTION|Rétractation|Retractación|Retratação|撤稿)"
    r"|(?P<update>Update|UPDATE|Mise à jour|Aktualisierung|Actualización|Atualização|Aggiornamento|Обновление"
    r"|تحديث|עדכון)"
    r"|(?P<note>Editor['’]s [Nn]ote|EDITOR['’]S NOTE|Note de la rédaction|NDLR|Anmerkung der Redaktion"
    r"|Nota (?:del editor|de la redacción|do editor|da redação)"
    r"|Nota della redazione|Noot van de redactie|Redaksionele nota|От редакции|编者按|編集部注"
    r"|ملاحظة المحرر|הערת המערכת)"
    r")(?P<mark>\s?[:：.—–-]|\s?\([^()]{4,40}\)\s?[:：]|[,]? [^:：.]{4,40}[:：])\s*(?P<text>\S.+)",
    re.DOTALL,
)
_SAID: Final = pattern(rf"[(\[*]{{0,3}}(?:{_SAYS_SO}).+", re.DOTALL)
_ANY_SAID: Final = pattern(_SAYS_SO)
_CORRECTION_HINT: Final = pattern(
    r"(?i)[(\[*]{0,3}(?:corr|clarif|retract|updat|editor|rectif|errat|précis|note |ndlr|korr|richtig|bericht"
    r"|klarst|anmerk|fe de"
    r"|aclar|retrac|actualiz|atualiz|aggior|nota |noot|regst|redaks|esclar|retrat|chiar|verduid|rätt|rett|sprost"
    r"|исправ|уточн|поправ|обнов|от ред"
    r"|更正|勘误|訂正|お詫び|澄清|撤稿|编者|編集部|정정|تصح|تصو|توض|تحد|ملاح|תיק|הבה|עדכ|הער|mise à|aktual"
    r"|an earlier|a previous|the original|this (?:article|story|report|post)|une |in e|una |uma |'n vro|в |本文"
    r"|この記事|نسخة|בגרסה)"
)
_BRACKETS: Final = frozenset("([*")
_CORRECTION_OPENS: Final = frozenset(
    (
        *("co", "cl", "re", "up", "ed", "er", "pr", "no", "nd", "ko", "ri", "be", "kl", "an", "fe", "ac", "at", "ag"),
        *("es", "ch", "ve", "sp", "mi", "ak", "a ", "th", "un", "in", "um", "'n"),
    )
)
"""The first two letters of all in ASCII that `_CORRECTION_HINT` finds: most lines need no other look."""

_LONGEST_CORRECTION: Final = 900

_PICTURES: Final = (
    r"AP Photo|File [Pp]hoto|FILE PHOTO|Photos?|PHOTO|Photograph|Picture|Pictures|Image|Images|Illustration"
    r"|Graphic|Video|Screenshot"
    r"|Crédit photos?|Crédits? ?|Foto-?[Cc]redit|Fotos?|FOTO|Bild|Bilder|Bildquelle|Bildnachweis|Grafik|Imagen"
    r"|Imágenes|Imagem|Imagens|Crédito"
    r"|Immagine|Beeld|Prent|Zdjęcie|Фото|Изображение|Иллюстрация|Скриншот|Архив|图片来源|图源|图片|图|圖|摄影|攝影|写真|撮影|画像|사진"
    r"|تصوير|الصورة|صورة"
    r"|صور|צילום|תמונה|איור|קרדיט"
)
_OF_PICTURE: Final = f"(?:{_PICTURES})"
_CREDIT_LINE: Final = pattern(
    rf"[(\[]?(?:{_OF_PICTURE}(?: (?:[Cc]redit|[Ss]ource|[Cc]ourtesy(?: of)?|[Bb]y))?\s?[:：/|／©]\s?|(?:Photo|Image"
    rf"|Picture|Illustration|Video) (?:by|courtesy of|via) "
    r"|©\s?(?!\d{4})|Credit: |Courtesy of |Crédit : )[^.!?。]{2,90}\.?[)\]]?"
)
_SOURCED_LINE: Final = pattern(
    r"[(\[]?[^.!?:。]{0,60}?(?:/ ?|via |©\s?|\| ?)(?:Getty Images|Getty|Shutterstock|iStock|Unsplash|Pexels|Alamy"
    r"|Pixabay|Flickr|Wikimedia Commons"
    r"|AFP|REUTERS|Reuters|EPA|AP|dpa|EFE|ANSA|Bloomberg|Gallo Images|Getty Images/AFP|Adobe Stock|Depositphotos"
    r"|imago|IMAGO|picture alliance)"
    r"(?: via [A-Z][\w ]{1,20})?[)\]]?"
)
_CREDITED: Final = pattern(
    rf".{{15,400}}?[.!?。\"”»](?:\s\(?|\s?[\[(（])(?:{_OF_PICTURE})(?: (?:[Cc]redit|[Ss]ource|[Cc]ourtesy|[Bb]y))?\s?"
    r"[:：/／©]\s?[^.!?。]{2,60}\.?[)\]）]?",
    re.DOTALL,
)
# Without the end of a sentence before it, only where brackets stand around all of it.
_BRACKETED: Final = pattern(
    rf".{{8,240}}?\s?[\[(（](?:{_OF_PICTURE})(?: (?:[Cc]redit|[Ss]ource|[Cc]ourtesy|[Bb]y))?\s?"
    r"[:：/／©]\s?[^.!?。()\[\]（）]{2,60}[)\]）]"
)
_CAPTION_HINT: Final = pattern(rf"{_PICTURES}|©|Getty|Credit|Courtesy|REUTERS|Reuters|AFP|EPA|/AP\b|/dpa|imago")
_CAPTION: Final = 460
_CREDITS: Final = 140
_CREDIT: Final = 70
"""Characters, at most: of a caption, of a credit, of what follows the mark in one."""

_INVITES: Final = pattern(
    r"(?:(?:Sign up|Subscribe|Register)\b.{0,60}\b(?:newsletters?|briefing|alerts?|emails?|inbox|podcast|channel)"
    r"|Follow us on\b|Join our\b.{0,40}(?:channel|group|newsletter)"
    r"|Download our\b.{0,20}app\b|(?:Abonnez|Inscrivez)-vous\b|(?:Abonnieren Sie"
    r"|Melden Sie sich)\b.{0,60}\bNewsletter|Newsletter abonnieren|Jetzt (?:Newsletter|abonnieren|anmelden)"
    r"|(?:Suscríb[ae](?:te|se)|Regístr[ae](?:te|se)|Apúnta(?:te|se))\b|Síg[au]e?nos en\b|(?:Assine|Inscreva-se"
    r"|Cadastre-se|Siga-nos|Receba)\b.{0,40}\b(?:newsletter|boletim|canal|notícias|WhatsApp)|Assine [ao]\b"
    r"|Iscriviti\b|Schrijf (?:je|u) in\b|Teken in (?:op|vir)\b|Volg ons op\b|Подпи(?:шитесь|сывайтесь)\b|(?:اشترك"
    r"|اشتركوا|تابعنا|تابعونا) (?:في|على)|(?:הירשמו|הרשמו|הצטרפו|עקבו אחרינו)\b"
    r"|(?:订阅|訂閱|关注|關注)(?:我们|我們|本)|ニュースレターに登録|メルマガ|구독하기)"
)
_INVITED: Final = pattern(
    r"(?i)\b(?:inbox|newsletters?|unsubscribe|boîte mail|votre boîte|per e-mail|e-mail-adresse|tu correo"
    r"|su correo|tu bandeja|seu e-mail|sua caixa|jou inboks|inboks|je inbox|nuusbrief"
    r"|электронную почту|рассылк\w+)\b|بريدك|لتيبة|תיבת הדואר|ניוזלטר|邮箱|信箱|郵箱|メールでお届け"
)
_ALSO: Final = pattern(
    r"(?:READ(?: MORE| ALSO| NEXT)?|ALSO READ|SEE ALSO|RELATED|WATCH|LISTEN|Read more|Read also|Also read"
    r"|Read next|See also|Related|Watch|Lire aussi|À lire(?: aussi)?|Voir aussi|LIRE AUSSI"
    r"|Lesen Sie auch|Lesen Sie hier|Mehr zum Thema|Auch interessant|Siehe auch|Le[ae] también|Te puede interesar"
    r"|Ver también|Lee más|LEA TAMBIÉN|Leia também|Leia mais|Veja também|LEIA TAMBÉM|Saiba mais"
    r"|Leggi anche|Lees ook|LEES OOK|Læs også|Les også|Läs (?:också|även|mer)|Czytaj także|Читайте также"
    r"|Читать далее|Смотрите также|اقرأ (?:أيضا|أيضًا|المزيد)|طالع أيضا|קראו (?:גם|עוד)|לקריאה נוספת"
    r"|相关阅读|相關閱讀|延伸阅读|延伸閱讀|关联阅读|関連記事|あわせて読みたい|관련기사)(?:\s?[:：|>»→–—-]\s?\S.{5,160}|\s?[:：]?)"
)
_INVITE_HINT: Final = pattern(
    r"(?i)sign up|subscri|register|follow us|join our|download our|abonn|inscri|melden sie|newsletter|suscr"
    r"|regístr|apúnt|síg|assine|cadastre|siga-nos|receba|iscriviti|schrijf|teken in|volg ons"
    r"|подпи|اشترك|تابع|הירשמו|הרשמו|הצטרפו|עקבו|订阅|訂閱|关注|關注|ニュースレター|メルマガ|구독"
)
_ALSO_OPENS: Final = frozenset(
    (
        *("RE", "AL", "SE", "WA", "LI", "Re", "Al", "Se", "Wa", "Li", "Vo", "Le", "Me", "Au", "Si", "Te", "Ve", "LE"),
        *("Sa", "Cz"),
    )
)
"""The first two letters of all in ASCII that `_ALSO` finds."""

_ALSO_LENGTH: Final = 190
_INVITE: Final = 110
_INVITED_LENGTH: Final = 260


def correction(text: str) -> Correction | None:
    """Return the correction that a paragraph is, without the word that says so; None where it is none."""
    opening = text[:2].lower()
    if opening.isascii() and opening not in _CORRECTION_OPENS and opening[:1] not in _BRACKETS:
        return None
    if len(text) > _LONGEST_CORRECTION or not _CORRECTION_HINT.match(text):
        return None
    found = _LABELLED.fullmatch(text)
    if found and (len(found["text"]) > 12 or found["correction"]):  # noqa: PLR2004 "Update: 3 pm" corrects nothing
        label = next(name for name in ("correction", *_KINDS) if found[name])
        said = found["text"].rstrip("*")
        if found["open"] and said.endswith((")", "]")):
            said = said[:-1]
        # A note or an update without the words of a correction can be the story's own.
        if label in ("note", "update") and not _ANY_SAID.search(text):
            return None
        return Correction(kind=_KINDS.get(label, "correction"), text=said)
    if _SAID.fullmatch(text):
        return Correction(text=text.strip("*()[]"))
    return None


_OPENS_CREDIT: Final = frozenset("([PIVC©")


def caption(text: str) -> bool:
    """Say whether a line is a picture's credit, or a caption that ends with one."""
    length = len(text)
    if length > _CAPTION:
        return False
    tail = text[-_CREDIT:] if length > _CREDITS else text
    marked = ":" in tail or "/" in tail or "©" in tail or "：" in tail or "／" in tail
    # A line without a mark is short, and says whose it is as it opens, or by what way it came.
    if not marked and (length > _CREDITS or not (text[0] in _OPENS_CREDIT or "via " in text or "|" in text)):
        return False
    if not _CAPTION_HINT.search(text, max(0, length - _CREDITS)):
        return False
    patterns = (_CREDIT_LINE, _SOURCED_LINE, _CREDITED, _BRACKETED)
    return any(each.fullmatch(text) for each in patterns)


def invitation(text: str) -> bool:
    """Say whether a short line invites the reader to a newsletter, a channel or an app."""
    return len(text) <= _INVITE and bool(_INVITE_HINT.match(text) and _INVITES.match(text)) and '"' not in text


def invited(text: str) -> bool:
    """Say whether the line below an invitation goes on with it."""
    return len(text) <= _INVITED_LENGTH and bool(_INVITED.search(text))


def also(text: str) -> bool:
    """Say whether a line in a story points to another one."""
    opening = text[:2]
    if opening.isascii() and opening not in _ALSO_OPENS:
        return False
    return len(text) <= _ALSO_LENGTH and bool(_ALSO.fullmatch(text))
