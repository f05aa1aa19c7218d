"""Places are found in every form of their names, and told from their namesakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import model
from aggregator.tag import gazetteer
from aggregator.tag.places import capped, find_places
from tests.tag.placed import CRIMEA, KHERSON, ZAPORIZHZHIA, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Ukrainian
        ("Обстріл Херсона тривав усю ніч.", {"Kherson"}),
        ("У Мелітополі зникла вчителька.", {"Melitopol"}),
        ("Мешканців Маріуполя вивозять.", {"Mariupol"}),
        ("Люди виїхали з Енергодара до Запоріжжя.", {"Enerhodar", "Zaporizhzhia"}),
        ("Під Бахмутом поранено лікаря.", {"Bakhmut"}),
        ("Вона народилася в Новій Каховці.", {"Nova Kakhovka"}),
        ("У Кривому Розі загинули діти.", {"Kryvyi Rih"}),
        ("Суд у Сімферополі продовжив арешт.", {"Simferopol"}),
        ("Обшуки в Бахчисараї та Джанкої.", {"Bakhchysarai", "Dzhankoi"}),
        ("Затримання в окупованому Криму.", {"Crimea"}),
        ("Кримчан примушують до служби.", {"Crimea"}),
        ("на тимчасово окупованій Луганщині", {"Luhansk oblast"}),
        (
            "в Донецькій, Луганській та Херсонській областях",
            {"Donetsk oblast", "Luhansk oblast", "Kherson oblast"},
        ),
        ("очільник Запорізької ОВА", {"Zaporizhzhia oblast"}),
        ("у Бердянському районі", {"Berdianskyi raion"}),
        ("мешканці Василівської громади", {"Vasylivska hromada"}),
        ("школярі маріупольських ліцеїв", {"Mariupol"}),
        ("харків'яни дочекалися світла", {"Kharkiv"}),
        ("У Кам’янці-Дніпровській вимкнули воду.", {"Kamianka-Dniprovska"}),
        ("в Олешках немає хліба", {"Oleshky"}),
        ("село Оленівка Волноваського району", {"Olenivka", "Volnovaskyi raion"}),
        ("ХЕРСОН ПІД ОБСТРІЛОМ", {"Kherson"}),
        # Russian
        ("В Мариуполе сносят дома.", {"Mariupol"}),
        ("Жителей Геническа вызвали на допрос.", {"Henichesk"}),
        ("взрыв под Бердянском", {"Berdiansk"}),
        ("в Херсонской и Запорожской областях", {"Kherson oblast", "Zaporizhzhia oblast"}),
        ("в Крыму задержали журналиста", {"Crimea"}),
        ("Лисичанский НПЗ горит", {"Lysychansk"}),
        ("на Купянском направлении", {"Kupiansk"}),
        ("в посёлке Новоалексеевка Херсонской области", {"Novooleksiivka", "Kherson oblast"}),
        ("Голова Харківської ОДА", {"Kharkiv oblast"}),
        ("в Чернігівській, Сумській та інших областях", {"Chernihiv oblast", "Sumy oblast"}),
        (
            "у Бердянську та Василівці Запорізької області",
            {"Berdiansk", "Vasylivka", "Zaporizhzhia oblast"},
        ),
        ("мешканці Нижніх Сірогоз", {"Nyzhni Sirohozy"}),
        ("вулиці Маріуполя порожні", {"Mariupol"}),
        ("на Івано-Франківщині", {"Ivano-Frankivsk oblast"}),
        ("біля Часового Яру", {"Chasiv Yar"}),
        ("под Ореховым", {"Orikhiv"}),
        ("Донетчина и Харьковщина", {"Donetsk oblast", "Kharkiv oblast"}),
        # English
        ("Teachers in Melitopol were detained.", {"Melitopol"}),
        ("Kherson's theatre and Mariupol’s port", {"Kherson", "Mariupol"}),
        ("the Kherson region", {"Kherson oblast"}),
        ("Donetsk regional military administration", {"Donetsk oblast"}),
        ("parts of the Donetsk and Luhansk regions", {"Donetsk oblast", "Luhansk oblast"}),
        ("in Zaporizhzhia and Kherson provinces", {"Zaporizhzhia oblast", "Kherson oblast"}),
        ("residents of the Melitopol district", {"Melitopolskyi raion"}),
        ("Crimeans were drafted", {"Crimea"}),
        ("Yevpatoriia, Kerch and Yalta", {"Yevpatoriia", "Kerch", "Yalta"}),
        # the other languages
        ("La région de Kherson sous occupation", {"Kherson oblast"}),
        ("Les Tatars arrêtés en Crimée et à Marioupol", {"Crimea", "Mariupol"}),
        ("Detenciones en Jersón y Járkov", {"Kherson", "Kharkiv"}),
        ("Auf der Krim und in Saporischschja", {"Crimea", "Zaporizhzhia"}),
        ("Oblast Cherson und Charkiw", {"Kherson oblast", "Kharkiv oblast"}),
        ("Da Leopoli a Charkiv", {"Lviv", "Kharkiv"}),
        ("na Crimeia e em Mariúpol", {"Crimea", "Mariupol"}),
        ("na Krymie, w Chersoniu i w Charkowie", {"Crimea", "Kherson", "Kharkiv"}),
        ("w obwodzie chersońskim", {"Kherson oblast"}),
        ("Aqmescitte ve Bağçasarayda tintüvler", {"Simferopol", "Bakhchysarai"}),
        ("Къырымда ве Акъмесджитте", {"Crimea", "Simferopol"}),
    ],
)  # fmt: skip
def test_a_place_is_found_in_every_case_form_and_language(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("у Артемівську", "Bakhmut"),
        ("в Артемовске", "Bakhmut"),
        ("у Краснодоні", "Sorokyne"),
        ("в Стаханове", "Kadiivka"),
        ("у Свердловську Луганської області", "Dovzhansk"),
        ("в Красном Луче", "Khrustalnyi"),
        ("у Дніпропетровську", "Dnipro"),
        ("в Днепродзержинске", "Kamianske"),
        ("у Кіровограді", "Kropyvnytskyi"),
        ("у Червонограді", "Sheptytskyi"),
        ("у Сєвєродонецьку", "Siverskodonetsk"),
        ("in Severodonetsk", "Siverskodonetsk"),
        ("in Sievierodonetsk", "Siverskodonetsk"),
        ("в Красноперекопске", "Yany Kapu"),
        ("у Красногвардійському в Криму", "Kurman"),
        ("у Цюрупинську", "Oleshky"),
        ("in Kiev", "Kyiv"),
        ("in Zaporizhia", "Zaporizhzhia"),
        ("in Zaporozhye", "Zaporizhzhia"),
        ("in Genichesk", "Henichesk"),
    ],
)
def test_an_old_or_foreign_name_leads_to_the_place_of_today(old: str, today: str) -> None:
    assert today in names(old)


def test_a_district_of_a_city_is_told_from_the_raion_of_that_name() -> None:
    tags = {tag.code for tag in find_places("", "У Дніпровському районі Херсона вибух.")}
    assert "UA65100150010123057" in tags
    assert "UA12020000000043850" not in tags
    assert KHERSON in tags


def test_an_abolished_raion_is_told_from_one_of_today_by_the_oblast_of_the_text() -> None:
    crimea = {t.code for t in find_places("", "Первомайский район Крыма")}
    mykolaiv = {t.code for t in find_places("", "Первомайський район Миколаївської області")}
    assert crimea == {CRIMEA, "UA01120530010010780"}
    assert mykolaiv == {"UA48000000000039575", "UA48080000000082320"}


def test_namesakes_are_chosen_by_the_oblast_that_the_text_names() -> None:
    donetsk = {t.code[2:4] for t in find_places("", "Село Олександрівка Донецької області")}
    mykolaiv = {t.code[2:4] for t in find_places("", "Село Олександрівка Миколаївської області")}
    assert donetsk == {"14"}
    assert mykolaiv == {"48"}


def test_a_wider_region_carries_the_spans_of_the_place_within_it() -> None:
    tags = {tag.code: tag for tag in find_places("", "Обшук у Мелітополі.")}
    town, oblast = tags["UA23080070010092407"], tags[ZAPORIZHZHIA]
    assert [(s.start, s.end) for s in oblast.spans] == [(s.start, s.end) for s in town.spans]
    assert {span.rule for span in oblast.spans} == {"within"}
    assert {span.rule for span in town.spans} == {"name"}


def test_what_the_title_names_is_what_the_article_is_about() -> None:
    text = "Правозахисники зібрали свідчення. " * 30 + "Один з них народився у Львові."
    roles = {t.code: t.role for t in find_places("Обшуки в Криму", text)}
    assert roles[CRIMEA] == "about"
    assert roles["UA46000000000026241"] == "mentions"


def test_the_title_and_the_lead_weigh_more_than_the_rest() -> None:
    filler = "Слова без жодного місця. " * 40
    weights = [
        find_places("Ялта", filler)[0].weight,
        find_places("", "Ялта. " + filler)[0].weight,
        find_places("", filler + "Ялта.")[0].weight,
    ]
    assert weights == [3.0, 2.0, 1.0]


def test_a_source_may_cap_how_finely_its_places_are_shown() -> None:
    tags = find_places("", "Родину вивезли з Мелітополя.")
    assert {tag.code for tag in capped(tags, "oblast")} == {ZAPORIZHZHIA}
    assert {tag.code for tag in capped(tags, "raion")} == {ZAPORIZHZHIA, "UA23080000000090746"}
    assert all("Мелітополя" not in s.form for t in capped(tags, "oblast") for s in t.spans)


TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("Херсон Крим Суми Київ'’«»-.,\n\u0301\u00ad№123 Kherson İıßǅ"),
    ),
    max_size=300,
)
PIECES = st.lists(
    st.sampled_from(
        "Херсон Херсонської області СІЗО-2 Таганрога районі село Іванівка Crimea d'Odessa region "
        "та , . Kyiv's ДНР на Дніпро берег № 1 Москва Івано-Франківськ «Азовсталь» ﬁn \n".split(" ")
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(TEXTS, PIECES), st.one_of(TEXTS, PIECES), st.booleans())
def test_any_text_gives_spans_that_are_slices(title: str, text: str, focus: bool) -> None:
    document = model.document(title, text)
    for tag in find_places(title, text, focus=focus, own_names=(title[:9],)):
        assert tag.spans
        assert gazetteer.region(tag.code).code == tag.code
        for span in tag.spans:
            assert document[span.start : span.end] == span.form
            assert span.rule


@given(PIECES)
def test_the_same_text_gives_the_same_tags(text: str) -> None:
    assert find_places("", text) == find_places("", text)
