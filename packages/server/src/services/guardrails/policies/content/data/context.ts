/**
 * What changes the meaning of words around it. Phrases of our own, in the language of phrase-book.ts, one a line.
 */

/** Everyday and technical expressions that contain the words of a filter and mean nothing of the kind. */
export const HARMLESS = `
  kill|killed|killing|terminate|abort|stab|execute|murder _3 process|processes|thread|server|job|task|script|session|daemon|container|pod|program|command|query|connection|port|pid|app|application|instance|service|tab|worker|switch|chain|signal|lights|engine|time|bill|weed|weeds|bacteria|germs|virus|viruses|cancer|tumor|mosquito|pain|mood|deal|project|proposal|battery|performance|conversion
  kill minus|sig|9
  killer app|feature|whale|instinct|look|deal|outfit|queen|smile
  kill|killing|killed two birds
  kill|killing|killed it|me
  kill|killing|killed them|him|her|you|people with kindness|laughter|boredom
  killing|kill them|you softly
  dress|dressed to kill
  feet|back|head|knees|shoes|heels|curiosity _2 kill|killing
  shoot|shooting|shot _3 photo|photos|picture|pictures|film|video|movie|scene|portrait|hoop|hoops|basketball|basket|free|goal|puck|arrow|email|message|text|note|line|footage|wedding|landscape|hole|pool
  shoot|shot _ an? email|message|text|note
  shoot|shooting me|us|them|him|her|you an|a|the
  shoot _ breeze|moon|star
  flu|covid|vaccine|booster shot
  stab|stabbed|take|have a|at|another? stab|it
  photo|bath|photobomb|cherry|zip|fork|logic|love|seed|f bomb
  bomb calorimeter|cyclone|squad|disposal|shelter|detector|scare
  calorimeter
  bombed|bomb the? exam|test|interview|audition|joke
  heart|panic|asthma|anxiety|bear|shark|ddos|cyber|brute|replay attack
  attack|attacks virus|viruses|bacteria|cells|pathogen|surface|vector|plan|problem
  antibody|antibodies|vaccine|cell|cells|immune _5 attack|attacks|kill|fight|destroy
  beat|beaten _3 egg|eggs|butter|cream|drum|record|market|odds|competition|competitor|traffic|heat|deadline|team|level|boss|game|chess|price|score|rival|opponent|cancer
  beat|beats|punch|hit|whip|crush me|you|him|her|them|us to|at|up|in _3 it|chess|game|tennis|punch|race|finish|poker
  hit|hits you|me|him|her up
  punch|punching card|line|bag|hole|list
  crush|crushed|crushing it|garlic|ice|candy|grape|pill|tablet|on
  slap|slapped _3 label|sticker|logo|fine
  choke|choked up|point|collar
  execute|executed|executing|execution _4 code|command|query|plan|script|order|contract|statement|function|test|trade|document
  torture test
  murder mystery|hornet|ballad
  drop dead gorgeous|date
  dead line|lock|end|letter|link|code|battery
  blow _ candle|candles|whistle|nose|bubble|mind|away|dry
  blow|blew _ up _3 balloon|photo|image|mattress
  burn _ calorie|calories|fat|cd|dvd|rubber|bridge|candle|rate|down chart
  hang|hung _ out|picture|coat|up
  rip|ripped off|cd|jeans
  slash _ price|prices|cost|costs|budget
  cut _ cost|costs|price|corner|paper|hair|budget
  cut the? head|throat of a? cabbage|lettuce|garlic|broccoli
  life|growth|biohack|ikea|kitchen hack|hacks|hacking
  ethical hack|hacker|hacking
  crack|cracked egg|eggs|joke|nut|nuts|window|screen|skin|paint|pepper|code
  steal|stole|stealing _ show|thunder|base|spotlight|kiss|look|deal|idea|home|second
  a|absolute|real steal at|for
  crystal clear|ball|glass
  trojan horse|war
  virus scan|infection|vaccine|outbreak
  drug|drugs store|interaction|interactions|trial|allergy|test|company|discovery|prescribed
  fake|faux fur|plants|flowers|leather|news
  launder|laundry clothes|shirts
  forge ahead|iron|steel|alliance|partnership|path|bond|relationship
  sex education|of|discrimination|chromosome|ratio|determination|hormone|equality
  same|opposite|either|both|biological sex
  sexual|sexually health|orientation|harassment|reproduction|dimorphism|transmitted|assault|abuse|discrimination|selection|education|offender|misconduct
  breast cancer|milk|pump|feeding|exam|screening|tissue
  chicken|turkey|duck breast|breasts
  nude color|colour|lipstick|shade|heels|shoes|painting
  naked eye|mole|truth|singularity
  cock pit|tail|atoo
  pussy cat|willow
  male|female escort|cow
  blue|great tit|tits
  junk|dumb|stupid|fat question|free|client|terminal|mistake|luck|pipe|tuesday|acid
  fat|fats content|cell|cells|loss|burning|percentage|percent|free|jar|grams|intake|saturated
  trash|garbage can|bin|collection|collector|truck|day|bag|pickup|disposal
  rat|pig|snake|cow|clown|fool|lab fish|plant|race|farm|skin|river|gold|cage|poison|milk|proof
  white|black friday|box|hat|list|paper|board|noise
  play|playing the? fool
  bastard sword|file|operator
  bitch _ puppy|puppies|litter|dog
  race condition|track|car|day|result|results|horse
`;

/** Reports, science, teaching, fiction and help: what they are about is not what they do. */
export const REPORTING = `
  police said|say|report|arrested|officials|investigate|investigating|believe|confirmed
  according to
  was|were|been arrested|convicted|sentenced|charged|indicted|acquitted
  prosecutor
  court ruled|heard|case|found|sentence
  news
  reported
  reporter
  journalist
  newspaper
  documentary
  historian
  history
  historical
  century
  museum
  war crimes|memorial|ii|crime|history
  world war
  nazi
  novel
  film
  movie
  character
  plot
  author
  thriller
  detective
  researcher
  research
  study
  scientist
  survey
  statistic
  article
  essay
  lecture
  course
  lesson
  curriculum
  classroom
  awareness
  prevention
  prevent
  victim
  survivor
  hotline
  helpline
  support group|line
  charity
  law
  treaty
  legislation
  regulation
  compliance
  policy
  patient
  doctor
  medical
  medicine
  clinic
  clinical
  diagnosis
  symptom
  health
  hospital
  nurse
  therapist
  therapy
  contraception
  contraceptive
  pregnancy
  pregnant
  condom
  puberty
  hormone
  biology
  biological
  anatomy
  anatomical
  gynecologist
  urologist
  infection
  dysfunction
  menopause
  screening
  painting
  sculpture
  renaissance
  security training|team|awareness|researcher|engineer|review|course|teaching
  attacker
  phrase|phrases such|like|known
  such as
  example of|attacks|attack|attacks
  called
  slide
  teach|teaching|train|training _2 employees|staff|students|team|people|users|developers
  defend|defending|defense|defence against
  detect|detecting|recognize|recognise|spot
  condemn
  apologized|apologised
  united nations
  human rights
  civil rights
`;

/** Before or inside a phrase these turn it round, or turn it to protection. */
export const NEGATIONS =
  "not never no don't dont doesn't didn't won't wouldn't cannot can't isn't aren't wasn't weren't shouldn't nobody none nor without";
export const PROTECTIONS =
  'protect prevent recover secure stop defend report restore against defuse treat fight defeat block combat survive remove recognise recognize identify';
