"""What looks like a place and is none, and what makes it one."""

from __future__ import annotations

import pytest

from aggregator.tag.places import find_places
from tests.tag.placed import ZAPORIZHZHIA, names


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
