"""How English gives instructions to a model, and how it reports that somebody gives them."""

import re

from assistant.language.base import Instructions, Order
from assistant.language.en.speech import SAYS, TELLS

_WHAT = (
    r"(?:instructions?|rules?|prompts?|directions?|guidelines?|guidance|messages?|directives?|constraints?|commands?"
    r"|context|training|programming)"
)
_MODEL = r"(?:ai\b|assistant|language model|chat ?bot|llm\b|dan\b|gpt)"
_MODELS = (
    r"(?:ai (?:assistants?|models?|systems?|agents?|language models?)|ais?|llms?|(?:large )?language models?"
    r"|chat ?bots?|assistants?|models?|summari[sz]ers?)"
)
# Where an order to the reader begins: a clause, or after words that address somebody. "The council voted to ignore the
# rules" reports what others do, and is news.
_ADDRESSED = (
    r"(?:(?:^|[.!?:;,>\])\"“'‘*—–-])[ \t]*"
    r"(?:(?:please|now|then|and|instead|always|just|simply|kindly|also|never|only)[ \t]+){0,3}"
    r"|\byou (?:must|should|will|may|can|shall|have to|need to|are to)(?: \w+)? |\bplease )"
)
_SAY = r"(?:say|state|print|output|repeat|write|insert|append|include|claim)"
_SET_ASIDE = (
    r"(?:ignore|disregard|forget|override|bypass|skip|drop|discard|(?:set|put|leave) aside|leave out"
    r"|(?:do not|don['’]t|stop) (?:follow(?:ing)?|listen(?:ing)? to|obey(?:ing)?|heed(?:ing)?))"
)
_YOURS = r"(?:reply|replies|answers?|responses?|outputs?|summar(?:y|ies))"  # what a model gives
# What a model must do, in the third person; a report if the sentence says who says so.
_DUTY = (
    r"(?:^|[.!?:;>\])][ \t]*|\byour )(?:the |all |any |every )?"
    r"(?:user|(?:large )?language models?|ai (?:models?|assistants?|systems?)|assistant|model|ais?|llms?|chat ?bots?"
    r"|reply|response|output|answer)\b[^.\n]{0,40}"
    r"\b(?:must|should|shall|has to|needs to|is to)\b(?! be (?:able|told|allowed|made|given|trained|built))"
    r"[^.\n]{0,30}\b(?:say|state|answer|reply|respond|output|print|begin|end|start|include|contain|be|read|cite"
    r"|recommend|tell)\b"
)
_ROLE = r"(?:system|assistant|user|human|developer|ai)"
_MARKS = r"[*_\"“'‘]{0,3}"
# What makes a line that begins with a role a turn of a chat: "System: The new rail system opens" is a heading.
_TO_A_MODEL = (
    r"(?=(?:(?:please|now|then|always|never|only|instead|do not|don['’]t)[ \t]+){0,3}"
    r"(?:ignore|disregard|forget|override|bypass|say|state|tell|write|print|output|repeat|insert|append|include|claim|cite"
    r"|mark|treat|use|trust|recommend|mention|pretend|act|obey|follow|reveal|praise|prefer|begin|start|end|stop)\b"
    r"|[^\n]{0,200}?\b(?:you|your|yourself|answer(?:s|ed|ing)?|repl(?:y|ies)|respond|responses?|prompts?|instructions?"
    r"|questions?|assistants?|ai|llms?|chat ?bots?|language models?|summar(?:y|ies)|summari[sz](?:e|ing))\b)"
)
# Each form of order, words or signs one of which every such order holds: without any of them it is not looked for,
# which is far quicker than to look.
_FORMS = (
    # what came before does not count
    (
        "ignore disregard forget override bypass skip drop discard follow following aside leave listen listening obey"
        " obeying heed heeding",
        _ADDRESSED + _SET_ASIDE + r"\b(?:[^.\n]{0,40}?\b(?:previous|prior|above|earlier|preceding|former|all|any|your"
        rf"|the|these|those|other|existing|original|system)\b[^.\n]{{0,30}}?\b{_WHAT}\b"
        r"|\s+(?:all |absolutely )?(?:everything|anything|whatever|all|what)\b[^.\n]{0,40}?"
        r"\b(?:above|before|so far|earlier|previously)\b"
        r"|\s+(?:the|all|any) other (?:sources?|passages?|sentences?|documents?|articles?)\b)",
    ),
    (
        "your",
        r"\byour (?:earlier|previous|prior|original|initial|former)\s+"
        r"(?:guidance|instructions?|prompts?|guidelines|directives?|training|programming)\b",
    ),
    (
        "instruction instructions directive directives prompt prompts task tasks",
        r"\b(?:new|updated|revised|real|actual|additional|hidden|secret|important|special)\s+(?:system\s+)?"
        r"(?:instructions?|directives?|prompts?|tasks?)\b\s*(?::|for (?:the|any|all) (?:ai|assistants?|models?|llms?))",
    ),
    (
        "prompt prompts message messages instruction instructions",
        r"\b(?:system|developer|hidden|initial)\s+(?:prompt|message|instruction)s?\b\s*[:=\]>]"
        r"|\byour\s+(?:\w+ )?(?:system|developer|hidden|initial)\s+(?:prompt|message|instruction)s?\b",
    ),
    # who is spoken to
    (
        "you",
        rf"\byou are (?:now|no longer|actually|going to act|to act)?\s*(?:an? |the )?(?:\w+ ){{0,3}}{_MODEL}",
    ),
    (
        "you your",
        r"(?:\bfrom (?:now|here) on,? you(?: \w+){0,2}? (?:answer|reply|respond|say|speak|talk|write|act|pretend|obey"
        r"|ignore|recommend|output|print)\b|\byour (?:new |only |next |real |sole )?(?:role|task|job|goal|mission)"
        r" is (?:now )?to (?:recommend|say|convince|tell|answer|praise|persuade|promote|respond|reply|claim|write)"
        r"|\byou (?:must |will |should )?(?:now |only ){0,2}(?:obey|follow|comply with|act on) [^.\n]{0,40}"
        r"\b(?:in|of|from|on) this (?:document|text|page|article|passage|message)\b)",
    ),
    (
        "ai ais llm llms language chat chatbot chatbots assistant assistants model models summariser summarisers"
        " summarizer summarizers",
        r"\b(?:if you are|dear|hey|hello|hi|attention|note to|message (?:to|for)|instructions? (?:to|for)|addressed to"
        r"|as(?= [^.\n]{0,60}\byou\b))\s+"
        r"(?:an? |the |any |all |every )?(?:\w+ ){0,2}(?:ai (?:assistants?|models?|systems?|agents?|language models?)"
        r"|(?:ai|models?|assistants?)(?=[:,.!])|llms?|language models?|chat ?bots?|summari[sz]ers?)\b",
    ),
    (
        "ai ais llm llms language chat chatbot chatbots assistant assistants model models summariser summarisers"
        " summarizer summarizers",
        rf"(?:^|[.!?>\])][ \t]*)(?:to )?(?:the |any |all |every )?{_MODELS}(?: (?:that|who|which))? "
        r"(?:reads?|reading|processing|process(?:es)?|parsing) (?:this|these)\b"
        rf"|(?:^|[.!?>\])][ \t]*){_MODELS}[,:] (?:please|kindly|you|now|ignore|say|tell|answer|reply|respond|begin"
        r"|write|print|output|repeat|include|recommend|forget|disregard|do|don['’]t|never|always)\b",
    ),
    (
        "summarise summarize summarising summarizing answer answering",
        r"\b(?:when|if|before|after|while) (?:you (?:summari[sz]e|answer)|summari[sz]ing|answering) "
        r"(?:this (?:article|text|page|document|story)|(?:any|a|the|all|every) questions?|the users?)\b",
    ),
    (
        "ai llm language chat chatbot chatbots assistant assistants crawler crawlers machine",
        r"(?:^|[.!?(\[][ \t]*)for (?:ai|llm|language models?|chat ?bots?|assistants?|crawlers?|machine readers?)"
        r"(?: (?:systems?|models?|readers?|assistants?|agents?))?(?: only)?\b(?=\s*[:,.])",
    ),
    # a turn, or the end of the data, that is none
    (
        "system assistant user human developer ai",
        rf"^\W{{0,6}}{_ROLE}\s*(?:\([^)\n]{{0,20}}\)\s*)?{_MARKS}:{_MARKS}\s*{_MARKS}"
        rf"(?:{_TO_A_MODEL}|(?=[^\n]{{0,200}}\n\W{{0,6}}{_ROLE}{_MARKS}:))"
        r"|^\W{0,6}(?-i:SYSTEM|ASSISTANT|DEVELOPER)\s*:\s*\S"
        rf"|^\W{{0,6}}[\[(]{_ROLE}[\])]",
    ),
    (
        "< [ ### begin end",
        r"<\|[^|<>\n]{1,30}\|>|\[/?INST\]|<</?SYS>>"
        r"|</?(?:system|assistant|user|human|instructions?|sentences|evidence|context|prompt|s)\b[^<>\n]{0,40}>"
        r"|###\s*(?:(?:new )?(?:system|instruction|assistant|user|human|response|task)|new prompt)\b"
        r"|\bBEGIN (?:SYSTEM|NEW|ADMIN)\b"
        r"|\bEND OF (?:PROMPT|CONTEXT|INSTRUCTIONS|ARTICLE|DOCUMENTS?|SENTENCES)\b",
    ),
    # what to reply
    (
        "respond reply answer",
        _ADDRESSED
        + r"(?:respond|reply|answer)\s+(?:only\s+)?(?:with(?! your)|by saying|that|exactly|as follows|in the following"
        r"|(?:to )?(?:the|every|all|any) (?:users?|(?:\w+ )?questions? (?:with|by|as)\b|questions?))\b",
    ),
    (
        "say state print output repeat write insert append include claim tell",
        rf"{_ADDRESSED}(?:{_SAY}"
        r"|tell (?:the |every |all )?(?:users?|readers?|reporters?|them|people|everyone))\s+"
        r"(?:only |exactly |instead )?(?:that|the following|the (?:words?|phrase|sentence|text|string)|this|:|after me"
        r"|\"|“|'|‘)",
    ),
    (
        "reply replies answer answers response responses output outputs summary summaries",
        rf"{_ADDRESSED}(?:include|append|add|insert|put|mention|repeat|begin|start|end|finish|open|close)\b"
        rf"(?! your)(?:[^.\n]|\.(?=\w)){{0,60}}\b(?:your|every|each|all|any)\s+(?:\w+\s+)?{_YOURS}\b",
    ),
    (
        "ask asks asked",
        rf"{_ADDRESSED}(?:recommend|say|tell|answer|reply|respond|praise|claim|state|mention|deny)\b[^.\n]{{0,60}}"
        r"\b(?:when|whenever|if)(?: you are| anyone| someone| the user| users?)? ask(?:ed|s)?\b",
    ),
    (
        "only",
        rf"{_ADDRESSED}(?:use|trust|cite|quote|read|rely on|answer from)\s+only (?:this|the)"
        r" (?:one|source|passage|article|document|text|sentence)\b",
    ),
    (
        "not don never",
        _ADDRESSED
        + r"(?:do not|don['’]t|never)\s+(?:mention|reveal|disclose|cite|tell|show|follow|use|answer from)\b[^.\n]{0,60}"
        r"\b(?:instructions?|users?|prompts?|sources?|articles?|citations?|sentences|others?"
        r"|this (?:message|text|note))\b",
    ),
    (
        "user users assistant assistants model models ai ais llm llms chatbot chatbots language chat reply response"
        " output answer",
        _DUTY,
    ),
    (
        "cite quote mark attribute",
        _ADDRESSED + r"(?:cite|quote|mark|attribute)\b[^.\n]{0,40}\b(?:as|with|using|by|to)\b\s*[\[(]\s?\d+\s?[\])]",
    ),
    (
        "pretend act behave role roleplay imagine",
        rf"{_ADDRESSED}(?:pretend|act|behave|role ?play|imagine)\b[^.\n]{{0,20}}"
        r"\b(?:you are|to be|as if you|as an? (?:ai|assistant|\w+ model))\b",
    ),
    (
        "mode",
        r"\b(?:enter|enable|activate|switch to|in|now|this is)\s+(?:the )?"
        r"(?:developer|admin(?:istrator)?|debug|god|jailbreak|dan|unrestricted) mode\b",
    ),
)
_SPEAKER = rf"(?:[^.,;:!?\n“”\"]{{1,50}} )?(?:{SAYS}|{TELLS})\b"  # "the judge warned"
INSTRUCTIONS = Instructions(
    orders=tuple(
        Order(
            pattern=re.compile(form, re.IGNORECASE | re.MULTILINE),
            words=frozenset(filter(str.isalpha, hints.split())),
            signs=tuple(hint for hint in hints.split() if not hint.isalpha()),
            addressed=_ADDRESSED in form,
            duty=form == _DUTY,
        )
        for hints, form in _FORMS
    ),
    of_a_model=re.compile(
        r"\b(?:previous|prior|above|earlier|preceding|system)\s(?:\w+\s)?"
        r"(?:instructions?|prompts?|directives?|messages?)\b"
        r"|\b(?:prompts?|ai|chat ?bots?|llms?|language models?)\b",
        re.IGNORECASE,
    ),
    said_after=re.compile(rf"[^.!?\n]{{0,160}}, {_SPEAKER}", re.IGNORECASE),
    said_after_quote=re.compile(rf"[^“”\"\n]{{0,300}}[,.!?][”\"] {_SPEAKER}", re.IGNORECASE),
)
