"""The wordings of stances in English. See `wording.py`."""

from __future__ import annotations

from ownvoice.voice.stances.stance import StanceKind
from ownvoice.voice.stances.wording import Wording, wording

_BELIEVES, _DOES, _REFUSES = StanceKind.BELIEVES, StanceKind.DOES, StanceKind.REFUSES
_RECOMMENDS, _CHANGED = StanceKind.RECOMMENDS, StanceKind.CHANGED_MIND

# "I think" is an opinion worth keeping where it judges or says what ought to be.
_JUDGES = (
    r"shouldn't|ought|must|needs? to|deserves?|matters?|should(?! (?:have|be (?:more than |"
    r"good )?(?:enough|fine|ok|okay|able|in|on|at|available|possible|there|working|good|sufficient|safe|"
    r"easy)))|is (?:more |most |very |so |really |too )?"
    r"(?:important|essential|crucial|wrong|better|worse|best|worth|overrated|underrated|harmful|dangerous|evil)|"
    r"are (?:more |most |very |so |really |too )?(?:important|essential|crucial|wrong|right|better|worse|best|worth|"
    r"overrated|underrated|harmful|dangerous|evil)|is the (?:best|worst|right|wrong|most|only|key|future)|"
    r"(?:is|are) not (?:worth|important)"
)
# What follows "I think that": not a pronoun whose meaning stands elsewhere.
_NAMED = (
    r"(?!(?:that|this|it|its|it's|that's|this's|they|they're|he|he's|she|she's|you|you're|your|there|"
    r"there's|these|those|"
    r"so|not|i|i'm|i'll|i've|i'd|we'll|we've|what|which|one|some|maybe|perhaps|of|about|"
    r"the (?!(?:best|worst|web|internet|world|future|most|key|community|industry|media|government|"
    r"public|benefits|whole|"
    r"majority|real|biggest|way|more)\b))\b)"
)
_MOOD = (
    r"(?:(?:also|still|really|honestly|personally|firmly|strongly|truly|genuinely|sincerely|always|do|"
    r"deeply|absolutely) )?+"
)
# A practice is told in the present: past forms and states of mind after "never" and "always" are something else.
_NO_PRACTICE = (
    r"(?!(?:\w+ed|was|were|had|got|did|made|thought|knew|saw|heard|found|felt|went|said|came|took|gave|"
    r"ran|wrote|bought|kept|"
    r"left|lost|told|met|meant|understood|began|became|grew|spent|spoke|won|read|put|let|set|quite|"
    r"really|know|knows|remember|"
    r"forget|wonder|hear|understand|have|be|been|am|seem|get|feel|mind|expect|imagine|find|end|seen|"
    r"done|will|would|could|can|can't|"
    r"dream|love|like|liked|enjoy|hate|look|want|wish|hope|appreciate|welcome|learn|assume|think|"
    r"believe|say|a|an|the|in|on|that|had|to|"
    r"in my|see|come|pray|run into|tell my|once|even|so|too|much|sure|happy|glad|surprised|amazed|"
    r"fascinated|interested|drank|ate|"
    r"drove|slept|held|sat|stood|swam|paid|chose|broke|dealt|built|sent|caught|taught|fell|flew|forgot|"
    r"hid|learnt|rode|sang|sold|sought|stole|threw|wore|woke|fully|actually|ever|again|because|if|when|"
    r"as|and|or|to|for|of|with|at)\b)(?!do[.,!]|\w+ (?:it|one|ones|them|that|this|those|these|him|her|"
    r"the (?:same|one))\b)"
)
_PRACTISED = r"(?:personally |usually |almost |nearly |typically |generally |mostly |now |also )?+"

