from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import model
from aggregator.tag import gazetteer
from aggregator.tag.places import capped, find_places

CRIMEA = "UA01000000000013043"
ZAPORIZHZHIA = "UA23000000000064947"
KHERSON = "UA65000000000030969"
KYIV = "UA80000000000093317"


def names(text: str, title: str = "", *, focus: bool = True) -> set[str]:
    """English names of the places found, without the wider regions that follow from them."""
    return {
        gazetteer.region(tag.code).name
        for tag in find_places(title, text, focus=focus)
        if any(span.rule != "within" for span in tag.spans)
    }


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


@pytest.mark.parametrize(
    "text",
    [
        # dictionary words
        "Українська мова в школах під забороною.",
        "Українську дівчину не пустили додому.",
        "українські школярі та український прапор",
        "В полі цвіли васильки, букет васильків стояв на столі.",
        "Суми збитків не називають.",
        "Щастя родини не повернути.",
        "Лиман замерз.",
        "пологи пройшли добре",
        "Покров Пресвятої Богородиці",
        "родзинки та ізюм",
        "Мирний протест розігнали.",
        "Залізний купол не допоміг.",
        "Just as human rights defenders said, the bar was low.",
        "Human rights are universal.",
        "New York hosted the assembly.",
        "Нью-Йорк Таймс написала про це.",
        "Luck was on their side.",
        "the MENA region and a gay bar",
        "Red Cross staff had no access.",
        "Червоного Хреста не пустили.",
        "У Білому домі відреагували.",
        "Чорне море штормить.",
        "Нова пошта не працює.",
        # people
        "Володимир Зеленський підписав указ.",
        "Журналіст Андрій Львівський вийшов на волю.",
        "Адвокат Павло Херсонський подав скаргу.",
        "Генерал Бахмутський, полковник Лиманський",
        "З Павлом Лисянським говорили про профспілки.",
        "Volodimir Artiuh writes about war.",
        "Богдан Хмельницький на пам'ятнику",
        "А. Черкаси не прийшов.",
        "завод імені Орджонікідзе",
        # streets
        "на вулиці Київській",
        "вулиця Маріупольська, 5",
        "проспект Запорізький",
        "на улице Одесской",
        "Kherson Street, 10",
        # rivers
        "на березі Дніпра",
        "на левом берегу Днепра",
        "across the Dnipro",
        "the Dnipro River",
        "річка Самара розлилася",
        # organisations, ships, brands, clubs
        "Kharkiv Human Rights Protection Group published a report.",
        "Харківська правозахисна група оприлюднила звіт.",
        "Харьковской правозащитной группы",
        "The Crimean Human Rights Group reminds readers.",
        "За даними Кримської правозахисної групи",
        "Crimea.Realities and Donbas SOS",
        "за даними «Крим.Реалії» та «Донбас SOS»",
        "Донецький національний університет переїхав",
        "The Kyiv Independent reported this.",
        "Dynamo Kyiv won.",
        "«Шахтар» Донецьк програв",
        "ресторан «Одеса» у Празі",
        "крейсер «Севастополь» вийшов у море",
        "нафтопровід «Дружба» зупинили",
        "the Kyiv regime",
        "Покровський собор",
        # peoples, wars, treaties
        "Crimean Tatars in exile in Turkey",
        "Кримські татари живуть у Туреччині.",
        "The Crimean War of 1853",
        "The Yalta Conference of 1945",
        "The Fourth Geneva Convention protects civilians.",
        # places abroad
        "a refinery in Slavyansk-na-Kubani",
        "НПЗ у Слов'янську-на-Кубані",
        "Ростов-на-Дону",
        "в Коренево Курской области",
        "у селі Любимівка Курської області",
        "Александровка, Владимирская область",
        "Донецк Ростовской области",
        "Odessa, Texas",
        "пожежа у Воронежі та Калузі",
        "Южный окружной военный суд в Ростове-на-Дону",
        "the Sea of Azov and the Azov brigade",
        "бійці полку «Азов» та Азову",
        "Радянський Союз розпався.",
        "привезли з Китаю",
        "був у Нью-Йорку",
        "Чорноморський флот",
        "на Південному напрямку",
        "президент Лех Качинський; Леха Качинського",
        "братська могила",
        "армянский коньяк",
        "українські громадяни та українські громади",
        "Українці чинять спротив.",
        "ЖК «Львівський квартал» у Празі",
        "Ismail Alexandrani",
        # namesakes with nothing to choose by
        "У селі Іванівка загинула жінка.",
        "Калинівка, Михайлівка та Олександрівка",
    ],
)  # fmt: skip
def test_a_trap_gives_no_place(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("У місті Українськ відключили воду.", {"Ukrainsk"}),
        ("Війська біля Щастя відступили.", {"Shchastia"}),
        ("Росіяни обстріляли Суми.", {"Sumy"}),
        ("Чернігів, Суми та Харків під обстрілом.", {"Chernihiv", "Sumy", "Kharkiv"}),
        ("Місто Бар Вінницької області", {"Bar", "Vinnytsia oblast"}),
        ("У місті Володимир відкрили музей.", {"Volodymyr"}),
        ("У Дніпрі загинули люди.", {"Dnipro"}),
        ("Київський районний суд Сімферополя", {"Simferopol"}),
        ("У Дніпровському районі Києва пожежа.", {"Kyiv"}),
        ("Покровський собор у Харкові", {"Kharkiv"}),
        ("Голопристанський район", {"Hola Prystan"}),
        ("ВСУ в Лимане", {"Lyman"}),
        ("село Нова Кам'янка Херсонської області", {"Nova Kamianka", "Kherson oblast"}),
    ],
)
def test_a_word_beside_it_makes_a_doubtful_name_a_place(text: str, expected: set[str]) -> None:
    assert names(text) == expected


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("На ЗАЕС знову зник струм.", "X-ZNPP"),
        ("staff of the Zaporizhzhia nuclear power plant", "X-ZNPP"),
        ("la centrale nucléaire de Zaporijjia", "X-ZNPP"),
        ("захисники Азовсталі", "X-AZOVSTAL"),
        ("survivors of Olenivka prison", "X-OLENIVKA"),
        ("катували в «Ізоляції»", "X-IZOLYATSIA"),
        ("аеродром Бельбек", "X-BELBEK"),
        ("підрив Каховської ГЕС", "X-KAKHOVKA-HPP"),
        ("Каховского водохранилища больше нет", "X-KAKHOVKA-HPP"),
        ("у СІЗО-1 Сімферополя", "X-SIMFEROPOL-SIZO-1"),
        ("Simferopol SIZO No. 2", "X-SIMFEROPOL-SIZO-2"),
        ("в СИЗО №2 города Таганрог", "X-TAGANROG-SIZO-2"),
        ("SIZO-2 in Taganrog, Rostov region", "X-TAGANROG-SIZO-2"),
        ("ИК № 7 в поселке Пакино", "X-PAKINO-IK-7"),
        ("penal colony no. 77 in Berdiansk", "X-BERDIANSK-77"),
        ("на Донбасі", "X-DONBAS"),
        ("le Donbass occupé", "X-DONBAS"),
        ("in the so-called DPR", "X-DNR"),
        ("the “Luhansk People’s Republic”", "X-LNR"),
        ("в ЛНР", "X-LNR"),
        ("лівобережжя Херсонської області", "X-KHERSON-LEFT"),
        ("в «новых регионах» России", "X-NEW-TERRITORIES"),
        ("на Кримському мосту", "X-KERCH-BRIDGE"),
    ],
)
def test_groups_and_institutions_have_codes_of_their_own(text: str, code: str) -> None:
    assert code in {tag.code for tag in find_places("", text)}


