"""The names of the months as sites print them, in every case form that stands in a date.

Whole words, not beginnings: by its beginning "Марія" is March and "decision" December.
"""

# ruff: noqa: E501 — one month a line: the lines are data

from __future__ import annotations

# en | uk | ru | fr | es | de | it | pt | pl | crh | tr
_MONTHS = (
    "jan january | січень січня січні січ | январь января январе янв | janvier janv | enero ene | januar jänner jän | gennaio gen genn | janeiro | styczeń stycznia styczniu sty stycz | yanvar | ocak oca",
    "feb february | лютий лютого лютому лют | февраль февраля феврале фев февр | février fevrier févr fév fevr | febrero | februar | febbraio febb | fevereiro fev | luty lutego lutym lut | fevral | şubat şub",
    "mar march | березень березня березні бер берез | март марта марте мар | mars | marzo | märz maerz mär mrz | | março marco | marzec marca marcu | mart |",
    "apr april | квітень квітня квітні кві квіт | апрель апреля апреле апр | avril avr | abril abr | | aprile | | kwiecień kwietnia kwietniu kwi kwie | aprel | nisan nis",
    "may | травень травня травні тра трав | май мая мае | mai | mayo | | maggio mag | maio | maj maja maju | mayıs mayis |",
    "jun june | червень червня червні чер черв | июнь июня июне июн | juin | junio | juni | giugno giu | junho | czerwiec czerwca czerwcu cze czerw | iyün iyun | haziran haz",
    "jul july | липень липня липні лип | июль июля июле июл | juillet juil | julio | juli | luglio lug | julho | lipiec lipca lipcu lip | iyül iyul | temmuz tem",
    "aug august | серпень серпня серпні сер серп | август августа августе авг | août aout | agosto ago | | | | sierpień sierpnia sierpniu sie sierp | avgust | ağustos ağu",
    "sep sept september | вересень вересня вересні вер верес | сентябрь сентября сентябре сен сент | septembre | septiembre setiembre | | settembre sett set | setembro | wrzesień września wrześniu wrz wrześ | sentâbr sentyabr | eylül eyl",
    "oct october | жовтень жовтня жовтні жов жовт | октябрь октября октябре окт | octobre | octubre | oktober okt | ottobre ott | outubro out | październik października październiku paź paźdz | oktâbr oktyabr | ekim eki",
    "nov november | листопад листопада листопаді лис лист листоп | ноябрь ноября ноябре ноя нояб | novembre | noviembre | | | novembro | | noyabr | kasım kasim kas",
    "dec december | грудень грудня грудні гру груд | декабрь декабря декабре дек | décembre decembre déc | diciembre dic | dezember dez | dicembre | dezembro | grudzień grudnia grudniu gru grudz | dekabr | aralık aralik ara",
)
# Polish calls November what Ukrainian calls it; "listopada" in Latin letters is Polish.
_MORE = {"listopad": 11, "listopada": 11, "listopadzie": 11, "lis": 11}

_BY_NAME = {
    name: number
    for number, line in enumerate(_MONTHS, 1)
    for name in line.replace("|", " ").split()
} | _MORE


def month(word: str) -> int | None:
    """The number of the month that ``word`` names, in any of the languages, or ``None``."""
    return _BY_NAME.get(word.casefold())
