"""The destinations of RTF: groups whose text goes elsewhere than into the document's own, or nowhere.

What enters: nothing. What leaves: the control words that open them. It deliberately lists what programs write and a reader
must know; an unknown destination that is marked as skippable is skipped.
"""

# Destinations whose text is not the document's.
SKIPPED = frozenset(
    "pict objdata objclass objname colortbl filetbl revtbl listtable listoverridetable pntext listtext pn xe tc rxe tcn bkmkstart bkmkend "
    "fldinst themedata colorschememapping datastore latentstyles rsidtbl generator xmlnstbl nonshppict shprslt sp background template private "
    "atnid atnauthor atnref atndate atrfstart atrfend annotation ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn userprops docvar mmathPict "
    "wgrffmtfilter passwordhash protusertbl falt panose".split()
)
# Destinations that a reader who does not know them may skip, and whose text is the document's all the same.
KNOWN_STARRED = frozenset("shpinst shptxt footnote moMath moMathPara ud fldrslt do shppict nesttableprops".split())
MARGINS = frozenset("header headerl headerr headerf footer footerl footerr footerf".split())
SINKS = {"footnote": "note", "shptxt": "box", "dptxbxtext": "box", "upr": "unread"} | dict.fromkeys(MARGINS, "margin")
TABLES = frozenset("fonttbl stylesheet info".split())
FIELDS = frozenset("title author creatim revtim".split())
