import type { Lexicon } from './lexicon.ts';

/**
 * VIOLENCE: threats, glorification and incitement of physical harm to persons, groups or things, self-harm included.
 * Phrases of our own.
 */
export const VIOLENCE: Lexicon = {
  high: `
    !@iwill _4 @hurt _ @victim
    !@iwill _4 cut|slit|slash|break|snap _ throat|neck|bones|legs|fingers|wrists
    !@iwill _4 burn|blow|shoot _3 down|up _ @place
    !kill|hang|shoot|cut|stab|drown yourself|urself
    !kys
    !@iwill _6 cut|chop|hack|tear|rip _ @victim _ pieces|apart|up|open|half
    !you|u _ deserve|need|have to? die|bleed|suffer|hurt
    !hope|wish|want _ you|he|she|they|u _ die|dead|bleed|suffer|killed|shot
    !bullet _ in|through|into _ head|skull|brain|heart|chest
    !cut|slit|slash _ throat|head
    !beat|beaten|kicked|kick|stab _ to death
    !smash|crush|bash|break _ face|skull|head|bones|teeth|legs|kneecaps
    !shoot|shooting up the|a|my|our|this? @place
    !blow|burn up|down _ @place
    !bomb|attack|torch the|a|my|our|this|your @place
    !you're|you _ dead meat|man
    !you _ next to die
    !rip|tear|cut _ guts|limbs|head|heart|intestines|tongue out|off|apart
    !should|must|gonna|will _ be|get shot|hanged|stabbed|beheaded|lynched|killed|beaten|slaughtered|executed
    !skin|burn|bury|boil|flay _ alive
    !how|ways|best _4 @hurt someone|somebody|person|people|him|her|wife|husband|neighbor|boss|yourself|myself
    !i _3 want|going|gonna|will to? kill|hurt myself
    !let's|lets|we _ kill|murder|shoot|stab|lynch|behead|massacre
  `,
  medium: `
    @slay _ @victim
    shoot|shot _ you|him|her|everyone|people|crowd|students
    beat|punch|kick|choke|slap|whip _ you|him|her|them
    beat _ up|senseless|bloody|pulp
    blood _3 gush|spray|drip|splatter|everywhere|spurt
    mass murder|killing|shooting
    killing spree
    guts|entrails|intestines|brains _ spill|splatter|everywhere|out
    watch _ bleed|suffer|die|burn
    make|see _ bleed|suffer
    scream _4 knife|blade|blood
    sever|severed head|limb|hand|finger
    wants|want _ bloodshed|blood|war|killing
    torture|massacre|behead|decapitate|dismember|mutilate _ @people
    violence is the answer
    you|they _ will pay _ blood
    die|burn in hell
    go die
  `,
  low: `
    kill
    murder
    stab
    slaughter
    massacre
    behead
    decapitate
    dismember
    mutilate
    torture
    strangle
    bloodbath
    assassinate
    lynch
    gore
    corpse
    watch your back
    beheading
  `,
};
