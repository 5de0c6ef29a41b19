"""Saved pages in the languages of news: who wrote them, when, where, and what their bytes are."""

import pytest

from generator.convert import html
from generator.model import Article, Source

# Headline, byline, published, changed, three paragraphs; the author, the place of the dateline, an older encoding.
PAGES = {
    "fr": (
        "Le conseil repousse le bac",
        "Par Anne Dupont",
        "Publié le 3 mai 2021 à 8h05",
        "Mis à jour le 4 mai 2021",
        "SAINT-AUBRAC (AFP) — Le conseil de l’île s’est réuni mardi pour entendre ce que coûtera le nouveau bac.",
        "Les habitants attendent depuis neuf ans, depuis que le dernier bateau a été vendu à une société du continent.",
        "Une décision est attendue à l’automne, quand les comptes du port auront été lus par qui sait compter.",
        "Anne Dupont",
        "SAINT-AUBRAC",
        "windows-1252",
    ),
    "de": (
        "Rat verschiebt die neue Fähre",
        "Von Anna Müller",
        "Veröffentlicht am 3. Mai 2021",
        "Aktualisiert am 4. Mai 2021",
        "HAMBURG (dpa) - Der Rat der Insel hat am Dienstag gehört, was die neue Fähre kostet, und die Frage vertagt.",
        "Die Bewohner warten seit neun Jahren, seit das letzte Schiff an eine Firma auf dem Festland verkauft wurde.",
        "Eine Entscheidung wird im Herbst erwartet, wenn jemand die Bücher des Hafens gelesen hat, der zählen kann.",
        "Anna Müller",
        "HAMBURG",
        "iso-8859-1",
    ),
    "es": (
        "El consejo aplaza el transbordador",
        "Por Ana Pérez",
        "Publicado el 3 de mayo de 2021",
        "Actualizado: 4 de mayo de 2021",
        "MADRID (EFE).- El consejo de la isla se reunió el martes para oír cuánto costará el nuevo transbordador.",
        "Los isleños esperan desde hace nueve años, desde que el último barco se vendió a una empresa del continente.",
        "Se espera una decisión en otoño, cuando alguien que sepa contar haya leído los libros del puerto.",
        "Ana Pérez",
        "MADRID",
        "utf-16",
    ),
    "pt": (
        "Conselho adia a nova balsa",
        "Por Ana Souza",
        "Publicado em 3 de maio de 2021 às 8h05",
        "Atualizado em 04/05/2021",
        "SÃO PAULO (Reuters) - O conselho da ilha reuniu-se na terça-feira para ouvir quanto custará a nova balsa.",
        "Os moradores esperam há nove anos, desde que o último barco foi vendido a uma empresa do continente.",
        "Uma decisão é esperada no outono, quando alguém que saiba contar tiver lido os livros do porto.",
        "Ana Souza",
        "SÃO PAULO",
        "utf-8-sig",
    ),
    "ar": (
        "المجلس يؤجل قرار العبارة الجديدة",
        "بقلم أحمد خليل",
        "نشر في 3 مايو 2021",
        "",
        "القاهرة (رويترز) - اجتمع مجلس الجزيرة يوم الثلاثاء للاستماع إلى تكلفة العبارة الجديدة وأجل القرار حتى الخريف.",
        "ينتظر سكان الجزيرة منذ تسع سنوات بعد أن بيعت السفينة الأخيرة لشركة في البر الرئيسي قامت بتفكيكها.",
        "ومن المتوقع صدور قرار في الخريف عندما يقرأ دفاتر الميناء شخص يعرف كيف يحسب الأرقام.",
        "أحمد خليل",
        "القاهرة",
        "windows-1256",
    ),
    "he": (
        "המועצה דחתה את ההחלטה על המעבורת",
        "מאת דנה כהן",
        "פורסם ב-3 במאי 2021",
        "",
        "מועצת האי התכנסה ביום שלישי כדי לשמוע כמה תעלה המעבורת החדשה, ודחתה את ההחלטה עד הסתיו.",
        "תושבי האי מחכים תשע שנים, מאז שהספינה האחרונה נמכרה לחברה ביבשה שפירקה אותה לחלקים.",
        "החלטה צפויה בסתיו, לאחר שמישהו שיודע לספור יקרא את ספרי הנמל מתחילתם ועד סופם.",
        "דנה כהן",
        None,
        "windows-1255",
    ),
    "zh": (
        "岛议会推迟新渡轮决定",
        "记者 王小明",
        "2021年5月3日 08:05",
        "",
        "新华社北京5月3日电 岛议会周二开会，听取新渡轮的费用情况，并将决定推迟到秋天再作出。",
        "自从最后一艘船卖给大陆的一家公司并被拆解以来，岛上的居民已经等待了九年的时间。",
        "预计秋天会作出决定，届时港口的账目将由会数数的人读完。",
        "王小明",
        "北京",
        "gb18030",
    ),
    "ja": (
        "島の議会、フェリーの決定を延期",
        "文：山田太郎",
        "2021年5月3日 8時05分",
        "",
        "【東京＝共同】島の議会は火曜日に新しいフェリーの費用について話し合い、決定を秋まで延期することにした。",
        "最後の船が本土の会社に売られて解体されて以来、島の住民は九年もの間ずっと待ち続けている。",
        "港の帳簿が数えられる人に読まれる秋には、決定が下されると見られている。",
        "山田太郎",
        "東京",
        "shift_jis",
    ),
    "ru": (
        "Совет отложил решение о пароме",
        "Автор: Анна Петрова",
        "Опубликовано 3 мая 2021 года, 08:05",
        "",
        "МОСКВА, 3 мая - РИА Новости. Совет острова собрался во вторник, чтобы узнать, сколько стоит новый паром.",
        "Жители ждут уже девять лет, с тех пор как последний корабль был продан компании на материке.",
        "Решение ожидается осенью, когда книги порта прочтёт кто-нибудь, кто умеет считать до конца.",
        "Анна Петрова",
        "МОСКВА",
        "koi8-r",
    ),
    "af": (
        "Raad stel die nuwe veerboot uit",
        "Deur Anna van Wyk",
        "Gepubliseer op 3 Mei 2021",
        "",
        "KAAPSTAD - Die raad van die eiland het Dinsdag vergader om te hoor wat die nuwe veerboot gaan kos.",
        "Die inwoners wag al nege jaar lank, vandat die laaste boot aan ’n maatskappy op die vasteland verkoop is.",
        "’n Besluit word in die herfs verwag, wanneer iemand wat kan tel die hawe se boeke gelees het.",
        "Anna van Wyk",
        "KAAPSTAD",
        "utf-8",
    ),
    "en": (
        "Council puts the new ferry off",
        "By Ada Lind",
        "Published 3 May 2021 8:05am BST",
        "Updated 4 May 2021",
        "LONDON (Reuters) - The council of the island met on Tuesday to hear what the new ferry will cost.",
        "Islanders have waited for nine years since the last boat was sold to a company on the mainland.",
        "A decision is expected in the autumn, when the books of the harbour have been read by somebody who can count.",
        "Ada Lind",
        "LONDON",
        "utf-32",
    ),
}


