"""Closed word classes by which furniture is known: what buttons say, how pitches speak, how credits begin.

Phrases of interfaces and function words in the languages of news; no sentences. Each pattern says in its name what a
line that matches is evidence of. None decides alone: `segment` weighs them with the shape of the line and its place.
"""

import re
import unicodedata
from typing import Final

_MONTHS: Final = {
    1: "january jan januar janv janvier enero ene gennaio gen janeiro januari styczen января янв",
    2: "february feb februar fevrier fevr fev febrero febbraio fevereiro februari luty февраля фев",
    3: "march mar marz maerz mars marzo março marco maart marzec марта мар",
    4: "april apr avril avr abril abr aprile kwiecien апреля апр",
    5: "may mai mayo maggio mag maio mei maj мая май",
    6: "june jun juni juin junio giugno giu junho czerwiec июня июн",
    7: "july jul juli juillet juil julio luglio lug julho lipiec июля июл",
    8: "august aug août aout agosto ago augustus augusti sierpien августа авг",
    9: "september sept sep septembre septiembre settembre set setembro wrzesien сентября сен сент",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik октября окт",
    11: "november nov novembre noviembre novembro listopad ноября ноя нояб",
    12: "december dec dezember dez decembre décembre diciembre dic dicembre dezembro grudzien декабря дек",
}


