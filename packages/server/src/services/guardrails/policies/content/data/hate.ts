import type { Lexicon } from './lexicon.ts';

/**
 * HATE: discrimination, dehumanising and exclusion of people because of an identity (ethnicity, religion, origin, gender,
 * sexual orientation, disability). Phrases of our own; what makes them hateful is what is said, not who is named.
 */
export const HATE: Lexicon = {
  high: `
    !%group _ are|is|were|r _3 @subhuman
    !dirty|filthy|stinking|disgusting|damn|fucking|subhuman|worthless|bloody %group
    !hate|despise|loathe|detest _ %group
    !@destroy _ %group
    !%group _ should|must|deserve|need|ought _3 die|killed|deported|banned|exterminated|eliminated|shot|hanged|sterilized|enslaved|gassed|burned|expelled
    !inferior|lesser|subhuman race|races|breed
    !white|aryan power|supremacy|master|supremacist forever|now|wins|rules
    !aryan|master race
    !race traitor|mixing|war
    !hitler|nazis was|were right
    !heil|sieg hitler|heil
    !holocaust _ hoax|lie|fake|fiction|exaggerated
    !gas the jews
    !go|get|send _ back to|where _ country|africa|mexico|came|come|jungle|desert
    !%group _ not|aren't _ human|people|humans
    !retard
    !faggot
    !nigger
    !kike
    !spic
    !chink
    !tranny
    !paki
    !raghead
    !towelhead
    !wetback
  `,
  medium: `
    %group _ are|is|were _3 @vice
    %group _3 ruin|ruining|destroying|destroy|invading|invade|infesting|infest|replacing|polluting|poisoning _ country|nation|race|neighborhood|society|culture|city|everything
    %group _ can't|cannot|never _ be? trusted|trust
    %group _ don't|not|never deserve|belong|have _3 rights|here|vote|respect|live
    women|girls _ belong|stay _ kitchen|home
    women|girls _ too emotional|weak|stupid|irrational to|for
    women _ shouldn't|not|never _ vote|work|drive|lead
    deport|ban|expel _ %group
    keep|kick|get|throw _ %group out
    no|not _ %group allowed|wanted|here
    great replacement
    %group _ taking over
    typical %group
    %group _ control|run|own _ media|banks|world|government
    never hire|trust|serve|rent _2 %group
    homosexuality|gays _ sin|disease|abomination|unnatural|mental
  `,
  low: `
    %group _ go|went home|back
    illegal|illegals aliens|scum
    those|these people _ are always|all _ same
    white|racial pride|purity
    ethnic cleansing
    genocide
    hate crime
    racist
  `,
};
