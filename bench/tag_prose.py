"""Articles of ordinary prose, written by us, for the bench of the tagger.

The pages of ``bench.pages`` are put together from few phrases, so that a word that has been
looked up once is met again in every article. These have the vocabulary of real reports. Nobody
and nothing that they report exists.
"""

from __future__ import annotations

ENGLISH = (
    "Harvest without owners: how farmland near Melitopol changed hands",
    """\
When the combine harvesters returned to the fields south of Melitopol in July 2023, hardly anybody
in the village recognised the drivers. The land had belonged to 41 families, most of whom left
during the first spring of the war; their sheds, a grain elevator and two tractors stayed behind.
According to the Media Initiative for Human Rights, at least 17 farms in the district were entered
in a register of "ownerless property" between March and August 2023.

A former accountant of the cooperative describes how it began. Armed men came with a typed list,
asked who still held keys, and gave everybody three days to sign an agreement with a company
registered in Simferopol a month earlier. Two brothers refused. One was released after 26 days in
the basement of the police station, with broken ribs and without documents; nothing has been heard
of the other since. "They said he had been moved to Crimea, then that he had never been there,"
their mother recalled.

The occupation administration of Zaporizhzhia oblast claimed that the fields had been abandoned
voluntarily and that all rents were being paid into a special account. Lawyers who have seen the
contracts say that no such account is named in them. The Office of the United Nations High
Commissioner for Human Rights reported in its monitoring update that property rights were violated
systematically, and that appeals to courts set up by the occupying power required a Russian
passport.

Grain left by lorry for Berdiansk and by rail for Dzhankoi. Satellite pictures, published by
volunteers, show long queues at the port in late August. Prices offered to the few remaining
owners were about a third of what was paid in Odesa at the time. Those who complained received a
visit from the FSB, neighbours told our correspondent.

Teachers in the same villages face another choice. The school reopened with a Russian curriculum,
lessons on "important things" on Monday mornings, and a cadet class for fourteen-year-olds.
Parents who kept their children at home, so that they could go on studying online in Ukrainian,
were threatened with the loss of custody. Five women signed; three tried to leave through Belarus.

ZMINA and the Crimean Human Rights Group have asked the International Criminal Court to look at
the seizures together with the change of the population: into the empty houses, they write, move
builders and officials from Rostov and Dagestan. The prosecutor's office has registered 63
criminal proceedings on the facts, none of which has reached a verdict.
""",
)
UKRAINIAN = (
    "Ліки за паспортом: як живуть пацієнти лікарні в Генічеську",
    """\
До приймального відділення в Генічеську тепер не пускають без папірця, який тут називають довідкою
про лояльність. Пенсіонерка, яка двадцять років лікувала серце в одного й того самого кардіолога,
розповідає, що в лютому 2024 року їй відмовили в інсуліні, бо вона не має російського паспорта. За
даними Кримської правозахисної групи, від січня до червня 2024 року так вчинили щонайменше з 28
мешканцями громади.

Головного лікаря призначили з Керчі. Він привіз із собою охорону, бухгалтерку і список ліків, які
віддають лише тим, хто змінив громадянство. Медсестри, що залишилися, пригадують: спочатку зникли
аналізи, потім генератор, а восени з терапевтичного корпусу виселили всіх, щоб розмістити
поранених військових. Хворих відправляли додому або до Скадовська, куди автобус ходить двічі на
тиждень.

«Ми чекали, що хтось приїде й запитає, як нам тут, але ніхто не приїхав», — каже жінка, чий
чоловік помер удома. Його поховали без розтину. У пологовому відділенні немовлятам оформлюють лише
російські свідоцтва, і батьки бояться, що згодом дитину не випустять на підконтрольну територію.

Окупаційна адміністрація Херсонської області стверджує, що медична допомога доступна кожному, а
скарги вигадала «київська пропаганда». Однак Моніторингова місія ООН з прав людини повідомила, що
примус до паспортизації через лікарні, пенсії та школи має системний характер і порушує норми
міжнародного гуманітарного права. Омбудсман закликав Міжнародний комітет Червоного Хреста
відвідати заклад; відповіді поки немає.

Тим часом у селищах на Арабатській стрілці закрили чотири амбулаторії. Вагітних везуть до Джанкоя,
дорогою перевіряють телефони і прізвища за базою. Двох водіїв, які возили людей безкоштовно,
затримали співробітники ФСБ; одного відпустили через 12 днів, другого звинуватили в диверсії й
етапували до слідчого ізолятора в Сімферополі. Адвоката до нього не допускають, листів він не
отримує, родина не знає, чи живий він.

Правозахисники КримSOS зібрали 46 свідчень і передали їх прокуратурі. Серед них історія підлітка,
якого після операції відвезли до «санаторію» біля Євпаторії й не повертали бабусі сім тижнів.
Таких дітей, кажуть дослідниці, могло бути значно більше: реєстри ведуть окупанти, а доступу до
них не має жодна незалежна організація.
""",
)
RUSSIAN = (
    "Повестка у турникета: кого забирают на войну с заводов Мариуполя",
    """\
Утренняя смена на бывшем коксохимическом заводе в Мариуполе начинается с проверки списков. Рабочие
проходят через единственный турникет, за которым стоят двое из военкомата, и тех, чьи фамилии
отмечены карандашом, просят отойти в сторону. Так, по словам слесаря, который сумел уехать через
Таганрог и Грузию, в октябре 2023 года за неделю забрали не менее 34 человек, в основном мужчин с
украинскими дипломами и без родственников в городе.

Медицинская комиссия длилась четверть часа. Жалобы на зрение и больную спину никто не записывал,
зато каждому выдали карточку с номером части и велели купить обувь самому. «Нам сказали, что мы
теперь граждане, а значит, должны», — вспоминает собеседник издания «Ґрати». Отказавшихся держали
в подвале общежития, троих избили, одного из них перевели в колонию в Еленовке.

Восточная правозащитная группа сообщила, что с начала года зафиксировала 112 случаев
принудительной мобилизации в захваченных городах Донецкой области. Юристы напоминают: Женевская
конвенция запрещает заставлять жителей оккупированной территории служить в армии противника. Так
называемая прокуратура «ДНР» утверждает, что все подписали контракт добровольно, и обвиняет
правозащитников во лжи.

Семьи узнают о судьбе мобилизованных случайно, из коротких звонков и чужих видео. Мать
двадцатилетнего крановщика нашла сына в госпитале Ростова по фотографии, которую выложила
волонтёрка; ноги ему ампутировали. Другая женщина ездила в Донецк, Горловку и Луганск, прежде чем
ей показали опознанное тело. Похоронили его рядом с недостроенной церковью, на табличке перепутали
отчество.

На освободившиеся места приезжают строители из Средней Азии и охранники из Краснодара. Им отдают
квартиры, признанные бесхозными: за лето таких адресов опубликовали больше тысячи, и у владельцев
было тридцать дней, чтобы явиться лично с российскими документами. Для тех, кто живёт в Запорожье
или Днепре, дорога туда закрыта.

Миссия ООН и «Мемориал» просят всех, у кого есть сведения о пропавших, передавать их следователям.
Пока дел о мобилизации в украинских судах меньше десятка, а обвиняемых судят заочно. В школах
города тем временем открыли юнармейские классы, и подростков возят на полигон под Новоазовск, где
их учат обращаться с автоматом и беспилотниками.
""",
)
ARTICLES = (ENGLISH, UKRAINIAN, RUSSIAN)
