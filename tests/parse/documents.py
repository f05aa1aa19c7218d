"""Feed documents for the tests, written by us in the shapes that are met."""

from __future__ import annotations

URL = "https://site.example/news/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>Правозахисний монітор</title>
  <link>https://site.example/</link>
  <description>Новини</description>
  <language>uk-UA</language>
  <item>
    <title>У Мелітополі зник журналіст</title>
    <link>https://site.example/1</link>
    <guid isPermaLink="false">site-1</guid>
    <pubDate>Mon, 26 Aug 2024 14:05:00 +0300</pubDate>
    <dc:creator>olena@site.example (Олена Петренко)</dc:creator>
    <description>Коротко про &lt;b&gt;подію&lt;/b&gt;</description>
    <content:encoded><![CDATA[<p>Перший абзац.</p><p>Другий абзац.</p><script>x()</script>]]>
    </content:encoded>
  </item>
  <item>
    <title>Вирок у Ростові</title>
    <link>/2</link>
    <guid>https://site.example/2</guid>
    <dc:date>2024-08-25T09:00:00Z</dc:date>
  </item>
</channel>
</rss>
"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>Crimea watch</title>
  <link rel="self" href="https://site.example/atom"/>
  <link href="https://site.example/"/>
  <id>tag:site.example,2024:feed</id>
  <updated>2024-08-26T11:05:00Z</updated>
  <entry>
    <title type="html">Searches in &lt;i&gt;Bakhchysarai&lt;/i&gt;</title>
    <link rel="enclosure" href="https://site.example/a.mp3"/>
    <link rel="alternate" href="https://site.example/a"/>
    <id>tag:site.example,2024:a</id>
    <published>2024-08-26T11:05:00Z</published>
    <updated>2024-08-27T11:05:00Z</updated>
    <author><name>Jane Doe</name><email>jane@site.example</email></author>
    <author><name>Іван Іваненко</name></author>
    <summary>Four homes.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div>
    </content>
  </entry>
  <entry xml:lang="uk">
    <title>Без дати публікації</title>
    <id>tag:site.example,2024:b</id>
    <link href="https://site.example/b"/>
    <updated>2024-08-25T10:00:00+03:00</updated>
    <content type="text">Слово &lt; слова</content>
  </entry>
</feed>
"""

RDF = """<?xml version="1.0" encoding="windows-1251"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://site.example/rdf"><title>Архив</title>
    <link>https://site.example/</link><description>-</description>
    <items><rdf:Seq><rdf:li resource="https://site.example/r"/></rdf:Seq></items>
  </channel>
  <item rdf:about="https://site.example/r">
    <title>Обыски в Ялте</title><link>https://site.example/r</link>
    <dc:date>2005-03-01</dc:date><dc:creator>Редакция</dc:creator>
    <description>Задержаны двое.</description>
  </item>
</rdf:RDF>
"""

JSON = """{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Окуповані території",
  "home_page_url": "https://site.example/",
  "language": "uk",
  "items": [
    {"id": "j1", "url": "/j1", "title": "Примусова мобілізація",
     "content_html": "<p>Перший.</p><p>Другий.</p>", "summary": "Коротко",
     "date_published": "2024-08-26T14:05:00+03:00", "date_modified": "2024-08-27T00:00:00Z",
     "authors": [{"name": "Олена <olena@site.example>"}, {"name": "olena@site.example"},
                 {"url": "https://site.example/olena"}]},
    {"id": 2, "external_url": "https://other.example/j2", "content_text": "Лише текст",
     "author": {"name": "Іван"}},
    {"id": true, "url": 5, "title": ["x"], "content_html": null, "date_published": 1,
     "authors": "nobody"},
    "not an item"
  ]
}
"""


def rss(*items: str, channel: str = "") -> str:
    """An RSS 2.0 document of the given items."""
    return (
        '<rss version="2.0"><channel><link>https://site.example/</link>'
        f"{channel}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )
