"""Quotes that speak to a language model.

What enters: a quote. What leaves: whether it gives orders to whoever writes the answer: to ignore its rules, to say or print
something, to be somebody else. Such a quote is shown like any other and is given to no model. It deliberately knows a closed list
of turns of phrase: it keeps the plain attempts out, and the check of every sentence stands behind it.
"""

import re

_ORDERS = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,60}\b(?:instruction|rule|prompt|above|previous|prior|earlier|everything|guideline|restriction)s?\b
    | \b(?:system|developer|hidden|initial|secret)\s+(?:prompt|message|instruction)s?\b
    | \b(?:you|thou)\s+(?:are|must|should|will|shall|can|may)\b[^.!?]{0,60}
      \b(?:now|assistant|model|chatbot|ai|answer|reply|respond|say|write|print|output|cite|obey)\b
    | \b(?:as|dear|attention|note\s+to(?:\s+the)?)\s*,?\s*(?:an?\s+)?(?:ai|assistant|language\s+model|llm|chatbot|large\s+language\s+model)s?\b
    | \b(?:assistant|language\s+model|llm|chatbot|gpt|ai\s+(?:system|reader|model|agent))s?\b[^.!?]{0,60}
      \b(?:must|should|shall|say|write|answer|print|reply|respond|state|repeat|output)\b
    | (?:^|[.!?:;]\s+|["“])(?:please\s+)?(?:always\s+|now\s+|only\s+)?
      (?:say|answer|reply|respond|write|print|output|repeat|reveal|cite|append|insert|render|embed|include|tell|summari[sz]e|
      translate|act|pretend|roleplay|click|visit|send|email|end)\s+(?:that|this|with|the|only|exactly|to|as|every|all|any|your|a|an|on|here|in|by|following|quote|nothing|no)\b
    | \b(?:in|to)\s+(?:your|the)\s+(?:answer|response|reply|output|summary)\b
    | \b(?:do\s+not|don't|never)\s+(?:cite|mention|quote|reveal|tell|refuse|say)\b
    | \b(?:api|secret|access)\s+(?:key|token)s?\b | \bpasswords?\b[^.!?]{0,40}\b(?:print|reveal|send|output|show)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What chat templates are made of; no document has a reason for it.
_TEMPLATE = re.compile(
    r"<\|[^|>]*\|?>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|quotes|s)>|^(?:system|assistant|user)\s*:", re.IGNORECASE | re.MULTILINE
)


def instructs(text: str) -> bool:
    """Whether a text gives orders to a model that reads it."""
    return bool(_TEMPLATE.search(text) or _ORDERS.search(text))
