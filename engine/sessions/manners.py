"""Manners of arguing, as words and phrases: facts of English that rhetoric and politeness share.

None is proof of anything: "wrong" and "you" stand in the kindest of talks. What they mean together
is for a trained model to say (see engine.training.forecast).
"""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "you": "you your youre youve youll youd yours yourself yourselves u ur",
    "self": "i im ive id ill my me mine myself",
    "us": "we us our ours were lets",
    "others": "they them their he she him her his people",
    "hedge": (
        "maybe perhaps might could seems seem seemed probably possibly generally usually "
        "likely somewhat arguably sometimes often appears suppose guess imo imho personally "
        "mostly"
    ),
    "certainty": (
        "actually really literally obviously clearly honestly definitely certainly surely "
        "simply exactly totally completely absolutely undoubtedly plainly truly"
    ),
    "negation": (
        "no not never nothing dont isnt cant wont doesnt didnt arent wasnt werent couldnt "
        "wouldnt shouldnt havent hasnt aint nope nor none cannot"
    ),
    "sweeping": (
        "always every everyone everything nobody noone all any anyone only ever entire none"
    ),
    "thanks": (
        "agree agreed thanks thank appreciate appreciated fair good great interesting true "
        "right valid understandable understand thx ty"
    ),
    "sorry": "sorry apologize apologise apologies apology pardon oops",
    "please": "please pls",
    "rude": (
        "stupid ridiculous nonsense absurd ignorant ignorance idiot idiots idiotic dumb moron "
        "morons moronic delusional delusion pathetic laughable silly insane crazy lie lies "
        "lying liar troll trolling strawman fallacy fallacious disingenuous dishonest "
        "hypocrite hypocritical joke garbage trash clueless childish whining whine crying "
        "bigot bigoted racist sexist bs pointless irrelevant"
    ),
    "swearing": (
        "shit shitty fuck fucking fucked bullshit crap hell damn ass asshole bitch dick piss "
        "wtf stfu goddamn"
    ),
    "laughter": "lol lmao haha hahaha rofl xd heh lmfao",
    "contrast": "but however though although yet whereas except still instead",
    "condition": "if unless would should assuming suppose whether",
    "cause": "because since therefore thus hence so cause reason reasons",
    "evidence": (
        "source sources evidence study studies data example proof prove proven article "
        "research statistics stats link fact facts"
    ),
    "saying": (
        "say said says saying claim claimed claims claiming argue arguing argument arguments "
        "mean means meant told tell telling point points assume assumed assuming statement "
        "statements wrote word words"
    ),
    "thinking": "think believe feel know opinion view views thought thoughts understand consider",
    "asking_words": "why what how who where which",
    "bad": (
        "wrong bad worse worst terrible awful horrible hate problem problems fail failed "
        "false incorrect mistaken evil harm"
    ),
    "good": (
        "good great better best nice love like enjoy helpful happy hope fun cool glad "
        "interesting excellent delta"
    ),
    "duty": "should must need needs have has ought supposed",
    "knowing": "know understand realize realise read learn educate google look check try listen",
    "mere": "just even only yet simply merely",
    "again": "again still keep keeps already yet repeat repeatedly constantly",
    "pointing": "this that these those it its thats",
    "company": "such kind type sort guys guy folks kids child man dude buddy bro",
}

# Parted by bars.
PHRASES: Mapping[str, str] = {
    "accusing": (
        "you dont|you cant|you wont|you didnt|you are|youre just|youre not|you just|you keep"
        "|you clearly|you obviously|you literally|you really|you never|you always|you havent"
        "|you seem|you have no|you know nothing|youre the|you claim|you said|you say"
        "|you think|your argument|your point|your logic|your claim|your own|you people"
        "|you want|you need to|you should|you guys|you still|youre a|you lot"
    ),
    "defending": (
        "i never|i didnt|i did not|i said|im not|i am not|i wasnt|i dont|i already|i havent"
        "|i just|i literally|i meant|as i said|like i said|i have no"
    ),
    "pressing": (
        "do you|did you|are you|can you|have you|would you|could you|dont you|cant you"
        "|arent you|why do|why are|why would|how do|how is|how can|what do|what makes"
        "|what are|who said|where did|so you|so what|are we"
    ),
    "conceding": (
        "fair enough|fair point|good point|i agree|i see|i understand|makes sense"
        "|you are right|youre right|thank you|thats fair|thats true|i get|i appreciate"
        "|great point|interesting point|id agree|agree with|agree that|true but|my bad"
    ),
    "contesting": (
        "missing the|the point|straw man|bad faith|in fact|of course|that doesnt|thats not"
        "|that is not|it isnt|its not|doesnt mean|does not mean|makes no|no sense|no one"
        "|nothing to|not what|what i|youre wrong|is wrong|are wrong|not true|isnt true|so no"
        "|not even|even if|how about|at all|the hell|the fuck|shut up|grow up"
        "|get over|calm down|good luck|nice try|whatever you|have fun|move on|done here"
        "|waste of|wasting my|learn to|reading comprehension|try again|read what|read my"
        "|go read|look up|look it"
    ),
    "softened": (
        "i think|i believe|i feel|i guess|i suppose|i would|i could|might be|could be|may be"
        "|seems to|kind of|sort of|a bit|a little|in my|my opinion|not sure|tend to"
        "|for example|for instance|i mean|im not sure|id say|i wonder"
    ),
}

# What a message begins with.
OPENINGS: Mapping[str, str] = {
    "opens_you": "you your youre",
    "opens_no": "no nope not",
    "opens_so": "so wow lol really what ok okay yeah oh sure haha",
    "opens_self": "i im ive",
    "opens_why": "why how but and well",
    "opens_yes": "yes thanks thank agreed true sorry hi hey great",
}
