"""Invented articles, and 60 questions with exactly the articles that each must find.

The place forms stand in for the gazetteer's, so that the search can be tested without it.
"""

PLACES: dict[str, tuple[str, ...]] = {}
for _forms in (
    ("Mariupol", "Маріуполь", "Маріуполя", "Маріуполі", "Мариуполь", "Мариуполе", "Marioupol"),
    (
        "Kherson",
        "Херсон",
        "Херсона",
        "Херсоні",
        "Херсоне",
        "Chersón",
        "Cherson",
        "Chersonia",
        "Jersón",
    ),
    ("Simferopol", "Сімферополь", "Сімферополі", "Симферополь", "Симферополе", "Aqmescit"),
    ("Hola Prystan", "Гола Пристань", "Голій Пристані", "Голая Пристань", "Голой Пристани"),
    ("Enerhodar", "Енергодар", "Енергодарі", "Энергодар", "Энергодаре", "Energodar"),
):
    PLACES |= {form.lower(): _forms for form in _forms}


def place_forms(name: str) -> tuple[str, ...]:
    """What the gazetteer answers: every form of the place, or nothing."""
    return PLACES.get(name.lower(), ())


ARTICLES: dict[str, tuple[str, str]] = {
    "uk-deported": ("Дітей вивезли", "Серед депортованих із Маріуполя — дванадцять дітей."),
    "uk-deportation": ("Про депортацію", "Депортація цивільних триває, кажуть правозахисники."),
    "ru-deported": ("Вывезли детей", "В Мариуполе депортировали жителей общежития."),
    "en-deported": ("Taken away", "Children deported from Mariupol were given passports."),
    "fr-deported": ("Les enfants", "Des enfants de Marioupol ont été déportés vers la Russie."),
    "es-deported": ("Niños", "Las deportaciones de niños desde Jersón continúan."),
    "uk-search": ("Обшуки", "У Сімферополі провели обшук у кримськотатарській родині."),
    "ru-search": ("Обыски", "В Симферополе прошли обыски, задержаны двое."),
    "en-search": ("Homes searched", "Officers searched six homes in Simferopol; two detained."),
    "crh-search": ("Tintüv", "Aqmescitte tintüv keçirildi, eki adam tutuldı."),
    "uk-prisoner": ("Політв'язень", "Політв’язня перевели до СІЗО, лікаря не пустили."),
    "uk-prisoners": ("Список", "Кількість політв'язнів зросла, каже Омбудсмен."),
    "en-prisoner": ("A prisoner", "The political prisoner was refused a doctor."),
    "uk-torture": ("Катування", "Його катували струмом у підвалі Енергодара."),
    "ru-torture": ("Пытки", "Бывший пленный рассказал о пытках в Энергодаре."),
    "en-torture": ("Basement", "Detainees were tortured in a basement in Enerhodar."),
    "uk-mobilised": ("Призов", "Мобілізованих кримчан відправили без підготовки."),
    "uk-mobilisation": ("Мобілізація", "Мобілізація в окупації порушує право."),
    "en-mobilised": ("Drafted", "Forcibly mobilized men surrendered near Hola Prystan."),
    "en-mobilisation": ("Forced mobilisation", "Mobilisation in occupied territory is a crime."),
    "uk-school": ("Школа", "У школах Голої Пристані скасували українську мову."),
    "uk-schools": ("Освіта", "Шкіл з українською мовою навчання не залишилося."),
    "ru-school": ("Школы", "В школе заставили петь гимн."),
    "uk-verdict": ("Вирок", "Окупаційний суд виніс вирок; вироки оскаржать."),
    "ru-verdict": ("Приговор", "Суд огласил приговор по делу о шпионаже."),
    "en-fake": ("No congress", "The report of a congress is a fake, the Mejlis says."),
    "en-kherson": ("Life in Kherson", "Residents of Kherson queue for water."),
    "uk-passport": ("Паспорти", "Без російського паспорта не дають інсулін."),
    "ru-yolka": ("Ёлка", "Ещё одну ёлку поставили у входа в тюрьму."),
    "pl-lodz": ("Łódź dla Ukrainy", "Mieszkańcy Łodzi pomagają uchodźcom z Chersonia."),
    "de-street": ("Straße", "Die Straße nach Cherson ist gesperrt, sagt die Behörde."),
    "uk-rights": ("Права людини", "Порушення прав людини в Криму не припиняються."),
    "uk-human": ("Людина", "Людина має право на захист, нагадує адвокат."),
    "uk-grain": ("Зерно", "Зерно вивозять кораблями; ґрунт забруднено."),
    "en-number": ("Case 205", "He was charged under Article 205.5 in 2023."),
}