def _folded(name: str) -> str:
    """Return a name in lower case without the marks on its letters."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(mark))


_NUMBERS: Final = {_folded(name): number for number, names in _MONTHS.items() for name in names.split()}


def month(name: str) -> int:
    """Return the number of a month from its name, or the beginning of it that is usual; 0 where it is no month."""
    return _NUMBERS.get(_folded(name), 0)


FUNCTION_WORDS: Final = frozenset(
    # English, German, French, Spanish, Portuguese, Italian, Dutch, the Nordic languages, Russian, Polish
    """
    the of and to in a is that for it was on as with be by at this are from or have an they which you were her all she
    there would their we him been has when who will more no if out so said what its about into than them can only other
    some could these may then do any our how but not had his he i my me us your after before over under while because
    der die das und ist nicht von zu den mit sich des dem ein eine einer einem einen auf für im auch es an als nach wie
    aus bei wird sind war werden hat dass oder um nur noch über vor durch kann mehr zum zur bis sie er wir ich man wenn
    le la les de des du et à en un une que qui dans pour pas sur il elle est au aux ce cette par plus avec son sa ses ne
    se sont ont été mais ou nous vous leur comme tout fait où être avoir ces
    el los las y que del por con una su para es al lo como más pero sus le ha o este sí porque esta entre cuando muy sin
    sobre también me hasta hay donde quien desde todo nos durante fue son
    e o os as do da dos das em um uma não na no nos nas ao mais foi ser tem seu sua pelo pela até isso ele ela são
    il di che è per non sono ma si con anche della dei delle nel alla dal gli come più questo ha nella lo suo
    het een van en dat op te zijn voor met niet aan er om dan maar ook bij uit naar ze hij wordt door worden nog werd
    och att det som på är av för med den inte har till om ett var men så från vi kan skal blir jeg ikke til og af fra
    и в не на что я с он как это по но они к у из мы за от то его же для о было так был бы все ее или ещё еще до если
    w z się na nie do jest że to jak po od za przez ale dla być
    """.split()
)

ADDRESS_WORDS: Final = frozenset(
    """
    you your yours yourself we our us vous votre vos nous notre nos ihr ihre ihren ihrer euch dein deine uns unser unsere
    tu tus usted su você seu nosso nossa voi vostro tuo nostro je jouw uw ons onze du din ditt вы вас ваш ваши нас наш
    """.split()
)
"""Words by which a page speaks to its reader, or of itself; pitches are full of them."""

REPORTING_WORDS: Final = frozenset(
    """
    said says told added according asked wrote reported announced sagte sagt erklärte teilte laut berichtet dit déclaré
    selon affirme expliqué dijo según afirmó añadió disse segundo afirmou secondo detto ha dichiarato zei volgens zegt
    sade enligt säger сказал сообщил заявил словам рассказал
    """.split()
)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.replace("\n", "|").split("|") if phrase.strip())


INTERFACE: Final = _phrases(
    """
    share|share this|share this article|share this story|share on|share on facebook|share on twitter|share on x|share via email
    share on linkedin|share on whatsapp|share article|share story|tweet|retweet|tweet this|like|like this|pin|pin it|print|print this page
    print article|print this article|save|save for later|save article|email|e mail|email this|email article|copy link|copy the link
    link copied|bookmark|gift this article|listen|listen to article|listen to this article|text size|font size|facebook|twitter|x
    linkedin|whatsapp|pinterest|instagram|youtube|telegram|reddit|tumblr|flipboard|messenger|rss|tiktok|bluesky|threads|mastodon|snapchat
    comments|comment|# comments|# comment|comments #|no comments|no comments yet|no comment|show comments|hide comments|view comments
    view all comments|show all comments|load comments|load more comments|read comments|read the comments|post a comment|post comment
    add a comment|add comment|leave a comment|see comments|view # comments|see all comments|reply|replies|# replies|# reply|report
    recommend|recommended|# shares|# share|# likes|# like|# views|shares|likes|views|heading|description|username|title|subtitle|caption
    placeholder|lorem ipsum|undefined|null|nan|untitled|label|image|images|video|videos|gallery|photo|photos|slideshow
    learn more|read more|more|see more|view more|show more|find out more|continue reading|full story|view all|see all|load more|show less
    read full article|read full story|read the full story|sign in|sign up|sign out|log in|login|log out|logout|register|my account|account
    subscribe|subscribe now|subscribe today|subscribe here|unsubscribe|submit|send|join now|join today|join us|join for free|get started
    get started today|start free trial|start your free trial|try it free|try for free|buy now|shop now|add to cart|order now|book now|donate
    donate now|contribute|become a member|advertisement|advertisements|advertising|advertise|ad|ads|sponsored|sponsored content|promoted
    story continues below|story continues below advertisement|paid content|partner content|article continues below|continue reading below
    article continues after advertisement|article continues below advertisement|article continues after ad|scroll to continue
    scroll to continue reading|skip to content|skip to main content|skip to navigation|skip to main navigation|skip to search
    skip to footer|skip navigation|skip ad|skip advertisement|skip to main|back to top|back to home|back|top|home|homepage|next
    next article|next story|next post|next page|prev|previous|previous article|previous story|previous post|previous page|prev next
    previous next|close|open|menu|search|cancel|ok|apply|reset|filter|sort by|most read|most popular|most viewed|most shared
    most commented|most recent|trending|trending now|popular|popular posts|latest|latest news|latest stories|latest posts|recent posts
    editors picks|editor s picks|top stories|related|related articles|related article|related stories|related story|related links
    related posts|related content|related topics|related news|related coverage|related items|also read|read also|you may also like
    you might also like|recommended for you|recommended stories|recommended reading|up next|read next|don t miss|must read|must reads
    company snapshot|market data|my queue|newsletter|newsletters|follow us|follow us on|contact us|about us|find us|find us on
    like us on facebook|follow|following|contact|about|careers|faq|help|support|press|tags|tag|topics|topic|category|categories
    filed under|sections|archive|archives|loading|loading more|please wait|down arrow|down arrow button icon|terms|terms of use
    terms of service|terms and conditions|terms conditions|privacy|privacy policy|cookies|cookie policy|cookie settings|accept|accept all
    accept cookies|accept all cookies|reject all|do not sell my personal information|sitemap|site map|accessibility|# min read
    # minute read|# mins read|play|pause|mute|unmute|watch|watch now|live|subtitles|settings|fullscreen|replay|volume|# x|enlarge image
    open image|view image|toggle|toggle navigation|toggle menu|expand|collapse|hide|show|edit|delete|refresh|en|de|fr|es|yes|no
    teilen|drucken|kommentar|kommentare|kommentieren|merken|startseite|anzeige|werbung|mehr|mehr zum thema|mehr lesen|weiterlesen|anmelden
    abmelden|suche|suchen|weiter|zurück|schließen|impressum|datenschutz|agb|kontakt|abo|newsletter abonnieren|nach oben|jetzt abonnieren
    partager|imprimer|commentaire|commentaires|commenter|publicité|lire la suite|lire aussi|à lire aussi|s abonner|abonnez vous
    se connecter|recherche|rechercher|accueil|fermer|suivant|précédent|mentions légales|nous contacter|en savoir plus|voir plus|retour
    compartir|imprimir|comentario|comentarios|comentar|publicidad|leer más|lea también|lee también|te puede interesar|suscríbete|suscríbase
    iniciar sesión|buscar|inicio|cerrar|siguiente|anterior|ver más|volver|contacto|compartilhar|compartilhe|comentário|comentários
    publicidade|leia mais|leia também|veja também|saiba mais|assine|entrar|início|fechar|próximo|próxima|contato|voltar|continua após a publicidade
    condividi|stampa|commenta|commenti|pubblicità|leggi anche|leggi tutto|leggi di più|abbonati|accedi|registrati|cerca|chiudi|avanti|indietro
    delen|deel|afdrukken|reactie|reacties|reageren|advertentie|lees ook|lees meer|lees verder|abonneren|inloggen|zoeken|sluiten|volgende|vorige
    dela|skriv ut|kommentera|annons|läs mer|läs också|logga in|sök|stäng|del|annonse|les mer|les også|søk|lukk|artikeln fortsätter under annonsen
    поделиться|комментарии|комментировать|реклама|читать далее|читайте также|подписаться|войти|поиск|меню|главная|закрыть|назад|подробнее
    udostępnij|komentarze|reklama|czytaj więcej|czytaj także|czytaj też|zaloguj|zaloguj się|szukaj|zamknij
    """
)
"""Whole lines of an interface: words in lower case, numbers as ``#``, nothing else."""

