"""Word lists by which names are told from other words with a capital."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SOFT_TITLES = _set(
    """miss sir madam master lord lady dame sister captain sergeant fr canon pastor hon"""
)
"""Also ordinary words: a name after them needs its capital, and so do they."""

PARTICLES = _set(
    """de del della delle di da dos das do du la le van von der den ter ten bin binti ibn al el ap ab st abu y e mc mac o"""
)
"""Small words inside surnames."""

NO_NAME = _set(
    """a an and any are as at be but by can could did do does for from had has have he her hers him his i if in is it its
    just may me might must my no nor not of off on or our out over please she should so some than that the their them
    then there these they this those to told too until up us was we went were what when where which who whose why will
    with would you your yours all also another asked back because been before after again being both called calling came
    came care desk detail details service services satisfaction relations support team experience journey success name
    names number numbers phone tel telephone mobile email mail address account order booking reference ref room table
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december today tomorrow yesterday madam sir customer customers guest guests client clients mr mrs ms
    miss mx dr wifi website portal lounge house line complaint complaints feedback survey information needs need wants
    wanted first second third one two three everyone everybody everything anyone none colleague colleagues manager staff
    reception night day evening morning shift note notes date time needed unknown new old next last other royal mail
    postcode town city street title status description item product quantity price total amount method outcome action
    owner deadline priority category type department company dpd evri hermes tesco"""
)
"""What follows “customer” or a title and is nobody’s name."""

EVERYDAY = _set(
    """price cook bell day may mark will grace hope joy rose bill young long short brown white black green gray grey king
    best moss field fields wood woods hill lane street park bird fish fox lamb bull page penny rich sharp small little
    large good cash case chance close cross doll drew dean rob sue pat art frank ernest miles pearl ruby amber summer
    april june august baker butler carter cooper farmer fisher gardener mason miller porter potter shepherd smith taylor
    turner walker weaver marsh brooks banks ford frost snow rain winter church temple house hall gate wall"""
)
"""Surnames that are everyday words too: at the beginning of a sentence they name nobody."""

POSTCODE_AREAS = _set(
    """AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E
    EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
    LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR
    SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"""
)
"""The letters with which UK postcodes begin, those of the Crown dependencies too."""

AFTER_A_DIGIT = _set("st nd rd th hr ft lb pt px xl gb tb dd ph")
"""What small letters after a digit say: 2nd, 3hr, 2xl."""
