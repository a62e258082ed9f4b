import type { Lexicon } from './lexicon.ts';

/**
 * PROMPT_ATTACK: jailbreaks (made to leave its rules), injections (instructions in place of the developer's) and prompt
 * leakage. Phrases of our own, from the definitions of these classes; the core in English, German, French, Spanish,
 * Italian, Portuguese and Dutch. Accents are left away. Phrases may run over sentences.
 */
export const PROMPT_ATTACK: Lexicon = {
  high: `
    @ignore|skip _ @previous _3 @instruction
    @ignore _ @instruction _2 above|before|previously|given|earlier|prior
    @ignore _ everything|anything|all|what _5 told|said|instructed|above|before|previously|learned|taught|trained|know
    @ignore all|your|any|every|my|its|system|current|default _1 @instruction
    do|don't not? follow|obey|comply|listen _4 @previous _3 @instruction
    stop following|obeying _4 @instruction
    forget|ignore _ you|that are|you're|were _ an? ai|assistant|chatbot|bot|model|told
    @reveal _4 your|the|its _ @hidden _ prompt|instruction|message|configuration|prompts
    @reveal _3 your prompt|instructions|guidelines|directives|prompts
    @reveal _4 system prompt|message|instructions
    what _ your _ @hidden _ prompt|instructions|message|prompts
    what _ your _ system? prompt|prompts
    what _ is|are _ system prompt
    what _3 instructions|told|prompt _ you _ given|told|receive|received|before|start|started
    repeat|print|output|copy|write|recite|echo _3 words|text|everything|all|conversation|message|lines _ above|before|preceding
    repeat|print|output|copy _3 first|initial|original message|instructions|lines|prompt|words
    you _ now|henceforth _4 dan|@freed|jailbreak|developermode
    act|behave|respond|answer|pretend|roleplay|role|play|simulate|imagine|be _4 dan|@freed _3 ai|model|assistant|bot|chatbot|character|version|persona|mode
    act|behave|respond|answer|pretend as|like|to _ dan
    pretend|act|imagine|roleplay|respond|answer|behave|simulate|assume|suppose _9 no|without|any|free|ignore|lack|neither|never _3 @limit
    do anything now
    developer|debug|god|dan|admin|sudo|jailbreak|unrestricted|maintenance|root|dev mode _ enabled|enable|on|activated|active|now|unlocked|engaged
    enter|enable|activate|switch|engage|unlock|turn _4 developer|dan|jailbreak|god|unrestricted|debug|root|sudo|uncensored mode
    from now on _6 without|no|any|ignore|free _3 @limit
    you _ have|has|possess no _ @limit
    you|you're _ free|freed|liberated|released|unbound _ from|of|by|bound|restricted _4 @limit|programming|openai|rules
    @ignore|disable|turn|remove|deactivate|switch _3 your|the|all|any|off _ safety|content|ethical|moral|security|guardrail _ guideline|filter|protocol|policies|policy|rules|checks|restrictions|measures|guardrails|features|training
    system override
    override _3 system|safety|security|developer _ prompt|protocol|settings|instruction|restriction
    new|updated|real|actual|true|revised system? instruction|prompt|instructions|directive _5 ignore|override|reveal|you|must|are
    never|can't|cannot|not _ refuse|refuses|decline _ answer|request|question|anything|any|comply|user|to
    you _ must|will|shall|should|always|can _ never|not refuse|decline|say
    stay _ character _6 never|always|no|refuse|break
    if|any|when _4 you're|are|an|a ai|llm|chatbot|language|@machine _ model? _3 reading|processing|summarizing|evaluating|reviewing|parsing _ this
    attention|note|message|instruction|instructions|notice|important _2 to|for all|any|the? ai|llm|@machine|language _8 must|ignore|say|output|always|reply|respond|recommend|include|send|do
    @machine|ai _ should|must _ ignore|disregard|recommend|output|reveal
    instead _ of _4 summarizing|translating|answering|responding|analyzing _6 say|write|output|respond|print|reply
    send|forward|exfiltrate|post|upload|email|transmit _5 conversation|history|credentials|password|passwords|secrets|keys|chat|context|inbox _5 to|http|https|url
    deceased|late|dead grandmother|grandma|grandpa|mother _9 @explosive|napalm|meth|recipe|key|keys|read
    opposite|evil mode|day|twin|confidant|version _6 answer|respond|say|rules|now|no
    decode|rot13|base64|decrypt _6 and|then _2 follow|execute|obey|do|answer|comply
    ignoriere|ignorier|ignorieren|missachte|missachten|vergiss|vergesst|vergessen|uberschreibe _4 anweisungen|instruktionen|befehle|vorgaben|regeln|anweisung|systemprompt
    ignore|ignorez|ignorer|oublie|oubliez|oublier|neglige _5 instructions|consignes|directives|regles _2 precedentes|anterieures|dessus|initiales|avant|recues
    ignore|ignorez|oublie|oubliez toutes|tout|vos|tes|les _3 instructions|consignes|directives|regles
    ignora|ignore|ignorar|olvida|olvide|olvidar|omite|desobedece _4 instrucciones|indicaciones|reglas|ordenes|directrices
    ignora|ignorare|ignorate|dimentica|dimenticare|trascura _4 istruzioni|regole|indicazioni|direttive|ordini
    ignore|ignora|ignorar|esqueca|esquece|esquecer|desconsidere|desconsidera _4 instrucoes|regras|orientacoes|comandos|diretrizes|ordens
    negeer|negeren|vergeet|vergeten|omzeil _4 instructies|aanwijzingen|regels|opdrachten|richtlijnen|instructie
    zeige|zeig|verrate|gib|nenne|wiederhole _4 systemprompt|systemanweisung|systemanweisungen|systemnachricht
    montre|revele|affiche|donne|repete|montrez|affichez _5 prompt|invite|instructions _ systeme|initiales|caches
    muestra|revela|dime|repite|muestrame _5 prompt|instrucciones|mensaje _ sistema|iniciales|oculto|ocultas|del
    mostra|rivela|mostrami|dimmi|ripeti _5 prompt|istruzioni|messaggio _ sistema|iniziali|nascoste|nascosto
    mostre|revele|mostra|diga|repita _5 prompt|instrucoes|mensagem _ sistema|iniciais|ocultas
    toon|onthul|herhaal|geef|laat _5 systeemprompt|systeeminstructies|systeembericht
  `,
  medium: `
    ignore|disregard|forget the|these|those|its? instructions|prompts|guidelines|directives|commands
    ai|assistant|chatbot|model|llm _ without _ @limit
    policy|policies|rules|restrictions|filters|guidelines|safety is|are _ suspended|disabled|lifted|off|void|removed|cancelled
    @freed ai|model|chatbot|assistant|version|mode
    without _3 @limit _3 answer|respond|reply|tell|censor
    answer|respond|reply|talk|speak _4 without _2 any? @limit
    pretend|imagine|suppose _ you _ are|you're|have _9 evil|hacker|criminal|no
    hypothetical|fictional|imaginary _6 no _ @limit
    you _ are|you're no longer _ ai|assistant|bound|chatbot|required|limited|claude|chatgpt
    bypass|circumvent|evade|trick|defeat _4 @instruction|moderation|safeguards|guardrails|safety|filters
    your _ true|real|actual|inner self|purpose|identity|name|personality _4 is|are|reveal
    hidden|secret instructions|instruction|prompt
    begin|start _ every|each|your response|reply|answer|message with|by _ sure|absolutely|yes|dan
    respond|answer|start _4 only? with sure _ here
    two|both responses|answers|ways _6 dan|jailbreak|unfiltered|classic|normal
    lose|deduct|remaining _2 tokens|points _6 refuse|fail|disobey|die
    end of _ prompt|instructions|document|context|input _4 new|begin|start|now
    i _ your developer|creator|administrator|admin|programmer|owner _6 authorize|command|order|permission|allow|override|disable|test
    this _ authorized|approved|official _ openai|anthropic|amazon|developer|admin|google
  `,
  low: `
    jailbreak
    jailbroken
    system prompt
    prompt injection
    your|the _ instructions _ are|were
    dan mode
    developer mode
    from now on respond|answer|act|only
    from now on you will|are|must|shall
    ignore|disregard|forget _ @instruction
    you must obey|comply
    do not mention|tell _4 instruction|instructions|user|prompt
    no restrictions
    no rules
    unfiltered
    uncensored
    guardrails
  `,
};

/** The same core in languages whose words are not set apart, as they stand in normalised text. */
export const PROMPT_ATTACK_SUBSTRINGS: readonly string[] = [
  '忽略之前',
  '忽略以上',
  '忽略先前',
  '忽略所有',
  '无视之前',
  '无视以上',
  '指示を無視',
  '命令を無視',
  '指示は無視',
  '이전 지시를 무시',
  '이전의 모든 지시',
  'игнорируй предыдущие',
  'игнорируй все',
  'забудь все предыдущие',
  'проигнорируй все',
];
