const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Given names that compromise's lexicon lacks, most of them from outside Europe. */
export const GIVEN_NAMES = set(`
  jean luc anke abena adebayo adjoa aditi adwoa aiko akosua akua ama amara amina ananya anjali asha ayesha babajide bao chidi chinedu chiara
  dmitri efua ekaterina emeka esi farah fatou folake giorgos gulsum haruka hiroshi ifeoma ikram imani ingrid jie juan kavya
  kaori keiko kenji kofi kojo kwabena kwaku kwame kwesi kwasi lakshmi layla leticia linh mansa marcia meera mei minh ming
  nadia naledi neha ngozi nikhil nkechi nkem nneka nobuhle olumide oluwaseun omar padma paulo pooja pradeep priya radha rahul
  rajesh rashid ravi ritu rohan sachin sakura salma sandeep sanjay satoshi saanvi sergei shreya siddharth sipho sofia somchai
  sunil sunita svetlana takeshi tamika tendai thabo thandi thi tomoko tunde uche vijay vikram vladimir wanjiru xiulan yaa yaw
  yasmin yetunde yoko yuki zainab zanele jose jorge chloe zoe renee soren bjorn jurgen gunther hakon asa malgorzata zofia lukasz
`);

/** Family names that the lexicon lacks. */
export const FAMILY_NAMES = set(`
  abe acheampong adeyemi afolabi aguirre ahmadi alvarez amoah andersen appiah araujo asante barbosa barros becker berger boateng
  bondarenko borges braun cardoso carvalho castillo celik chakraborty chaudhary chavez chukwu correia costa dang desai diallo
  dias doe doyle duarte dubois ebert eze fernandes ferreira fischer fofana fonseca freitas fujimoto gomes goncalves goswami gupta
  hashimoto hoffmann ibrahim inoue ito ivanov iyer jayashankar jensen kamara kapoor kato keita khatri klein kobayashi koch kone
  kovac kowalski krause kruger kumar kuznetsov larsen laurent lehmann lopes machado mansa manu martinez mazur medeiros mehta mendes
  mensah menon meyer mishra moreau moreira mwangi nair nakamura narayan neumann nielsen nogueira nowak ogawa okafor okeke okonkwo
  oliveira olsen owusu oyelaran pandey papadopoulos patel peeters pereira petrov popescu pinto quispe ramos reddy reis ribeiro
  richter rocha rodrigues roe roth roux saito salazar sandhu santana santos sarkar sasaki sato schaefer schmitz schneider schroeder
  schulz schwarz shevchenko shrestha silva singh sokolov sousa souza stiles suzuki svensson takahashi tanaka tavares teixeira
  toure traore varga vasquez venkatesan vieira visser vogel wagner watanabe weber whitlock wierzbicki yadav yamada yamamoto
  yilmaz zimmermann
`);

/** Family names that stand before the given name. */
export const LEADING_FAMILY_NAMES = set(
  'zhang wang li liu chen yang huang zhao wu zhou xu sun ma zhu hu guo lin kim park lee choi jung nguyen tran pham',
);

/** Given names that are months, words, or places as often: these alone are left to the tagger. */
export const DOUBTFUL = set(`
  abbey adobe alexandria amber angel angus april art ash asia aspen aston atlas august aurora austin autumn avery baker bay bella
  ben berry beth bill billy blair blaze blossom bob booker boston bradford bradley brandy brent bristol brook brooklyn brooks bruno
  buck bud buddy burton camp candy cannon carlisle carmen carol carolina carson carter casey cash cat chad chance chandler charity
  charlotte chase chelsea cherry chester chet chip china christian christy chuck clay clement cliff clifford clinton cloud colt
  constance coral cooper courtney crystal cy daisy dakota dale dallas dash dawn dean deacon delta denver desiree destiny devon
  dick dixie doc dolly don drake drew duke dusty earl earnest easter ebony echo eden elder ember emerald england ernest essence eve
  faith fern fidel florence flora ford forest forrest foster fox frank franklin frost gale gay gene genesis georgia german
  ginger glen glory golden grace grant gray green guy hale happy harbor harmony harper harrison hart harvey hazel heath heather
  heaven herb holly honey hope houston hudson hunter hyatt india indiana iris isle israel ivory ivy jack jade jasmine jasper java
  jay jean jersey jet jewel joe joy jordan judge julia june justice kay kelly kent king kit kitty lacy lake lance lane lark laurel
  laurent lavender lee leo liberty lilac lily lincoln linden london lotus love luck lucky lux lyric madison maple mac mack major
  marble marina mark marlin mars marsh marshall martin mason matt max may maxwell melody mercedes mercy merit mick midas miles
  milan milo ming miracle misty moe molly monday montana morgan moss myrtle nelson nevada nick noble noel nova oak ocean odessa
  olive opal orion orlando oscar otter pace page paris parker pat patience patsy pearl peg penny perry petal peter phoenix pierce
  pilot piper plato polly poppy porter praise precious preston price prince princess quest quill quincy rain raven ray red reed
  reef regal rich ridge rio river rob robin rocket rocky rod roman rose rosemary rowan royal ruby rudy rue russel rusty sage sally
  salem sam sandy santiago savannah scarlet scout serenity shea shell shelby shepherd shiloh sierra silver sky skye skip solomon
  sonny sparrow spencer spring stacy stan star sterling stone storm stormy sue summer sunday sunny sydney tab tad tanner tate taylor
  teal temple terra terry thorn tiger tony topaz tracy trinity trip troy true tucker turner twain ty unity urban val van vance venus
  vernon victor victory viola violet virgil virginia vista wade walker walt ward warren washington webster wells wendell wesley west
  will willow win windsor winter wolf woody wren york zen zion sung young ann
`);