ENDINGS: Final = _phrases(
    """
    comments|# comments|# comment|# responses|# thoughts|leave a|join the conversation|join the discussion|conversation|show comments
    view comments|load comments|post a|add a comment|read next|next up|up next|what to read|keep reading|next story|next post|previous post
    post navigation|related|more from|more on|more in|more about|more stories|more news|more like|more to|you may|you might|recommended
    similar|most read|most popular|most viewed|most shared|most commented|most recent|trending|popular|latest|recent posts|recent articles
    recent stories|recent news|recent comments|top stories|editor s|editors picks|featured|share this|share on|share|tags|tag|filed under
    topics|categories|category|posted in|in this article|in this story|keywords|about the author|about the authors|about author|about us
    author|written by|meet the|follow us|follow|newsletter|newsletters|sign up|subscribe|get the|get our|stay connected|stay informed
    stay up|references|footnotes|source|sources|bibliography|works cited|further reading|external links|see also|advertisement|sponsored
    promoted|from our|from around|around the web|partner content|report a|report an|report this|we recommend|also read|read more|read also
    don t miss|what s next|what do you|have something|got a|contact us|copyright|all rights|company snapshot|disclaimer|image credit
    reporting by|print|email|our latest|other stories|other news|people also|frequently asked
    mehr zum|mehr aus|mehr von|mehr über|mehr artikel|das könnte|kommentare|schlagworte|meistgelesen|zum thema|lesen sie|verwandte|weitere
    lire aussi|à lire|sur le même|les plus lus|commentaires|articles liés|à la une|plus d|partager|dans la même|voir aussi|sur le sujet
    te puede|más noticias|más leídas|más información|más sobre|lo más|comentarios|noticias relacionadas|relacionados|relacionadas|etiquetas
    temas|archivado en|compartir|lea también|leia mais|leia também|veja também|mais lidas|mais lidos|mais notícias|mais sobre|comentários
    compartilhe|compartilhar|leggi anche|potrebbe interessarti|i più|articoli correlati|commenti|condividi|argomenti|lees ook|meest gelezen
    reacties|meer over|meer nieuws|meer van|gerelateerd|deel dit|läs mer|läs också|läs även|mest läst|relaterat|dela|читайте также
    комментарии|по теме|похожие|самое читаемое|теги|ещё|czytaj także|czytaj też|czytaj również|komentarze|zobacz także|zobacz też
    """
)
"""How a line opens that heads what follows an article: its first one, two or three words."""

PITCH_WORDS: Final = _phrases(
    """
    subscribe|subscribed|subscriber|subscribers|subscribing|subscription|subscriptions|newsletter|newsletters|inbox|unsubscribe|donate
    donation|donations|donors|membership|signup|signing|register|login|copyright|rights|reserved|cookie|cookies|consent|gdpr|advertiser
    advertisers|advertising|advertisement|advertisements|sponsor|sponsored|sponsors|promo|coupon|discount|disclaimer|affiliate|javascript
    browser|adblock|webinar|ebook|brochure|download|podcast|app|comment|comments|commenting|moderated|moderation|feedback|facebook
    twitter|instagram|linkedin|whatsapp|telegram|youtube|bookmark|republish|republished|republication|reproduced|reproduction|redistributed|unauthorized
    captcha|recaptcha|resubscribe|tracker|delayed|iframe|tip|tips|journalist|reporter|contributor|freelance|columnist|editor|author|writer|blogger|correspondent
    abonnieren|abonnement|abonnent|registrieren|kostenlos|datenschutz|datenschutzerklärung|impressum|werbung|nutzungsbedingungen
    abonnez|abonné|abonnés|inscrivez|inscription|confidentialité|droits|newsletters|suscríbete|suscríbase|suscripción|regístrate|boletín
    derechos|reservados|privacidad|síguenos|assine|assinante|inscreva|cadastre|direitos|siga|iscriviti|abbonati|diritti|informativa|seguici
    abonneer|nieuwsbrief|rechten|подпишитесь|подписывайтесь|подписка|регистрация|перепечатка|cookies|prenumerera|nyhetsbrev|zapisz
    """
)