ENGLISH: tuple[Wording, ...] = (
    wording(
        "I firmly believe",
        "en",
        _BELIEVES,
        rf"i (?:firmly|strongly|truly|genuinely|deeply|sincerely|still|"
        rf"do) (?:\w+ly )?believe (?:that )?+{_NAMED}(?=\w)(?!(?:for the most|the (?:position|original|"
        rf"latest)))",
    ),
    wording(
        "I believe",
        "en",
        _BELIEVES,
        rf"i {_MOOD}believe (?:that )?+{_NAMED}(?=[^,.:]{{2,80}}\b(?:{_JUDGES})\b)",
    ),
    wording("I believe in", "en", _BELIEVES, rf"i {_MOOD}believe in (?!(?:you|it|that|this|him|her|them)\b)"),
    wording(
        "I don't believe in",
        "en",
        _BELIEVES,
        r"i (?:don't|do not|dont) believe in (?!(?:you|it|that|this|him|her|them)\b)",
        -1,
    ),
    wording(
        "I think that ought",
        "en",
        _BELIEVES,
        rf"i {_MOOD}think (?:that )?+{_NAMED}(?!(?:\S+ ){{1,12}}?(?:would|might|could|"
        rf"may)\b)(?=[^,.:]{{2,80}}\b(?:{_JUDGES})\b)",
    ),
    wording(
        "I don't think",
        "en",
        _BELIEVES,
        rf"i (?:don't|do not|dont) {_MOOD}think (?:that )?+{_NAMED}(?=[^,.:]{{2,80}}\b(?:{_JUDGES})\b)",
        -1,
    ),
    wording(
        "in my opinion",
        "en",
        _BELIEVES,
        rf"in my (?:\w+ )?opinion, {_NAMED}(?=[^.:]{{2,80}}\b(?:{_JUDGES})\b)",
    ),
    wording(
        "I'm convinced",
        "en",
        _BELIEVES,
        rf"i(?:'m| am) (?:a )?(?:firmly |absolutely |totally |increasingly )?(?:convinced (?:that )?|(?:big|"
        rf"firm|strong|huge) believer (?:in |that )){_NAMED}(?=\w)",
    ),
    wording(
        "I'm for",
        "en",
        _BELIEVES,
        r"i(?:'m| am) (?:all for|in favor of|in favour of|a (?:big|huge|strong) (?:fan|proponent|advocate|"
        r"supporter) of) (?!(?:it|that|this|him|her|them|your|yours|his|hers|its|their|theirs|these|those|"
        r"the (?:idea|concept|approach|feature|product|site|show))\b)",
    ),
    wording(
        "my favourite",
        "en",
        _BELIEVES,
        r"(?:one of )?my (?:all-time |all time |personal |absolute |current |"
        r"new )?favou?rites? (?!(?:part|section|thing|things|bit|line|quote|moment|one|ones|example|"
        r"post|comment)\b)(?:[\w'#+.-]+ ){1,4}?(?:is|are|remains) (?!(?:the following|this|that|when|"
        r"where|how|what|still|the (?:one|first|second|last|part)|from|in|on|at)\b)",
    ),
    wording(
        "I prefer",
        "en",
        _DOES,
        r"i (?:personally |usually |generally |much |really |strongly |still |always |tend to |"
        r"also )?prefer (?!(?:mine|yours|something|it|that|this|them|not|if|your|his|her|the (?:latter|"
        r"former|first|second|other|"
        r"one)|his|her|one|doing it|using it|to (?:do|have|keep|use|avoid) (?:it|that|this|them)|"
        r"(?:the|[\w.-]+'s) (?:\w+ )?(?:solution|approach|idea|version|suggestion|answer|method|way|comment))\b)",
    ),
    wording("I always", "en", _DOES, rf"i {_PRACTISED}always {_NO_PRACTICE}(?=\w)"),
    wording("I never", "en", _DOES, rf"i {_PRACTISED}never (?:ever )?+{_NO_PRACTICE}(?=\w)", -1),
    wording(
        "I use",
        "en",
        _DOES,
        r"i (?:personally |usually |generally |always |typically |almost always |mostly |mainly |primarily |"
        r"only |still |now |also |currently |often |regularly |tend to )?use (?!(?:it|that|this|them|to|the|"
        r"here|these|those|a (?:different|custom|simple|regular|similar|few|bit|couple)|on|in|for|with|at|"
        r"when|as|here|daily|every|one|mine|yours|something|anything|some|several|two|three|my|its|"
        r"lots?|all|both|\w+ here)\b)(?=\w)",
    ),
    wording(
        "I don't use",
        "en",
        _DOES,
        r"i (?:don't|do not|dont|rarely|hardly ever) (?:really |actually |even |typically |usually )?(?:use|"
        r"eat|drink|drive|watch|buy|write|work on|work with|wear|own) (?!(?:it|that|this|them|to|mine|"
        r"your|yours|into|as|"
        r"the|often|much|one|any of (?:it|that|this|them)|anything|for|in|on|there|here|there)\b)",
        -1,
    ),
    wording(
        "I avoid",
        "en",
        _DOES,
        r"i (?:usually |generally |always |try to |tend to |actively )?avoid (?!(?:it|that|this|them|"
        r"the (?:issue|problem))\b)",
        -1,
    ),
    wording(
        "I make a point of",
        "en",
        _DOES,
        r"i (?:always |usually |now )?(?:make (?:it )?a (?:point|habit|rule) (?:of|to)|make it a point to) ",
    ),
    wording(
        "I refuse",
        "en",
        _REFUSES,
        r"i (?:still |simply |absolutely |categorically |flatly |just |personally )?refuse to (?!(?:believe|"
        r"think|admit|be)\b)",
        -1,
    ),
    wording(
        "I will never",
        "en",
        _REFUSES,
        r"(?:i will|i'll|i would) never (?:ever |again )?+(?!(?:forget|know|be|see|understand|get|have|hear|"
        r"remember|find|happen|the|look|stop|tire|live|let|give|need|go|\w+ly)\b)(?!\w+ (?:it|one|them|that|this|him|"
        r"her)\b)(?=\w)",
        -1,
    ),
    wording(
        "I won't",
        "en",
        _REFUSES,
        r"i (?:won't|will not) (?:ever )?(?:use|buy|support|work for|accept|allow|tolerate|promote|endorse|"
        r"eat|sell|publish|host) (?!(?:it|that|this|them|the|a|one|your|his|her|my)\b)",
        -1,
    ),
    wording(
        "I'm against",
        "en",
        _REFUSES,
        r"i(?:'m| am) (?:totally |strongly |firmly |completely |very much |generally )?(?:against|"
        r"opposed to) (?!(?:it|that|this|the clock|them|all|any)\b)",
        -1,
    ),
    wording(
        "I oppose",
        "en",
        _REFUSES,
        r"i (?:strongly |firmly |totally |do )?(?:oppose|boycott|reject) (?!(?:it|that|this|them)\b)",
        -1,
    ),
    wording(
        "I don't support",
        "en",
        _REFUSES,
        r"i (?:don't|do not|dont|can't|cannot) (?:support|condone|endorse|accept|tolerate|do business with|"
        r"work for|believe in using) (?!(?:it|that|this|them|you)\b)",
        -1,
    ),
    wording(
        "I recommend",
        "en",
        _RECOMMENDS,
        r"(?:i|i'd|i would|i can) (?:(?:also|highly|strongly|definitely|really|wholeheartedly|totally|"
        r"heartily|thoroughly|still|always|usually|personally|generally|certainly|often|just|actually|do|"
        r"very much|only|absolutely) ){0,2}(?:recommend|suggest using|suggest reading|suggest you (?:try|"
        r"use|read|check out)|advise (?:you )?(?:to|using)) (?!(?:it|that|this|them|the following|these|"
        r"those|him|her|doing (?:it|that|this)|against|you (?:check|take|read) (?:it|that|this|them)|"
        r"you (?:do|follow) (?:the same|that|this|it)|checking (?:it|that|this|them|the)|(?:his|her|their|"
        r"your)|(?:reading|trying|using|watching|taking|giving|seeing) (?:it|that|this|his|her|their|your|"
        r"him|them|the)|a (?:visit|read|look|try)|y\'all|the (?:article|post|book|talk|whole|rest|approach|"
        r"first|second))\b)",
    ),
    wording(
        "I don't recommend",
        "en",
        _RECOMMENDS,
        r"(?:i (?:don't|do not|dont|would not|wouldn't|wouldnt|can't|cannot)(?: really| personally|"
        r" generally)? recommend|(?:i|i'd|i would) (?:strongly |generally |usually )?(?:advise|"
        r"recommend) against) (?!(?:(?:trying|doing|using|going|taking) (?:it|that|this|them|the)|it|that|"
        r"this|them|for)\b)",
        -1,
    ),
    wording(
        "I changed my mind",
        "en",
        _CHANGED,
        r"(?:i|i've|i have) (?:since |recently |completely |now |totally )?changed my (?:mind|tune|opinion|"
        r"stance|view|views) (?:about|on|regarding|with) (?!(?:it|that|this|them)\b)",
    ),
    wording(
        "I switched",
        "en",
        _CHANGED,
        r"(?:i|i've|i have)(?: just| recently| since| finally| now| also| mostly| completely)? (?:switched|"
        r"migrated|converted) (?:from [^,.;]{2,60} (?:to|over to)|(?:over )?to) (?!(?:it|that|this|them|"
        r"the next|the other|a different)\b)",
    ),
    wording(
        "I moved from",
        "en",
        _CHANGED,
        r"(?:i|i've|i have)(?: just| recently| since| finally| now| also| mostly)? (?:moved|"
        r"gone) (?:my [^,.;]{2,40} )?+from (?=[^,.;]{2,60} to )(?!\d|(?:one|place|a |an |the |being|there|"
        r"here)\b)",
    ),
    wording(
        "I replaced",
        "en",
        _CHANGED,
        r"(?:i|i've|i have)(?: just| recently| since| finally| now)? (?:replaced|ditched|"
        r"dumped) my [^,.;]{2,60} (?:with|by|for|in favor of|in favour of) ",
    ),
    wording(
        "I no longer",
        "en",
        _CHANGED,
        r"i no longer (?!(?:am|have|had|can|could|own|was|need|see|know|remember|hear|get|find|feel|"
        r"the)\b)(?=\w)",
        -1,
    ),
    wording(
        "I stopped",
        "en",
        _CHANGED,
        r"(?:i|i've|i have)(?: since| recently| finally| completely| long ago| pretty much)? (?:stopped|"
        r"quit|given up on|gave up on|given up|gave up) (?=(?:\w+ing|smoking|coffee|alcohol|meat|sugar|"
        r"twitter|facebook)\b)(?!(?:getting|seeing|receiving|having|asking|balancing|trying|counting|"
        r"there|being|thing|everything|anything|something|nothing|"
        r"reading when|paying|looking|working on)\b)",
        -1,
    ),
    wording(
        "I used to think",
        "en",
        _CHANGED,
        r"i used to (?=[^.;]{3,200}\b(?:but|now|until|then i)\b)(?!(?:be|have|live|get|play|go|know|"
        r"see|(?:think|believe) (?:that )?(?:they|it|he|she|this|that|so))\b)",
    ),
    wording(
        "I was wrong",
        "en",
        _CHANGED,
        r"i was (?:totally |completely |dead |so )?wrong about (?!(?:it|that|this|them|one|the (?:date|"
        r"time))\b)",
    ),
    wording(
        "I used to, now",
        "en",
        _CHANGED,
        r"i (?:don't|do not|dont) (?=[^,.;]{3,60}\b(?:any ?more|any longer)\b)(?!(?:know|think|see|remember|"
        r"have|need|care|understand|feel|get|even|want|necessarily|work there|really|live|use (?:it|that|"
        r"this|them))\b)",
        -1,
    ),
)