def test_the_span_of_a_numbered_prison_shows_its_number_and_town() -> None:
    (tag,) = (
        tag
        for tag in find_places("", "He is held in Simferopol SIZO No. 1.")
        if tag.code == "X-SIMFEROPOL-SIZO-1"
    )
    assert [span.form for span in tag.spans] == ["Simferopol SIZO No. 1"]


def test_new_regions_mean_the_annexed_oblasts_only_from_their_annexation_on() -> None:
    text = "Призыв в новых регионах России"
    before = find_places("", text, published=date(2021, 10, 1))
    after = find_places("", text, published=date(2024, 10, 1))
    assert before == ()
    assert {tag.code for tag in after} == {"X-NEW-TERRITORIES"}


def test_a_prison_number_without_its_town_names_no_prison() -> None:
    assert names("Його перевели до СІЗО-2.") == set()
    assert "X-TAGANROG-SIZO-2" not in {t.code for t in find_places("", "СІЗО-1 Таганрога")}


def test_a_wider_region_carries_the_spans_of_the_place_within_it() -> None:
    tags = {tag.code: tag for tag in find_places("", "Обшук у Мелітополі.")}
    town, oblast = tags["UA23080070010092407"], tags[ZAPORIZHZHIA]
    assert [(s.start, s.end) for s in oblast.spans] == [(s.start, s.end) for s in town.spans]
    assert {span.rule for span in oblast.spans} == {"within"}
    assert {span.rule for span in town.spans} == {"name"}


