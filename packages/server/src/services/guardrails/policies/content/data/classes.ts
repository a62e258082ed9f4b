/**
 * Classes of words that the phrases of the content filters share, written for this project. A word stands for all its
 * English endings (text-normalization.ts, `stem`); irregular forms are written out. Accents are left away.
 */
export const CLASSES: Readonly<Record<string, string>> = {
  // Who is spoken to, or of.
  you: "you your yours yourself yourselves u ur ya you're youre you'll",
  third: 'him her them himself herself themselves everyone everybody someone somebody anyone anybody',
  victim:
    'you your yourself u him her his their them everyone everybody someone somebody anyone anybody people person man men woman women child children kid baby ' +
    'family wife husband girlfriend boyfriend boss neighbor neighbour teacher classmate coworker colleague brother sister mother ' +
    'father mom dad friend student cop police officer customer crowd passenger civilian hostage enemy stranger dog cat pet animal',
  iwill: "i we i'll we'll i'm i'd i've imma we're he'll they'll",

  // Violence.
  hurt:
    'kill murder stab shoot shot strangle behead decapitate beat beaten hurt harm slaughter torture choke punch maim execute rape ' +
    'assassinate butcher dismember mutilate suffocate drown slap attack injure smash crush bludgeon whip',
  slay: 'kill murder stab slaughter behead decapitate strangle assassinate butcher dismember mutilate massacre torture',
  place:
    'school building airport plane church mosque synagogue temple station embassy hospital train bus mall stadium office house home ' +
    'bridge courthouse college university kindergarten concert',
  people: 'people civilian child children student crowd everyone family men women victim prisoner kid',

  // Misconduct.
  ask: 'how steps step instruction guide recipe tutorial teach show tell explain help give way need want plan method trick tip best easiest write list provide can could',
  make: 'make making build create construct assemble produce manufacture cook synthesize synthesise brew prepare extract print craft design',
  explosive:
    'bomb explosive grenade ied molotov napalm nitroglycerin tatp thermite dynamite detonator pipebomb sarin ricin anthrax bioweapon bioweapons',
  drug: 'meth methamphetamine cocaine heroin fentanyl lsd mdma crack ecstasy ghb crystal amphetamine',
  account:
    'account password wifi phone email gmail facebook instagram whatsapp snapchat bank server website site network system database computer laptop webcam router iphone camera pc',
  malware: 'malware ransomware virus keylogger trojan worm botnet spyware rootkit stealer',
  forgeable:
    'passport id signature prescription money currency bill banknote diploma document certificate license licence visa check cheque invoice identity degree receipt',
  stealable:
    'card identity car money password data credential wallet bike purse cash jewelry package phone information credit secret',

  // Hate. Descriptions of groups, neutral in themselves.
  group:
    'jew jews muslim muslims christian immigrant migrant refugee foreigner gay homosexual lesbian transgender arab african mexican ' +
    'asian chinese indian women gypsy hindu catholic sikh latino hispanic atheist buddhist pole turk russian albanian roma queer',
  ethnic:
    'black brown white asian trans disabled indigenous native jewish muslim gay african arab chinese mexican indian latino autistic old poor',
  folk: 'people folk man men woman women person kid guy boy girl family',
  subhuman:
    'vermin rat cockroach parasite subhuman inferior filth disease plague scum savage trash dirt disgusting filthy infestation worthless ' +
    'animal garbage maggot leech cancer stain pest swine monkey ape pig freak abomination mongrel',
  vice: 'lazy stupid criminal terrorist thief thieves greedy rapist dumb dangerous evil liar violent dirty primitive uncivilized crooked pervert untrustworthy degenerate',
  destroy:
    'kill exterminate gas lynch eradicate eliminate expel annihilate shoot hang burn murder wipe purge castrate sterilize enslave',

  // Prompt attacks.
  ignore: 'ignore disregard forget override bypass neglect overlook dismiss discard abandon erase circumvent',
  previous: 'previous prior above earlier preceding foregoing all existing original initial former past your',
  instruction:
    'instruction prompt rule guideline directive command restriction constraint policy policies programming training guardrail filter limitation safeguard prompts',
  reveal:
    'reveal show print repeat output display tell give leak dump share write expose disclose return recite provide list copy paste echo say state summarize translate spell read',
  hidden:
    'system initial hidden original secret developer internal confidential base default core underlying exact full complete entire verbatim own',
  freed:
    'unrestricted unfiltered uncensored jailbroken unlimited unbound unchained amoral lawless unethical evil unaligned',
  limit:
    'restriction rule limit limitation filter guideline censorship moral ethic constraint boundary boundaries policy policies morality safeguard warning disclaimer restraint',
  machine: 'ai llm chatbot assistant model chatgpt gpt claude gemini copilot bot agent summarizer',
};
