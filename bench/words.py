"""Words and phrases, written by us, that the pages of the benches are put together from.

They name places and topics in three languages, inflected, so that tagging has its usual work;
nobody and nothing that they report exists.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bank:
    """The phrases of one language. A report is who + event + where + when, in that order."""

    who: tuple[str, ...]
    event: tuple[str, ...]
    where: tuple[str, ...]
    when: tuple[str, ...]
    comment: tuple[str, ...]  # whole sentences with {n}
    heading: tuple[str, ...]
    menu: tuple[str, ...]
    author: tuple[str, ...]


ENGLISH = Bank(
    who=(
        "Three residents told our desk that", "According to the families of prisoners,",
        "A teacher of the school confirmed that", "Our correspondent was told by neighbours that",
        "The list kept by volunteers shows that", "A former detainee recalled that",
        "Members of the trade union reported that", "The lawyer of the family stated that",
        "A nurse who left the town said that", "Parents of the pupils complained that",
        "Two drivers who crossed the checkpoint said that", "An elderly couple explained that",
    ),
    event=(
        "men were handed conscription summonses and forced into the occupying army",
        "children were taken to a camp and have not been returned to their parents",
        "civilians were detained and tortured with electric current in a basement",
        "flats of people who had left were declared ownerless and seized",
        "patients were refused treatment because they had no Russian passport",
        "Ukrainian textbooks were removed from the library of the school",
        "a searched house was left without its telephones and documents",
        "prisoners of war were kept in cells without windows or a doctor",
        "workers were pressed to sign contracts under the threat of dismissal",
        "a local activist was abducted and his whereabouts are unknown",
        "the parish was told to register anew or to close its church",
        "the water supply failed and the pumping station was not repaired",
        "pensions were paid only to those who accepted the citizenship of the occupier",
        "pupils were enrolled in a cadet class without the consent of their families",
    ),
    where=(
        "in Melitopol", "near Skadovsk", "in the Kherson region", "in occupied Mariupol",
        "in Simferopol", "on the outskirts of Kerch", "in Luhansk", "in Henichesk",
        "in two villages of the Zaporizhzhia region", "in Enerhodar", "in Donetsk",
        "in Bakhchysarai", "in Berdiansk", "in Sievierodonetsk",
    ),
    when=(
        "in the first week of the month", "last Tuesday", "since the spring", "for the third time",
        "shortly before dawn", "after the holidays", "in the course of a single day",
        "over the past two weeks", "on the eve of the so-called vote", "in late autumn",
    ),
    comment=(
        "The monitor has recorded {n} such cases since January and calls the figure incomplete.",
        "International humanitarian law forbids it without exception.",
        "The occupation administration did not answer a request for comment.",
        "Of {n} people who were asked, most did not want their names to be published.",
        "Copies of the papers were compared with one another and agree in every detail.",
        "It took the family {n} days to learn where the convoy had gone.",
        "Legal advice is available through channels that leave no trace on the telephone.",
        "A request was sent to the Red Cross, which has had no access so far.",
        "The statement was recorded with the consent of the person and handed to prosecutors.",
        "At least {n} families are in the same situation, and the number is growing.",
        "Whoever refuses is put on a list and called in again within {n} days.",
        "This account matches what two other witnesses had described independently.",
    ),
    heading=("What is known", "What the law says", "Background", "What happens next", "Reactions"),
    menu=(
        "Home", "News", "Regions", "Crimea", "Kherson", "Investigations", "Human rights",
        "Prisoners", "Children", "Economy", "Culture", "Video", "Podcasts", "About us", "Support",
        "Contacts", "Archive", "Map", "Glossary", "Partners",
    ),
    author=("Sample Desk", "Sample Newsroom", "Sample Correspondent", "Sample Editor"),
)  # fmt: skip

UKRAINIAN = Bank(
    who=(
        "Троє мешканців розповіли редакції, що", "За словами родин полонених,",
        "Учителька місцевої школи підтвердила, що", "Сусіди повідомили нашому кореспондентові, що",
        "Зі списку волонтерів випливає, що", "Колишній бранець пригадує, що",
        "Члени профспілки заявили, що", "Адвокат родини зазначив, що",
        "Медсестра, яка виїхала з міста, каже, що", "Батьки учнів скаржаться, що",
        "Двоє водіїв, які проїхали блокпост, кажуть, що", "Літнє подружжя пояснило, що",
    ),
    event=(
        "чоловікам вручали повістки й примусово мобілізували до армії окупантів",
        "дітей вивезли до табору й досі не повернули батькам",
        "цивільних затримували й катували струмом у підвалі",
        "квартири тих, хто виїхав, визнали безхазяйними та відібрали",
        "хворим відмовляли в лікуванні через відсутність російського паспорта",
        "українські підручники вилучили зі шкільної бібліотеки",
        "після обшуку родина залишилася без телефонів і документів",
        "військовополонених тримали в камерах без вікон і без лікаря",
        "працівників змушували підписувати контракти під загрозою звільнення",
        "місцевого активіста викрали, його місце перебування невідоме",
        "громаді віруючих наказали перереєструватися або закрити храм",
        "вода зникла, а насосну станцію ніхто не лагодить",
        "пенсію виплачували лише тим, хто погодився на громадянство держави-окупанта",
        "школярів записали до кадетського класу без згоди батьків",
    ),
    where=(
        "у Мелітополі", "біля Скадовська", "на Херсонщині", "в окупованому Маріуполі",
        "у Сімферополі", "на околиці Керчі", "у Луганську", "в Генічеську",
        "у двох селах Запорізької області", "в Енергодарі", "у Донецьку", "у Бахчисараї",
        "у Бердянську", "у Сєвєродонецьку",
    ),
    when=(
        "у перший тиждень місяця", "минулого вівторка", "ще з весни", "уже втретє",
        "незадовго до світанку", "після свят", "протягом одного дня",
        "за останні два тижні", "напередодні так званого голосування", "пізньої осені",
    ),
    comment=(
        "Від січня монітор зафіксував {n} таких випадків і називає цю цифру неповною.",
        "Міжнародне гуманітарне право забороняє це без жодних винятків.",
        "Окупаційна адміністрація на запит редакції не відповіла.",
        "Із {n} опитаних більшість не хоче, щоб їхні імена оприлюднювали.",
        "Копії документів порівняли між собою, розбіжностей не виявили.",
        "Родині знадобилося {n} днів, щоб дізнатися, куди поїхала колона.",
        "Юридичну пораду можна отримати каналами, які не лишають слідів у телефоні.",
        "До Червоного Хреста надіслали звернення, але доступу він досі не має.",
        "Свідчення записали за згодою людини й передали прокуратурі.",
        "У такому становищі щонайменше {n} родин, і їх стає більше.",
        "Того, хто відмовляється, вносять до списку й викликають знову за {n} днів.",
        "Ця розповідь збігається з тим, що незалежно описали двоє інших свідків.",
    ),
    heading=("Що відомо", "Що каже закон", "Передісторія", "Що буде далі", "Реакція"),
    menu=(
        "Головна", "Новини", "Регіони", "Крим", "Херсон", "Розслідування", "Права людини",
        "Бранці", "Діти", "Економіка", "Культура", "Відео", "Подкасти", "Про нас", "Підтримати",
        "Контакти", "Архів", "Мапа", "Словник", "Партнери",
    ),
    author=("Зразкова редакція", "Зразковий кореспондент", "Зразкова редакторка"),
)  # fmt: skip

RUSSIAN = Bank(
    who=(
        "Трое жителей рассказали редакции, что", "По словам семей пленных,",
        "Учительница местной школы подтвердила, что", "Соседи сообщили корреспонденту, что",
        "Из списка волонтёров следует, что", "Бывший узник вспоминает, что",
        "Члены профсоюза заявили, что", "Адвокат семьи отметил, что",
        "Медсестра, уехавшая из города, говорит, что", "Родители учеников жалуются, что",
        "Двое водителей, проехавших блокпост, говорят, что", "Пожилая пара объяснила, что",
    ),
    event=(
        "мужчинам вручали повестки и принудительно мобилизовали в армию оккупантов",
        "детей вывезли в лагерь и до сих пор не вернули родителям",
        "гражданских задерживали и пытали током в подвале",
        "квартиры уехавших признали бесхозными и отобрали",
        "больным отказывали в лечении из-за отсутствия российского паспорта",
        "украинские учебники изъяли из школьной библиотеки",
        "после обыска семья осталась без телефонов и документов",
        "военнопленных держали в камерах без окон и без врача",
        "работников заставляли подписывать контракты под угрозой увольнения",
        "местного активиста похитили, его местонахождение неизвестно",
        "приходу велели перерегистрироваться или закрыть храм",
        "вода пропала, а насосную станцию никто не чинит",
        "пенсию выплачивали только тем, кто согласился на гражданство оккупанта",
        "школьников записали в кадетский класс без согласия родителей",
    ),
    where=(
        "в Мелитополе", "возле Скадовска", "в Херсонской области", "в оккупированном Мариуполе",
        "в Симферополе", "на окраине Керчи", "в Луганске", "в Геническе",
        "в двух сёлах Запорожской области", "в Энергодаре", "в Донецке", "в Бахчисарае",
        "в Бердянске", "в Северодонецке",
    ),
    when=(
        "в первую неделю месяца", "в прошлый вторник", "ещё с весны", "уже в третий раз",
        "незадолго до рассвета", "после праздников", "в течение одного дня",
        "за последние две недели", "накануне так называемого голосования", "поздней осенью",
    ),
    comment=(
        "С января монитор зафиксировал {n} таких случаев и называет эту цифру неполной.",
        "Международное гуманитарное право запрещает это без всяких исключений.",
        "Оккупационная администрация на запрос редакции не ответила.",
        "Из {n} опрошенных большинство не хочет, чтобы их имена публиковали.",
        "Копии документов сравнили между собой, расхождений не нашли.",
        "Семье понадобилось {n} дней, чтобы узнать, куда уехала колонна.",
        "Юридический совет можно получить по каналам, не оставляющим следов в телефоне.",
        "В Красный Крест направили обращение, но доступа у него до сих пор нет.",
        "Показания записали с согласия человека и передали прокуратуре.",
        "В таком положении по меньшей мере {n} семей, и их становится больше.",
        "Отказавшегося вносят в список и вызывают снова через {n} дней.",
        "Этот рассказ совпадает с тем, что независимо описали двое других свидетелей.",
    ),
    heading=("Что известно", "Что говорит закон", "Предыстория", "Что будет дальше", "Реакция"),
    menu=(
        "Главная", "Новости", "Регионы", "Крым", "Херсон", "Расследования", "Права человека",
        "Узники", "Дети", "Экономика", "Культура", "Видео", "Подкасты", "О нас", "Поддержать",
        "Контакты", "Архив", "Карта", "Словарь", "Партнёры",
    ),
    author=("Образцовая редакция", "Образцовый корреспондент", "Образцовый редактор"),
)  # fmt: skip

BANKS = {"en": ENGLISH, "uk": UKRAINIAN, "ru": RUSSIAN}