def page(lang, declared=""):
    title, byline, published, changed, *story = PAGES[lang][:7]
    lines = "".join(f"<p>{line}</p>" for line in (byline, published, changed, *story) if line)
    meta = f"<meta charset={declared}>" if declared else ""
    return (
        f"<!DOCTYPE html><html lang={lang}><head>{meta}<title>{title}</title></head><body><nav><a href=/>The Quay</a>"
        f"</nav><article><h1>{title}</h1>{lines}</article><footer>The Quay</footer></body></html>"
    )


def convert(data):
    found = html.convert(Source(path="wire/page.html", data=data, sha256="0" * 64))
    return next(item for item in found if isinstance(item, Article))


@pytest.mark.parametrize("lang", PAGES)
def test_what_a_page_says_is_read_in_its_language(lang):
    made = convert(page(lang).encode())
    title, byline, _, changed, *story = PAGES[lang][:7]
    author, place, _ = PAGES[lang][7:]

    assert (made.title, made.byline, [who.name for who in made.authors]) == (title, byline, [author])
    assert (made.published.text, made.published_basis, made.lang) == ("2021-05-03", "stated", lang)
    assert (made.modified and made.modified.text) == ("2021-05-04" if changed else None)
    assert (made.dateline and made.dateline.place) == place
    assert made.body.split("\n\n") == story


@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("says", [True, False])
def test_older_encodings_are_read_whether_the_page_names_them_or_not(lang, says):
    encoding = PAGES[lang][9]
    bare = encoding.partition("-sig")[0]

    made = convert(page(lang, bare if says else "").encode(encoding))

    assert made.body == convert(page(lang).encode()).body


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\t", "\u00a0"])
def test_line_ends_tabs_and_unbreakable_spaces_are_spaces(ends):
    spaced = page("en").replace(" ", ends) if ends == "\u00a0" else page("en").replace("</p>", f"{ends}</p>{ends}")
    spaced = spaced.replace(f"<html{ends}lang", "<html lang").replace(f"<a{ends}href", "<a href")

    made = convert(spaced.replace("<!DOCTYPE\u00a0html>", "").encode())

    assert made.body.split() == convert(page("en").encode()).body.split()
    assert (made.byline, made.published.text) == ("By Ada Lind", "2021-05-03")