MARIUPOL = {"uk-deported", "ru-deported", "en-deported", "fr-deported"}
KHERSON = {"en-kherson", "es-deported", "de-street", "pl-lodz"}
SIMFEROPOL = {"uk-search", "ru-search", "en-search", "crh-search"}
ENERHODAR = {"uk-torture", "ru-torture", "en-torture"}
CYRILLIC_DEPORTATION = {"uk-deported", "uk-deportation", "ru-deported"}
LATIN_DEPORTATION = {"en-deported", "fr-deported", "es-deported"}

QUERIES: tuple[tuple[str, set[str]], ...] = (
    # a place under any of its names and forms
    ("Mariupol", MARIUPOL),
    ("Маріуполя", MARIUPOL),
    ("Мариуполе", MARIUPOL),
    ("Marioupol", MARIUPOL),
    ("маріуполь", MARIUPOL),
    ("Kherson", KHERSON),
    ("Jersón", KHERSON),
    ("Херсоні", KHERSON),
    ("Симферополь", SIMFEROPOL),
    ("Aqmescit", SIMFEROPOL),
    ("Энергодар", ENERHODAR),
    ("Enerhodar", ENERHODAR),
    ("Гола Пристань", {"uk-school", "en-mobilised"}),
    ("Hola Prystan", {"uk-school", "en-mobilised"}),
    ("Mariupol passports", {"en-deported"}),
    ("діти Mariupol", {"uk-deported"}),
    # inflection and derivation
    ("депортація", CYRILLIC_DEPORTATION),
    ("депортованих", CYRILLIC_DEPORTATION),
    ("депортировать", CYRILLIC_DEPORTATION),
    ("deportation", LATIN_DEPORTATION),
    ("déportés", LATIN_DEPORTATION),
    ("deportaciones", LATIN_DEPORTATION),
    ("обшуки", {"uk-search"}),
    ("обыск", {"ru-search"}),
    ("search", {"en-search"}),
    ("катування", {"uk-torture"}),
    ("пытка", {"ru-torture"}),
    ("torture", {"en-torture"}),
    ("мобілізований", {"uk-mobilised", "uk-mobilisation"}),
    ("мобілізація", {"uk-mobilised", "uk-mobilisation"}),
    ("mobilization", {"en-mobilised", "en-mobilisation"}),
    ("mobilised", {"en-mobilised", "en-mobilisation"}),
    ("школа", {"uk-school", "uk-schools", "ru-school"}),
    ("шкіл", {"uk-school", "uk-schools", "ru-school"}),
    ("вироків", {"uk-verdict"}),
    ("приговоры", {"ru-verdict"}),
    ("суду", {"uk-verdict", "ru-verdict"}),
    ("дитина", {"uk-deported"}),
    ("детям", {"ru-deported"}),
    ("child", {"en-deported"}),
    ("паспорт", {"uk-passport"}),
    ("residents", {"en-kherson"}),
    # apostrophes, case, diacritics, look-alike letters
    ("політв'язень", {"uk-prisoner", "uk-prisoners"}),
    ("політвʼязні", {"uk-prisoner", "uk-prisoners"}),
    ("ПОЛІТВ’ЯЗНІВ", {"uk-prisoner", "uk-prisoners"}),
    ("політвязня", {"uk-prisoner", "uk-prisoners"}),
    ("елка", {"ru-yolka"}),
    ("еще", {"ru-yolka"}),
    ("Lodz", {"pl-lodz"}),
    ("strasse", {"de-street"}),
    ("грунт", {"uk-grain"}),
    # phrases, minus, prefix
    ('"права людини"', {"uk-rights"}),
    ("права людини", {"uk-rights", "uk-human"}),
    ('"political prisoner"', {"en-prisoner"}),
    ("мобілізація -кримчан", {"uk-mobilisation"}),
    ('deported -"passports"', {"fr-deported", "es-deported"}),
    ("депорт*", CYRILLIC_DEPORTATION),
    ("катуван*", {"uk-torture"}),
    ("205.5", {"en-number"}),
    ("Mejlis fake", {"en-fake"}),
)