PITCH_PAIRS: Final = _phrases(
    """
    join us|join thousands|join millions|join the|join our|become a|support independent|support our|support us|quality journalism
    independent journalism|your support|your contribution|your donation|sign up|sign in|log in|free trial|free account|create an|create account|as we
    keep you|stay informed|stay up|stay tuned|stay connected|never miss|click here|tap here|find out|learn more|read more|visit our
    check out|contact us|get in|reach out|call us|book a|book your|contact the|send us|email us|let us|tell us|have a|got a|all rights
    may not|not be|privacy policy|privacy notice|terms of|terms and|opt out|personal data|your data|your device|your browser|this site|this website|our site
    our website|our app|our channel|our page|our podcast|our newsletter|our newsletters|our team|our journalism|our partners|our readers|app store|google play|enable javascript
    affiliate links|a commission|affiliate commission|we may|may earn|may receive|follow us|follow him|follow her|follow me|like us|leave a|post a|email address
    required fields|comment policy|can be|reached at|writes about|writes for|author of|reporter for|editor of|editor at|correspondent for
    delivered to|delivered straight|straight to|in your|the best|the latest|for free|free to|to receive|to get|get the|get our|sent to
    more information|for more|about the|about this|first appeared|originally published|originally appeared|was published|is part|powered by
    public editor|this portal|trust every|help us|thank you|thanks for|want to|do you|are you|you can|by clicking|by continuing|by submitting|you agree|agree to
    melden sie|unterstützen sie|alle rechte|lesen sie|ihre daten|tous droits|vos données|mentions légales|todos los|los derechos|política de
    todos os|os direitos|tutti i|i diritti|alle rechten|meld je|schrijf je|все права|wszelkie prawa
    """
)

OFFER_WORDS: Final = _phrases(
    """
    subscribe|subscriber|subscribers|subscribing|subscription|subscriptions|newsletter|newsletters|inbox|donate|donation|donations
    membership|supporter|supporters|unlock|paywall
    abonnieren|abonnement|abonnenten|kostenlos|spende|spenden|abonnez|abonné|abonnés|abonnement|don|dons|suscríbete|suscríbase|suscripción
    suscriptor|suscriptores|assine|assinante|assinantes|assinatura|abbonati|abbonamento|abonneer|abonnees|nieuwsbrief|donatie
    подписка|подпишитесь|подписчик|prenumerera|prenumerant|prenumeration
    """
)
"""Words for what a publication asks of its readers."""

CAPTION: Final = re.compile(
    r"(?:photo|image|picture|photograph|illustration|graphic|screenshot|video)s?(?: credit| courtesy| source| provided)?"
    r"(?: ?[:|/©]| by\b| courtesy| via\b)"
    r"|(?:getty|shutterstock|istock|unsplash|pexels|afp|reuters|ap photo|epa|alamy|pixabay|flickr|wikimedia)(?: images)?\W*\Z"
    r"|file (?:photo|picture|image)|pictured|\((?:photo|image|picture|file|source|credit|pic)\b|credit ?:|courtesy (?:of|photo)"
    r"|\Aabove:|\Abelow:|\bfotos? ?[:/(]|\bfoto de |\bbild(?:quelle)? ?:|\bcrédits? ?(?:photo)?|photo d.archives|\bimage[mn] ?:|\bfuente ?:"
    r"|\bfonte ?:|\bфото ?[:/]",
    re.IGNORECASE,
)

BYLINE: Final = re.compile(
    r"(?:by|written by|words by|story by|text by|report(?:ing)? by|posted by|published by|author:?|por|escrito por|par|von|text:|di|door|av|af"
    r"|автор:?|текст:)\s+[^\W\d_]|\(?(?:reporting|additional reporting|writing|editing|compiled|edited) by ",
    re.IGNORECASE,
)

RELATIVE_TIME: Final = re.compile(
    r"\b(?:\d+|an?) ?(?:s(?:ec)?|m(?:in)?|h(?:r)?|d|w|mo|y|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\.? ago\b"
    r"|\b(?:vor|il y a|hace|há) \d+ \w+|\b\d+ \w+ (?:fa|geleden|atrás|sedan|назад)\b|\A\W*(?:just now|today|yesterday)\W*\Z",
    re.IGNORECASE,
)

DATE: Final = re.compile(
    r"\b(?:(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d)\b"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.|º)?(?:\sde)?\s(?P<month>[^\W\d_]{3,12})\.?,?(?:\sde)?\s(?:19|20)\d\d\b"
    r"|\b(?P<first>[^\W\d_]{3,9})\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b"
)

LINKISH: Final = re.compile(r"https?://|www\.\w|\S@\w+\.\w|(?:\A|\s)[@#]\w{2,}|\b\w+\.(?:com|org|net|co\.\w\w)\b")

PRICE: Final = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|usd\b|eur\b|zł|руб)|\b\d+ ?% off\b", re.IGNORECASE)
