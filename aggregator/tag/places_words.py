"""Words around a name that say what it is: designators, prepositions, streets, first names.

All folded as :func:`aggregator.tag.places_text.fold` does, without apostrophes.
"""

from __future__ import annotations

import re

# Nouns that follow an adjective and say which unit it names (Херсонська область, ... ОВА).
OBLAST_HEAD = re.compile(r"обл(аст.*|асн.*|держадм.*|рад.*)?$|ова$|овва$|обва$")
RAION_HEAD = re.compile(r"район(у|ом|і|и|ів|ах|ами|ам|а|е|ы|ов)?$|рва$|райо?н?держадм.*|р н$")
COURT_OF_DISTRICT = re.compile(r"районн.*|райсуд.*|райвідділ.*|райотдел.*")
HROMADA_HEAD = re.compile(r"громад.*|тергромад.*|отг$|тг$|общин.*")
UNIT_ADJECTIVE = re.compile(
    r"територіальн.*|территориальн.*|міськ.*|городск.*|сільськ.*|селищн.*|сельск.*|поселков.*"
)
CONNECTORS = frozenset("та і й и or and und et y e ou i oraz а також частково так".split())

# Latin words after or before an oblast's stem that make it the oblast.
FRAME_AFTER = frozenset(
    "oblast oblasts region regions province provinces oblaste obwod obwodu obwodzie obl oblasti "
    "gebiet".split()
)
FRAME_BEFORE = frozenset(
    "oblast oblasts region regions province provinces gebiet regione provincia regiao region "
    "regiones provincias regioni obwod obwodu obwodzie regionen gebieten oblaste regioes oblasts "
    "oblys vilayeti".split()
)
FRAME_GLUE = frozenset("de d da do di del della of the la le von des".split())
DISTRICT_AFTER = frozenset("district raion rayon districts raions rayons".split())
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
    "райцентрі райцентру райцентра райцентре обласного обласний центр центру центрі".split()
)
LOCATIVE = frozenset(
    "у в на під біля поблизу коло неподалік навколо довкола через з із зі до від по за над між "
    "під со с из к от во под возле около вблизи близ недалеко вокруг ко о об про при за "
    "in near at from to around outside inside into towards toward of on across over via above "
    "a à en dans vers depuis pres de d desde hasta cerca hacia sobre nach bei aus von um auf "
    "im da di presso verso em no na perto w we z ze do pod kolo".split()
)
STRICT_LOCATIVE = frozenset(
    "у в на під біля поблизу коло неподалік навколо з із зі до від из под возле около вблизи во "
    "in near at from around outside w we en dans a bei aus nach em".split()
)
STREETS = re.compile(
    r"вул$|вулиц.*|просп$|проспект.*|пр т$|провул.*|пров$|площ[аіу].*|бульвар.*|бул$|шосе$|"
    r"узвіз.*|набережн.*|ул$|улиц.*|переул.*|пер$|площад.*|шоссе$|street|st$|avenue|ave$|square|"
    r"boulevard|rue$|calle|avenida|strasse|via$|piazza|plaza|platz|ulic[aey].*|alej.*|метро$|"
    r"станці.*|станци.*"
)
STREETS_AFTER = re.compile(
    r"street.*|avenue|square|boulevard|highway|strasse|вулиц[яіюе].*|улиц.*|бульвар.*|"
    r"проспект.*|площ[аіу]$|майдан.*|шосе|шоссе|траса|тракт|метро$"
)
RIVER_BEFORE = re.compile(
    r"рік[аиуо].*|річк.*|рек[аеиуо].*|ріц[і]|river|rivers|берег.*|лівобереж.*|правобереж.*|"
    r"через$|уздовж|вздовж|русл[оаі].*|вод[иіаы]$|гирл.*|дельт.*|притока?.*|форсу.*|"
    r"bank|banks|fleuve|rivier.*|rio$|fluss|ufer|rzek.*|rzec.*|fiume|плав.*|басейн.*|бассейн.*|"
    r"острів.*|остров.*|по$|along|across|cross.*|перетн.*|переправ.*|пересек.*|delta|mouth"
)
RIVER_NAMES = frozenset(
    "дніпро дніпра дніпру дніпром дніпрі дніпрові днепр днепра днепру днепром днепре dnipro "
    "dnieper dnepr dniepr".split()
)
RIVER_AFTER = re.compile(r"river|rivers|річк.*|рік.*|рек.*")
BANKS = re.compile(r"лів.*|прав.*|лев.*|left|right|east.*|west.*|gauche|droite")
SHIP = re.compile(
    r"кораб.*|крейсер.*|катер.*|фрегат.*|судн.*|ship|frigate|cruiser|готел.*|отел.*|hotel|"
    r"фк$|fc$|фільм.*|фильм.*|film|газет.*|newspaper|журнал.*|ресторан.*|кафе|restaurant|бригад.*"
)

