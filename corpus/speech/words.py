"""The words by which the finder of speakers tells people, bodies, places and ways of saying apart.

What enters: nothing. What leaves: frozen sets of lower-case words and the patterns of the verbs of saying. English only. It
deliberately lists kinds of words, no person's and no newspaper's name: who speaks is found by where a name stands.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

# Before a name, and no part of it.
TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir dame lord lady hon honourable honorable madam rev fr sr amb gen col lt capt sgt maj sen rep gov "
    "he excellency sister brother father mother".split()
)
# What a person can be. A name right after one of these is a person's; "the" before one and nothing after it means a person named earlier.
ROLES = frozenset(
    "minister president premier chancellor commissioner secretary secretary-general director director-general ambassador envoy representative "
    "chair chairman chairwoman chairperson head chief leader mayor governor senator congressman congresswoman deputy mp mep lawmaker speaker "
    "spokesman spokeswoman spokesperson prosecutor judge justice attorney lawyer advocate ombudsman ombudsperson general colonel captain "
    "major lieutenant sergeant admiral commander professor doctor president-elect vice-president vice-chair vice-chancellor executive manager "
    "officer inspector superintendent sheriff detective analyst economist expert researcher scientist historian author writer journalist "
    "reporter editor activist campaigner founder co-founder co-chair owner coordinator rapporteur negotiator adviser advisor official "
    "diplomat king queen prince princess pope archbishop bishop cardinal rabbi imam pastor coach striker "
    "songwriter musician composer producer columnist critic scholar philosopher theologian biologist physicist singer actor actress "
    "architect engineer nurse teacher farmer baker driver resident undersecretary under-secretary candidate nominee mediator moderator host "
    "rector dean principal treasurer auditor controller comptroller delegate councillor counsellor chargé co-president co-rapporteur".split()
)
# Somebody without a name, who may be the one a later "he" or "she" means.
SOMEBODY = ROLES | frozenset(
    "man woman boy girl father mother brother sister son daughter husband wife widow friend neighbour neighbor colleague victim witness "
    "suspect student pupil patient doctor soldier policeman policewoman worker employee clerk guard visitor guest critic rival opponent "
    "predecessor successor uncle aunt cousin partner client customer employer landlord tenant".split()
)
# The last word of a body's name, or the first before "of".
BODIES = frozenset(
    "ministry commission council agency office government police union bank committee university institute court parliament department "
    "authority party association foundation group centre center organization organisation service secretariat board company inc ltd llc plc "
    "corporation federation confederation bureau administration assembly senate house congress cabinet presidency directorate delegation "
    "mission embassy tribunal chamber league alliance network forum fund trust society club academy college hospital school laboratory "
    "observatory museum programme taskforce force guard army navy treasury pentagon kremlin vatican eurostat europol eurojust interpol "
    "frontex unicef coalition partnership cooperative observatory watch cross crescent nations consortium initiative inspectorate registry "
    "prosecution municipality newspaper agency international".split()
)
# What a minister is a minister of, where no comma parts the office from the name.
DOMAINS = frozenset(
    "interior foreign affairs home justice finance finances defence defense health education trade industry economy economic development "
    "agriculture energy environment transport infrastructure labour labor culture tourism state europe european integration security "
    "migration digital science research innovation sport sports youth families family social welfare housing communities public order "
    "administration international neighbourhood enlargement commerce treasury climate water fisheries forestry maritime immigration asylum "
    "citizenship equality war operations legal communications information media policy".split()
)
_DAYS_AND_MONTHS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
    "december easter christmas ramadan spring summer autumn winter today yesterday tomorrow"
)
_PLACES = (
    "albania kosovo serbia montenegro macedonia bosnia herzegovina croatia slovenia bulgaria romania greece turkey türkiye hungary austria germany "
    "france italy spain portugal belgium netherlands luxembourg denmark sweden norway finland iceland ireland britain england scotland wales poland "
    "czechia slovakia estonia latvia lithuania ukraine moldova belarus russia georgia armenia azerbaijan cyprus malta switzerland israel "
    "palestine lebanon syria jordan iraq iran egypt libya tunisia algeria morocco sudan ethiopia kenya nigeria ghana senegal mali niger chad "
    "somalia uganda rwanda tanzania zambia zimbabwe mozambique angola namibia botswana china japan korea taiwan vietnam thailand malaysia "
    "singapore indonesia philippines india pakistan bangladesh nepal afghanistan kazakhstan uzbekistan australia zealand canada america mexico "
    "brazil argentina chile peru colombia venezuela ecuador bolivia cuba haiti europe asia africa oceania eu uk us usa uae "
    "tirana pristina belgrade podgorica skopje sarajevo zagreb ljubljana sofia bucharest athens ankara istanbul budapest vienna berlin bonn paris "
    "rome madrid lisbon brussels hague amsterdam copenhagen stockholm oslo helsinki reykjavik dublin london edinburgh cardiff belfast warsaw "
    "prague bratislava tallinn riga vilnius kyiv kiev chisinau minsk moscow tbilisi yerevan baku nicosia valletta bern zurich zürich jerusalem "
    "gaza beirut damascus amman baghdad tehran cairo tripoli tunis algiers rabat khartoum nairobi abuja lagos accra dakar beijing tokyo seoul "
    "taipei hanoi bangkok jakarta manila delhi islamabad dhaka kathmandu kabul canberra wellington ottawa washington york mexico havana "
    "balkans balkan mediterranean adriatic baltic atlantic pacific danube strasbourg davos munich hamburg frankfurt milan "
    "barcelona geneva california texas florida"
)
# Capitalised words that make a run of capitalised words no person's name.
_FUNCTION = (
    "the a an this that these those it its he she they we you i his her their our my who which what when where why how if as at by for from "
    "in of on to with and or but not no yes so yet still also however meanwhile moreover furthermore finally then later there "
    "here while after before during since because although though despite under over between among all both each every many most some few "
    "whether unless until once like unlike whose whom let given per via against about within without across along amid above below beside "
    "besides beyond except into onto than through throughout till toward towards up down out off only even just never always often perhaps "
    "maybe indeed thus therefore hence instead rather quite very too now again earlier soon recently "
)
_COMMON = (
    "several other others such another any everyone everybody nobody someone one two three four five six seven eight nine ten first second third "
    "last next new old key main press media contact note notes date source sources background summary conclusion conclusions findings results "
    "introduction overview agenda decision decisions action actions present apologies subject title chapter section article annex appendix "
    "table figure page part paragraph question questions answer answers comment comments statement statements report reports study survey "
    "review declaration agreement treaty convention protocol act law regulation directive resolution communiqué communique charter strategy plan "
    "roadmap framework policy programme project process summit meeting conference forum workshop session hearing debate speech remarks "
    "address interview letter message news release bulletin newsletter update west east north south western eastern northern southern central "
    "united republic kingdom federal national regional local global world european human rights civil joint general annual final common "
    "special high low great good further additional related recent current previous former total average real free open public private "
    "ministers participants members leaders officials experts critics analysts residents police authorities sources witnesses delegates "
    "parties states countries governments companies doctors scientists researchers people citizens women men children students workers "
    "lawyers judges prosecutors investigators observers supporters opponents protesters voters speakers panellists panelists "
    "lake river mount mountain street road square avenue city town village port airport island sea ocean bay valley county district "
    "province territory border bridge palace hall hotel station park castle prize award cup day week month year "
    "god bible internet euro dollar covid speaking asked according thank thanks dear sincerely ladies gentlemen excellencies "
    "islamic christian catholic orthodox muslim jewish democratic republican socialist liberal conservative green labour labor communist"
)
FUNCTION_WORDS = frozenset(_FUNCTION.split())
NOT_NAMES = frozenset(f"{_DAYS_AND_MONTHS} {_PLACES} {_FUNCTION} {_COMMON}".split())
# Places and months that are also first names or surnames: nobody alone, and part of a name of two words.
ALSO_NAMES = frozenset(
    "sofia april may june august jordan chad georgia israel paris london berlin milan florida washington austin victoria sydney wellington "
    "holland france england ireland cuba york lord dean major pope king prince bishop cardinal green labour young cross watch march".split()
)
# Inside a name, in lower case.
PARTICLES = frozenset("von van der den de da di del della la le al el bin ibn ben dos das do du ter zu af y e ó mac".split())
# A phrase that holds one of these is a clause, and names nobody.
CLAUSAL = frozenset(
    "whether if that who whom whose which when while where why how because since although though unless until as is are was were be been being "
    "has have had do does did will would can could may might shall should must not never no nor neither than".split()
)
CONNECTIVES = frozenset("of for and the in on & de to".split())
PREPOSITIONS = frozenset(
    "of for to with by from between under against on about after before over around near like unlike behind than among at without against".split()
)

# Verbs of saying, each with what has to follow it where no quotation marks stand by; "" takes whatever follows.
_THAT = r"(?=,? (?:\w+ (?:\w+,? )?)?that\b)"
_CONTENT: tuple[tuple[str, str], ...] = (
    (
        "said says",
        r"(?! (?:that(?: again| before| too)?\s*(?:[.,;!?]|$)|(?:no|yes|so|much|more|something|anything|it|this|as much|it all|the same)\b"
        r"(?=\s*(?:[.,;!?]|$|(?:all|again|too|before|about|on|in|to|publicly|openly|many|several|itself|himself|herself)\b))"
        r"|(?:goodbye|farewell|hello|nothing|little|to)\b))",
    ),
    ("stressed stresses underlined underlines underscored underscores emphasised emphasises emphasized emphasizes reiterated reiterates", ""),
    ("warned warns", r"(?= (?:\w+ )?(?:that|of|against|about)\b)"),
    ("argued argues", r"(?= (?:\w+ )?(?:that|for|against)\b)"),
    ("explained explains", r"(?= (?:\w+ )?(?:that|how|why)\b)"),
    ("insisted insists", r"(?= (?:\w+ )?that\b)"),
    ("told tells", r"(?=[^,;.:]{1,60} that\b)"),
    (
        "noted notes added adds stated states announced announces declared declares confirmed confirms claimed claims revealed reveals suggested "
        "suggests reported reports observed observes remarked remarks replied replies answered answers acknowledged acknowledges admitted admits "
        "concluded concludes maintained maintains promised promises pledged pledges vowed vows predicted predicts recalled recalls mentioned "
        "mentions wrote writes reaffirmed reaffirms commented comments cautioned cautions complained complains tweeted estimated estimates",
        _THAT,
    ),
    ("pointed out|points out|made clear|makes clear|made it clear", r"(?= that\b)"),
)
# Verbs that say a quotation beside them, and nothing without one.
_BESIDE = "continued continues asked asks urged urges joked whispered shouted exclaimed lamented quipped cried".split()


def _forms(words: str) -> list[str]:
    return words.split("|") if "|" in words else words.split()


SAYS_CONTENT = re.compile("|".join(rf"(?:{'|'.join(_forms(words))})\b{following}" for words, following in _CONTENT))
_FORMS = [*(form for words, _ in _CONTENT for form in _forms(words)), *_BESIDE, "went on"]
# Verbs of saying of one word, and the first word of those of more with all that belongs to them.
VERBS = frozenset(form for form in _FORMS if " " not in form)
LONG_VERBS = re.compile("|".join(form for form in sorted(_FORMS, key=len, reverse=True) if " " in form) + r"\b")
# Verbs that need no quotation beside them.
CONTENT_VERBS = VERBS - frozenset(_BESIDE)
# Verbs after which a comma may open a quotation; after the others it names a thing ("announced a plan, “…”").
QUOTING_VERBS = frozenset(
    "said says told tells wrote writes replied replies answered answers added adds asked asks continued continues remarked remarks noted notes "
    "observed observes explained explains stated states commented comments joked whispered shouted exclaimed quipped cried tweeted warned warns "
    "argued argues insisted insists declared declares stressed stresses concluded concludes recalled recalls".split()
)
VERB_OPENINGS = frozenset(form.partition(" ")[0] for form in _FORMS if " " in form)
ROMAN_NUMERAL = re.compile(r"[IVXLC]+\Z")
POSSESSIVE = re.compile(r"[’'](?:s|S)?\Z")


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """A word in lower case, without the full stop of an abbreviation."""
    return word.rstrip(".").lower()


def is_capital(word: str) -> bool:
    """Whether a word begins in upper case; a name's second half may begin after an apostrophe ("d’Arc")."""
    return word[:1].isupper() or (bool(re.match(r"[dl][’'][^\W\d_]", word)) and word[2:3].isupper())


@lru_cache(maxsize=4096)
def is_office(word: str) -> bool:
    """Whether a word is what a person can be ("minister", "Vice-President")."""
    lower = bare(word)
    return (
        lower in ROLES
        or lower.endswith(("ologist", "ographer"))
        or (lower.startswith(("vice-", "deputy-", "co-", "ex-")) and lower.partition("-")[2] in ROLES)
    )


def office_of(words: Sequence[str]) -> str:
    """The last office in a phrase, with the word that makes it another one: "prime minister" is not "minister"."""
    for number in range(len(words) - 1, -1, -1):
        if is_office(words[number]):
            before = bare(words[number - 1]) if number else ""
            return f"{before} {bare(words[number])}" if before in {"prime", "vice", "deputy", "attorney"} else bare(words[number])
    return ""
