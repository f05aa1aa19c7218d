"""Words around a name that say what it is: nouns of units, prepositions, streets, rivers.

All folded as :func:`aggregator.tag.places_text.fold` does, without apostrophes.
"""

from __future__ import annotations

import re

# Nouns that follow an adjective and say which unit it names (Херсонська область, ... ОВА).
OBLAST_HEAD = re.compile(r"обл(аст.*|асн.*|держадм.*|рад.*)?$|ова$|овва$|обва$|ода$")
RAION_HEAD = re.compile(r"район(у|ом|і|и|ів|ах|ами|ам|а|е|ы|ов)?$|рва$|рда$|райо?н?держадм.*|р н$")
COURT_OF_DISTRICT = re.compile(r"районн.*|райсуд.*|райвідділ.*|райотдел.*")
HROMADA_HEAD = re.compile(
    r"(тер)?громад(а|и|і|у|ою|ам|ами|ах)?$|отг$|тг$|общин(а|ы|е|у|ой|ам|ах)?$"
)
UNIT_ADJECTIVE = re.compile(
    r"територіальн.*|территориальн.*|міськ.*|городск.*|сільськ.*|селищн.*|сельск.*|поселков.*"
)
CONNECTORS = frozenset(
    "та і й и or and und et y e ou i oraz а також частково так інших інші решті других".split()
)

# Latin words after or before an oblast's stem that make it the oblast.
FRAME_AFTER = frozenset(
    "oblast oblasts region regions regional province provinces oblaste "
    "obwod obwodu obwodzie obl oblasti "
    "gebiet".split()
)
FRAME_BEFORE = frozenset(
    "oblast oblasts region regions province provinces gebiet regione provincia regiao "
    "regiones provincias regioni obwod obwodu obwodzie regionen gebieten oblaste regioes "
    "oblys vilayeti".split()
)
FRAME_GLUE = frozenset("de d da do di del della of the la le von des".split())
DISTRICT_AFTER = frozenset("district raion rayon districts raions rayons".split())
ABROAD_HEAD = re.compile(
    r"обл(аст.*|асн.*)?$|кра[йюяе]$|краєм|округ.*|республ.*|губерн.*|region|oblast|krai|kray|"
    r"province|republic|governor.*"
)
HROMADA_AFTER = frozenset("hromada hromadas community communities municipality".split())