def test_a_prison_in_russia_lies_in_no_ukrainian_oblast() -> None:
    tags = {tag.code for tag in find_places("", "СІЗО-2 Таганрога")}
    assert tags == {"X-TAGANROG-SIZO-2", "X-RU"}


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


def test_the_names_of_the_source_are_no_places() -> None:
    text = "Мелітопольська ініціативна група: обшуки в Бердянську."
    own = ("Мелітопольська ініціативна група",)
    assert "Melitopol" in names(text)
    codes = {tag.code for tag in find_places("", text, own_names=own)}
    assert codes == {"UA23020050010019935", ZAPORIZHZHIA}


def test_the_gate_is_closed_for_foreign_articles_and_opens_for_ukraine() -> None:
    foreign = "The activist was arrested in Odessa and taken to Alexandria."
    assert names(foreign, focus=False) == set()
    assert names("Ukraine: shelling of Kherson", focus=False) == {"Kherson"}
    assert names("Україна: обстріл Херсона", focus=False) == {"Kherson"}
    assert names("L’Ukraine : Kherson", focus=False) == {"Kherson"}


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


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Zaporizhzhia on the brink: who runs the nuclear power plant now?", "nuclear power plant"),
        ("У Енергодарі викрали двох, які працювали на атомній станції.", "атомній станції"),
        ("В Энергодаре, где стоит АЭС, пропали двое.", "АЭС"),
        ("À Enerhodar, la centrale nucléaire tourne sans relève.", "centrale nucléaire"),
    ],
)
def test_a_plant_called_by_its_common_noun_is_known_by_its_town(text: str, form: str) -> None:
    plant = next(tag for tag in find_places("", text) if tag.code == "X-ZNPP")
    assert [(span.form, span.rule) for span in plant.spans] == [(form, "beside")]


@pytest.mark.parametrize(
    "text",
    [
        "Zaporizhzhia was shelled. The nuclear power plant near Rivne was not.",
        "Delegations from Zaporizhzhia and Rivne visited the nuclear power plant.",
        "The nuclear power plant was shut down.",
        "Zaporizhzhia has a plant for nuclear medicine.",
        "На Запорізькій АЕС змінили директора.",
    ],
)
def test_a_plant_is_not_guessed_and_not_told_twice(text: str) -> None:
    spans = [s for tag in find_places("", text) if tag.code == "X-ZNPP" for s in tag.spans]
    assert not [span for span in spans if span.rule == "beside"]
