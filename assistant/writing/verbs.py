"""Words that are verbs, of those that reports use.

What enters: nothing. What leaves: the list. It deliberately holds forms that no ending gives away; a word in -ed is known by it.
"""

from assistant.writing.wording import PAST_FORMS

VERBS = frozenset(
    """
    took take takes gave give gives went go goes came come comes met meet meets held hold holds said say says told tell tells made make makes led
    lead leads grew grow grows rose rise rises fell fall falls saw see sees began begin begins brought bring brings built build builds found find
    finds kept keep keeps left leave leaves lost lose paid pay pays sent send sends set sets stood stand stands thought think thinks won win wins
    wrote write writes became become broke break breaks chose choose drew draw felt feel feels put puts act acts remain remains warned urged
    agree agrees allow allows endanger weaken ask asks fear fears believe believes want wants call calls replace replaces binds cover covers
    cause causes slow slows hollow hollows need needs needed destroy destroys weakens strengthen strengthens provide provides promise promises
    intend intends stress stresses
    reject rejects oppose opposes back backs publish publishes cut cuts order orders inform informs reduce reduces increase increases join joins
    regard regards describe describes include includes mention mentions list lists contain contains exist exists work works help helps serve
    serves oblige obliges bind concerns concern mean means states state adopt adopts sign signs support supports coordinate coordinates monitor
    """.split()
)
VERBS |= PAST_FORMS - frozenset("left felt thought ground bound set found".split())