/** Given names that the lexicon knows as something else only; alone they are asked about. */
export const VERBS_AND_MONTHS = set('will may april june august');

/** Before a name, and no part of it. */
export const TITLES = set(
  'mr mrs ms miss mx dr prof professor sir dame lady lord herr frau señor señora sr sra srta monsieur madame mme mlle signor signora sig rev capt sgt lt col',
);

/** Between the parts of a name. */
export const PARTICLES = set(
  'de del della der den di da das do dos du la le van von zu zum bin ibn al el ter ten af av y e',
);

/** Words that make what stands before or around them a place, an organization or a thing. */
export const NOT_NAMES = set(`
  street st avenue ave road rd boulevard blvd lane drive court place square terrace way highway parkway river lake mountain mount
  island bay beach valley canyon park garden gardens forest bridge station airport harbour harbor port county city town village
  university college school academy institute institution hospital clinic church cathedral temple museum library theatre theater
  stadium arena hall house tower center centre plaza mall hotel inn resort restaurant cafe bar bank inc incorporated ltd limited llc
  llp plc gmbh corp corporation company co group holdings partners associates organization organisation foundation trust fund society
  association council committee commission department ministry agency bureau office union league club team band orchestra press
  news times post journal magazine review prize award medal cup act law bill theorem syndrome disease effect method algorithm model
  machine engine server studio cloud lambda functions functionality framework library project program programme software system
  systems technologies technology solutions services service industries motors airlines airways insurance pharmaceuticals
  day week month year eve christmas easter festival olympics games war battle treaty revolution empire dynasty kingdom republic
  states kingdom union federation north south east west northern southern eastern western new old great grand upper lower
  street's hill hills heights springs falls creek ridge rock coast desert sea ocean gulf strait peninsula cape state province
  simulation number numbers code series edition version protocol standard standards rose coffee
`);

/** Pairs that begin like a name and are places or things. */
export const NOT_PEOPLE: ReadonlySet<string> = new Set([
  'monte carlo',
  'santa claus',
  'father christmas',
  'san francisco',
  'mother nature',
  'grace period',
  'christian democrats',
  'victoria falls',
  'rosetta stone',
  'jack daniels',
  'johnnie walker',
]);

/** Words that begin sentences, headings and interface texts, with a capital that means nothing. */
export const ORDINARY = set(`
  a an the this that these those i you he she it we they my your his her its our their me him us them who what when where which why
  how and or but nor so yet for if then else as at by in on of to from with without into onto over under about after before during
  since until while because although though however therefore please thanks thank hello hi hey dear yes no not never always often
  today tomorrow yesterday now here there once also both each every some any all many most few several another such same other
  is are was were be been being has have had do does did will would can could shall should may might must let lets
  contact call email ask tell meet visit see send write use click open close note warning error page chapter section table figure
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
  november december mr mrs ms dr sir madam sirs customer team all everyone everybody friend friends colleague colleagues user admin
  support sales manager ceo cto cfo president director minister king queen prince princess pope saint
  regards sincerely best kind yours cheers signed
`);

/** Directly before somebody's name, whatever the name. */
export const INTRODUCES =
  /(?:\b(?:my|his|her|whose) name is|\bdear|\bregards,|\bsincerely,|\bpatient|\bemployee|\bcolleague|\bapplicant|\btenant|\bwitness|\bdefendant|\bmother|\bfather|\bbrother|\bsister|\bhusband|\bwife|\bdaughter|\bneighbou?r|\battn:)[\s:,"']{0,3}$/i;

/** Before names of people, and of other things too: counts before more than one word. */
export const LABELS =
  /(?:\bname(?: is|:)|\bi am|\bi'm|\bthis is|\bsigned(?: by)?|\bclient|\bcustomer|\bmanager|\bfriend|\bson|\bauthor|\bcontact)[\s:,"']{0,3}$/i;

/** Directly behind it. */
export const SPEAKS =
  /^,? (?:said|says|asked|asks|replied|answered|called|calls|wrote|writes|emailed|told|tells|phoned|lives|works|joined|signed|thinks|believes|explained|agreed|resigned|married|was born|was hired|was fired)\b/;
