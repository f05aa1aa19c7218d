"""The safety notice for readers in occupied areas: the monitors' own advice, in our words.

The advice is CrimeaSOS's of 3 May 2023; that opening listed material can be fined since
1 September 2025 is the warning of KHPG and of CrimeaSOS's lawyers. We paraphrase, date and
link it and add nothing. The Crimean Tatar text has not yet been read by a native speaker;
docs/site.md says so too.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

ADVICE_URL = (
    "https://krymsos.com/en/krymsos-rekomenduye-dotrymuvatysya-pravyl-bezpechnoyi-"
    "komunikacziyi-na-tymchasovo-okupovanyh-terytoriyah-ukrayiny/"
)
LAW_URL = "https://khpg.org/en/1608814828"


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice in one language: one line for every page, and the whole advice."""

    language: str
    own_name: str
    short: str
    advice: tuple[str, ...]
    law: str
    attribution: str


NOTICES = (
    Notice(
        "en",
        "English",
        "If you are in an occupied area: opening or sharing pages like this one can be punished "
        "there. Do not repost, comment or react.",
        (
            "Do not repost pro-Ukrainian news, and delete older reposts from your pages.",
            "Do not comment from a personal account, neither under occupation media nor under "
            "Ukrainian ones.",
            "Do not leave reactions under posts of organisations that Russia calls “undesirable”.",
            "Do not say in public what can be held against you where you can be recognised.",
            "Write to a hotline or an organisation only by safe means, such as Signal, and make "
            "sure first that it is safe for you to pass information on.",
        ),
        "Since 1 September 2025 searching for or opening material that Russia lists as "
        "“extremist” can be fined, and using a VPN can count against you.",
        "Advice of CrimeaSOS, 3 May 2023, in our words",
    ),
    Notice(
        "uk",
        "Українська",
        "Якщо ви на окупованій території: за перегляд чи поширення таких сторінок там можуть "
        "покарати. Не поширюйте, не коментуйте, не ставте реакцій.",
        (
            "Не поширюйте проукраїнських новин і видаліть старі поширення зі сторінок і груп.",
            "Не коментуйте з особистих акаунтів: ні під дописами окупаційних медіа, ні під "
            "українськими.",
            "Не ставте реакцій під дописами організацій, які росія назвала «небажаними».",
            "Не висловлюйтеся публічно там, де вас можуть упізнати.",
            "Пишіть на гарячу лінію чи організаціям лише безпечними засобами, як-от Signal, і "
            "спершу переконайтеся, що передавати інформацію для вас безпечно.",
        ),
        "З 1 вересня 2025 року за пошук або відкриття матеріалів, які росія внесла до списку "
        "«екстремістських», можуть оштрафувати, а користування VPN може обтяжити провину.",
        "Поради КримSOS від 3 травня 2023 року, нашими словами",
    ),
    Notice(
        "ru",
        "Русский",
        "Если вы на оккупированной территории: за просмотр и распространение таких страниц там "
        "могут наказать. Не делайте репостов, не комментируйте, не ставьте реакций.",
        (
            "Не делайте репостов проукраинских новостей и удалите старые репосты со своих страниц "
            "и из групп.",
            "Не комментируйте с личных аккаунтов: ни у оккупационных медиа, ни у украинских.",
            "Не ставьте реакций под публикациями организаций, которые Россия назвала "
            "«нежелательными».",
            "Не высказывайтесь публично там, где вас могут узнать.",
            "Пишите на горячую линию или организациям только безопасными средствами, например "
            "через Signal, и сначала убедитесь, что передавать информацию для вас безопасно.",
        ),
        "С 1 сентября 2025 года за поиск или открытие материалов, внесённых Россией в список "
        "«экстремистских», могут оштрафовать, а использование VPN может отягчить вину.",
        "Советы КрымSOS от 3 мая 2023 года, нашими словами",
    ),
    Notice(
        "crh",
        "Qırımtatarca",
        "İşğal etilgen topraqta olsañız: böyle saifelerni açqan ya da dağıtqan içün anda ceza "
        "berilmesi mümkün. Paylaşmañız, şerh yazmañız, reaktsiya qoymañız.",
        (
            "Ukraina tarafdarı haberlerni paylaşmañız, eski paylaşuvlarnı saifeñizden ve "
            "gruppalardan siliñiz.",
            "Şahsiy akkauntıñızdan şerh yazmañız: ne işğalci, ne de ukrain matbuatınıñ tübünde.",
            "Rusiye «istenilmegen» dep ilân etken teşkilâtlarnıñ yazılarına reaktsiya qoymañız.",
            "Sizni tanıya bilecek yerde açıq laf etmeñiz.",
            "Qızğın liniyağa ya da teşkilâtlarğa tek telükesiz vastalarnen, meselâ Signal arqalı "
            "yazıñız; malümat bermezden evel bunıñ siz içün telükesiz olğanına emin oluñız.",
        ),
        "2025 senesi sentâbrniñ 1-nden berli Rusiye «ekstremistik» dep saylağan malzemelerni "
        "qıdırğan ya da açqan içün ştraf berilmesi mümkün; VPN qullanmaq qabaatnı ağırlaştıra "
        "bile.",
        "CrimeaSOS teşkilâtınıñ 2023 senesi mayısnıñ 3-ndeki tevsiyeleri, bizim sözlerimiznen",
    ),
)

FEED_NOTICE = " · ".join(notice.short for notice in NOTICES)
"""One paragraph for feeds, where every reader sees it before any entry."""


def with_notice(root: etree._Element) -> bytes:
    """The document of ``root`` as UTF-8 XML with the notice above it, as a comment: for formats
    that have no place of their own for it. Programs that read them pass over comments."""
    root.addprevious(etree.Comment(f" {FEED_NOTICE} "))
    return bytes(
        etree.tostring(
            root.getroottree(), xml_declaration=True, encoding="UTF-8", pretty_print=True
        )
    )
