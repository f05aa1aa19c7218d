"""Web pages for the tests, written by us in the shape that news sites have."""

from __future__ import annotations

from html import escape

from aggregator.model import Entry, Page

URL = "https://site.example/news/search-in-yalta"

PARAGRAPHS = (
    "Уранці двадцять шостого серпня російські силовики прийшли з обшуком до родини в Ялті, "
    "повідомили сусіди. Двері виламали, телефони й комп’ютери забрали, понятих привезли з собою.",
    "Господаря будинку вивезли в невідомому напрямку. Адвоката до нього не пустили ні того дня, "
    "ні наступного, хоча він чекав біля входу до будівлі майже шість годин поспіль.",
    "За даними правозахисників, це вже четвертий такий обшук у місті від початку місяця. Усі "
    "чотири родини належать до однієї громади, і в жодній справі звинувачення не оприлюднили.",
    "Рідні просять тих, хто бачив машини без номерів, написати до громадської приймальні.",
)


def page(
    head: str = "",
    before: str = "",
    after: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    lang: str | None = "uk",
) -> str:
    """A page with navigation, sidebar, comments and footer around one article."""
    body = "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)
    root = f'<html lang="{lang}">' if lang else "<html>"
    return f"""<!DOCTYPE html>
{root}<head><meta charset="utf-8">{head}</head><body>
<header><nav><ul><li><a href="/">Головна</a></li><li><a href="/about">Про нас</a></li></ul></nav>
</header>
<main><article>{before}<div class="entry-content">{body}</div>{after}</article></main>
<aside><h3>Читайте також</h3><ul><li><a href="/1">Інша новина</a></li></ul></aside>
<div id="comments"><p>Коментар від читача, який не є частиною статті.</p></div>
<footer><p>© Сайт. Усі права захищено.</p></footer>
</body></html>"""


def answer(document: str | bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    """What the fetcher hands on for a page that was served."""
    body = document if isinstance(document, bytes) else document.encode()
    return Page(URL, body, content_type)


NOTHING_SAID = Entry(id="1", link=URL, title=None)