DESIGNATORS = frozenset(
    "м с смт сщ сел селі село села селу селом селах сіл селище селища селищі селищу місто міста "
    "місті місту містом містечко містечка містечку містечком хутір хутора хуторі станиця г гор пгт "
    "п пос поселок поселка поселке поселку поселком город города городе городу городом городок "
    "городка городке деревня деревни деревне деревню деревней деревень сели селе селом хутор "
    "city town village settlement villages towns cities settlements hamlet ville village localite "
    "ciudad pueblo aldea localidad stadt dorf ort citta villaggio paese cidade vila aldeia miasto "
    "miasta miescie wies wsi miejscowosc sheer kasaba koy koyu saer mista misto населеного "
    "населеному населений населенного населенном пункту пункті пункт пункта пункте райцентр "
    "райцентрі райцентру райцентра райцентре обласного обласний центр центру центрі "
    "авіабаза авіабазі авіабази "
    "аеродром аеродромі аеродрому аэродром аэродроме аэродрома авиабаза авиабазе авиабазы".split()
)
LOCATIVE = frozenset(
    "у в на під біля поблизу коло неподалік навколо з із зі до від из под возле около вблизи во "
    "in near at from around outside w we en dans a bei aus nach em".split()
)
STREETS = re.compile(
    r"вул$|вулиц.*|просп$|проспект.*|пр т$|провул.*|пров$|площ[аіу].*|бульвар.*|бул$|шосе$|"
    r"узвіз.*|набережн.*|ул$|улиц.*|переул.*|пер$|площад.*|шоссе$|street|st$|avenue|ave$|square|"
    r"boulevard|rue$|calle|avenida|strasse|via$|piazza|plaza|platz|ulic[aey].*|alej.*|метро$|"
    r"станці.*|станци.*"
)
STREETS_OF = frozenset("вулиці вулиць вулицях вулицями улицы улиц улицах улицами площі".split())
"""Streets of a town (вулиці Маріуполя), where the town's own name follows and no adjective."""
STREETS_AFTER = re.compile(
    r"street.*|avenue|square|boulevard|highway|strasse|вулиц[яіюе].*|улиц.*|бульвар.*|"
    r"проспект.*|площ[аіу]$|майдан.*|шосе|шоссе|траса|тракт|метро$"
)
RIVER_WORD = re.compile(
    r"річц.*|рік[аиуо].*|річк.*|рек[аеиуо]|рекою|рекой|ріці|rivers?|rzek.*|fluss|riviere"
)
RIVER_BEFORE = re.compile(
    r"берег.*|берез[іь]|лівобереж.*|правобереж.*|левобереж.*|через|уздовж|вздовж|вдоль|русл[оаі].*|"
    r"вод[иіаы]|гирл.*|дельт.*|приток[аиу]?|форсу.*|banks?|fleuve|rio|ufer|rzec.*|fiume|плавн.*|"
    r"басейн.*|бассейн.*|острів.*|остров.*|along|across|cross.*|перетн.*|переправ.*|"
    r"пересек.*|delta|mouth|сторон[иіуыае]|устье|течі.*|течен.*|over"
)
RIVER_NAMES = frozenset(
    "дніпро дніпра дніпру дніпром дніпрі дніпрові днепр днепра днепру днепром днепре dnipro "
    "dnieper dnepr dniepr самара самари самарі самару".split()
)
RIVER_AFTER = re.compile(r"rivers?|річк.*|рік[аиу].*|рек[аиуе]")
CALLED_AFTER = re.compile(
    r"кораб.*|крейсер.*|катер.*|фрегат.*|судн.*|ship|frigate|cruiser|готел.*|отел.*|hotel|фільм.*|"
    r"фильм.*|film|газет.*|newspaper|журнал.*|ресторан.*|кафе|restaurant|бригад.*|кінотеатр.*|"
    r"кинотеатр.*|cinema|санатор.*|пансіонат.*|пансионат.*|фірм.*|фирм.*|компані.*|компани.*|"
    r"завод.*|шахт.*|клуб.*|стадіон.*|стадион.*|радіо|радио|телеканал.*|видання|издание|тов|ооо|"
    r"операці.*|операци.*|батальйон.*|батальон.*|полк.*|рот[аиіу]|загін|загон.*|отряд.*|табір|"
    r"лагер.*|тц|трц|жк|фк|пісн.*|песн.*|кварт.*|торт.*|поїзд.*|поезд.*|проєкт.*|проект.*|"
    r"магазин.*|нафтопров.*|нефтепров.*|парк.*"
)
CLUBS = frozenset(
    "динамо шахтар шахтер металіст металлист зоря заря карпати чорноморець черноморец ворскла "
    "dynamo shakhtar shakhtyor zorya metalist karpaty chornomorets".split()
)
NOT_TOWN_HEAD = re.compile(
    r"собор.*|монаст.*|храм.*|церкв.*|церков.*|лавр.*|скит.*|єпарх.*|епарх.*|cathedral|church|"
    r"monaster.*|абатств.*|режим.*"
)
NAMED_AFTER = frozenset("імені ім имени им".split())
DIRECTION = re.compile(
    r"напрям.*|направлен.*|фронт.*|громад(а|и|і|у|ою|ам|ами|ах)?$|міськрад.*|горсовет.*|тцк"
)
SEA_OR_PART = re.compile(
    r"мор[еяюіь].*|морях|океан.*|флот.*|регіон.*|регион.*|союз.*|схід.*|сход[уі]|восток.*|"
    r"хрест.*|крест.*|битв.*|ініціатив.*|басейн.*|бассейн.*"
)
CITY_WORDS = frozenset("міста города столиці столицы києва киева".split())
ABROAD_LINKS = frozenset("в у in of на the россии рф росії russias russian району района".split())
ADJECTIVE_END = re.compile("(?:ий|ій|ый|ой|ая|ого|его|ому|ої|ую|ою)$")
AFTER_TOWN = frozenset(
    "під у в на за з із зі до від без та і й або знову вночі зранку вранці сьогодні вчора також "
    "лишилися залишилися атакували атакував обстріляли обстріляв накрили опинилися звільнили "
    "под с из до от без и или снова ночью утром сегодня вчера атаковали обстреляли "
    "зазнали зазнав готуються оговтуються тримаються".split()
)
COMMON_AT_START = frozenset(
    "сум сумах сумам сумами сумы суми сакам саками сак бар бару бари покров покрову покрова "
    "покровом лиман лиману лиманом лимани щастя щастю счастье счастья счастью".split()
)
"""Towns that at the start of a sentence are nearly always the common word (sums, luck)."""

UKRAINE = re.compile(r"(?:ukra[iy]n|ucra[inyâ]|україн|украин|oukra|ukrajin|ucrân)", re.IGNORECASE)