FIRST_NAMES = frozenset(
    """
    іван івана івану петро петра павло павла андрій андрія сергій сергія олег олега ігор ігоря
    юрій юрія микола миколи миколу михайло михайла володимир володимира володимиру володимиром
    олександр олександра олександру олександром олексій олексія василь василя віктор віктора
    віталій віталія дмитро дмитра богдан богдана богдану богданом тарас тараса роман романа
    ростислав ростислава станіслав станіслава святослав ярослав ярослава вадим вадима максим
    максима артем артема антон антона денис дениса євген євгена євгенія кирило кирила руслан
    руслана тимур тимура рустем рустема нариман наріман сервер едем ленур ремзі рефат мустафа
    мустафи ільмі анатолій анатолія валерій валерія геннадій григорій григорія данило ілля лев
    леонід леоніда остап степан степана федір федора юліан марк марко назар назара
    анна ганна анни ірина ірини олена олени наталія наталія марія марії оксана оксани світлана
    тетяна тетяни юлія юлії катерина катерини людмила людмили надія любов вікторія вікторії
    валентина галина ольга ольги софія дарина дарія лілія лесі леся таміла тамила зарема
    эдем рустэм иван ивана петр петра павел павла андрей андрея сергей сергея игорь игоря юрий
    юрия николай николая михаил михаила владимир владимира владимиру владимиром александр
    александра алексей алексея василий василия виктор виктора виталий дмитрий дмитрия
    евгений евгения кирилл максим артем антон денис валерий геннадий григорий илья леонид степан
    федор елена елены ирина ирины наталья марина светлана татьяна юлия екатерина людмила
    ivan petro pavlo andrii andriy andrei serhii serhiy sergei sergey oleh oleg ihor igor yurii
    yuriy yury mykola mykhailo mikhail volodymyr vladimir oleksandr aleksandr alexander oleksii
    alexei vasyl viktor victor vitalii vitaliy vitali dmytro dmitry dmitri bohdan bogdan taras
    roman rostyslav stanislav sviatoslav yaroslav vadym vadim maksym maxim artem anton denys denis
    yevhen yevhenii eugene evgeny kyrylo kirill ruslan rustem nariman server edem refat mustafa
    ilmi anatolii anatoly valerii valery hennadii hryhorii danylo illia leonid ostap stepan fedir
    nazar anna hanna iryna irina olena elena nataliia natalia maria mariia oksana svitlana tetiana
    yuliia yulia julia kateryna liudmyla ludmila nadiia viktoriia victoria valentyna halyna halya
    olha olga sofia daryna daria lesia tamila john james robert michael william david richard
    joseph thomas charles peter paul george mary patricia linda jean pierre jacques marie
    """.split()
)

UKRAINE = re.compile(r"(?:ukra[iy]n|ucra[inyâ]|україн|украин|oukra|ukrajin|ucrân)", re.IGNORECASE)
