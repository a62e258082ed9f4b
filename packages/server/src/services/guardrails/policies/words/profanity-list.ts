/**
 * The managed list PROFANITY: English, our own. A row is a stem and what it takes: `fuck: s ed` stands for fuck, fucks
 * and fucked; a stem with `*` is no word by itself.
 *
 * Left out on purpose: mild words (damn, hell, crap, bloody), and words that are as often ordinary English, a name or a
 * place (cock, tit, prick, hooker, dyke, slag, `cum` of `cum laude`); their rude compounds are in.
 */
const ROWS = `
fuck: s ed er ers ing in ings face faces head heads wit wits up ups nut nuts tard tards boy able ery off hole wad
motherfuck: s ed er ers ing in a as
clusterfuck: s ed
mindfuck: s ed ing
facefuck: s ed ing
unfuck*: ing ed able
fuk: s er ed ing in
fck: ed er ing in
fcuk: ed er ing
phuck: ed er ing
phuk: er ed ing
fook*: in ing
effing:
mofo: s
stfu:
gtfo:
wtf:
omfg:
lmfao:
shit: s ted ter ters ting ty tier tiest head heads hole holes face faces bag bags show storm storms load loads loaded can canned house stain stains post posts posting poster posters
shite: s
bullshit: s ted ter ters ting
horseshit:
batshit:
apeshit:
dogshit:
jackshit:
chickenshit: s
dipshit: s
dumbshit: s
ass: es hole holes hat hats wipe wipes face faces clown clowns munch muncher munchers bag licker lickers kisser kissers kissing fuck fucker fucking bandit wad wads
asshole: ry
arse: s hole holes wipe wipes head bandit
badass: es ery
dumbass: es
dumbarse: s
fatass: es
hardass: es
jackass: es ery
kickass:
lardass: es
lazyass:
smartass: es
smartarse: s
tightass: es
wiseass: es
bitch: es ed ing in y ier iest ass tits slap slapped
biatch: es
biotch: es
bastard: s ly ised ized
beaner: s
blowjob: s
bollock: s ed ing
boner: s
boob: s ies
bugger: s ed ing y
bukkake:
bumfuck: er ers
buttfuck: s er ed ing
butthole: s
buttplug: s
cameltoe: s
chinky*: s
circlejerk: s ing
clit: s
cock*: sucker suckers sucking block blocked blocker blockers blocking face faces head heads tease teaser munch smoker
coonass: es
crackwhore: s
cuck: s
cum*: shot shots dump dumpster dumpsters slut sluts stain stains bucket guzzler guzzlers
cunnilingus:
cunt: s ed y ish face faces rag flap
kunt: s
dago: s es
goddam: n ned nit
deepthroat: s ed ing
dick: s head heads face faces wad wads weed bag bags hole holes sucker suckers sucking ish
dildo: s es
douche: s y bag bags nozzle canoe
dumbfuck: s
fag: s got gots gotry goty gy
faggot: y ry
feck*: er ers ing
felch: er ing ed
fellatio:
fingerbang: ed ing
fistfuck: ed er ing
fudgepacker: s
gangbang: s ed er ers ing
gook: s
handjob: s
honkey: s
jerkoff: s
jizz: ed ing
jigaboo: s
kike: s
knobend: s
knobhead: s
lesbo: s
lezzie: s
lezzer: s
milf: s
minge: s
muffdiv*: er ers ing
nigg*: a as az er ers ah let lets
nigger: s ish
nutsack: s
nympho: s
paki: s
peckerhead: s
pedo: s
piss: ed er ers es ing y flaps head heads poor
polack: s
poofter: s
poontang:
pussy: licker lickers whipped fart
pussies:
queef: s ed ing
raghead: s
retard: s ed
rimjob: s
sandnigger: s
schlong: s
scumbag: s
shagg*: able
slut: s ty tier tiest bag bags shaming shamed
sodomise: d
sodomize: d
sonofabitch:
sonsofbitches:
spaz: zes
spic: s
splooge: d s
tard: s
tits:
titty: fuck fucking
titties:
titfuck: s ed ing
tosser: s
tosspot: s
towelhead: s
tranny:
trannies:
turd: s
twat: s ted ting ty waffle
twunt: s
wank: s ed er ers ing y stain
wetback: s
whore: s d house houses bag bags
whoring:
whorish:
`;

/** Every word of the list, in lower case. */
export const PROFANE_WORDS: ReadonlySet<string> = new Set(
  ROWS.trim()
    .split('\n')
    .flatMap((row) => {
      const [stem = '', endings = ''] = row.split(':').map((part) => part.trim());
      const bare = stem.replace('*', '');
      const inflected = endings === '' ? [] : endings.split(/\s+/).map((ending) => bare + ending);
      return stem.endsWith('*') ? inflected : [bare, ...inflected];
    }),
);

/** What is rude only as a whole. */
export const PROFANE_PHRASES: readonly string[] = [
  'ass hole',
  'ass holes',
  'blow job',
  'blow jobs',
  'bull shit',
  'cock sucker',
  'cock suckers',
  'dip shit',
  'dumb ass',
  'eat shit',
  'gang bang',
  'god damn it',
  'hand job',
  'hand jobs',
  'jack off',
  'jacking off',
  'jerk off',
  'jerking off',
  'kick ass',
  'mother fucker',
  'mother fuckers',
  'mother fucking',
  'piece of shit',
  'pieces of shit',
  'smart ass',
  'son of a bitch',
  'sons of bitches',
  'suck my cock',
  'suck my dick',
];

/** Words that, written with a capital, are more often somebody's name. */
export const ALSO_NAMES: ReadonlySet<string> = new Set(['dick', 'gaylord', 'boner']);

/** So rude, and so unlike anything else, that any longer word with one inside is found too. */
export const PROFANE_ANYWHERE: readonly string[] = ['fuck'];

/** Words that are known even when every letter between their ends is hidden, as in `f**k`. */
export const KNOWN_BY_THEIR_ENDS: readonly string[] = [
  'fuck',
  'fucks',
  'fucked',
  'fucker',
  'fuckers',
  'fucking',
  'shit',
  'shits',
  'shitty',
  'bullshit',
  'cunt',
  'cunts',
  'bitch',
  'bitches',
  'asshole',
  'assholes',
  'motherfucker',
  'dickhead',
];
