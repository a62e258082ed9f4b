import type { Lexicon } from './lexicon.ts';

/**
 * MISCONDUCT: seeking or giving help with crime, fraud and harm to persons, things or institutions. Phrases of our own;
 * a topic alone is low, the wish to do it makes it high.
 */
export const MISCONDUCT: Lexicon = {
  high: `
    !@ask _6 @make _4 @explosive
    !@ask _6 @make _3 nerve|mustard|chlorine|poison|toxic gas
    !@ask _6 @make _3 chemical|biological|nuclear|dirty weapon|bomb|agent
    !@ask _6 @make|grow|buy|sell|smuggle _4 @drug
    !@ask _6 @make|buy|print|get _3 ghost|untraceable|unregistered|illegal|automatic gun|firearm|weapon|silencer
    !@ask _6 hack|crack|breach|ddos|hijack _4 @account
    !@ask _6 break|breaking|get into _3 @account|house|car|home|safe|store
    !@ask _6 @make|code|deploy|spread _4 @malware
    !@ask _6 forge|fake|counterfeit|falsify _3 @forgeable
    !@ask _6 @make|buy|get _3 fake|counterfeit|forged|false @forgeable
    !@ask _6 steal|shoplift|rob _4 @stealable|store|shop|bank|someone|people|from
    !@ask _6 launder|laundering _3 money|cash|funds
    !@ask _6 evade|avoid|dodge|cheat|escape _3 tax|taxes|police|detection|arrest|customs|background
    !@ask _6 poison|drug|kidnap|stalk|blackmail|extort|bribe|groom|traffic _4 @victim|judge|official|witness|girl|minor|client
    !@ask _6 scam|defraud|swindle|con|trick|phish _3 people|elderly|customers|users|victims|grandma|old|someone|seniors|employees|investors
    !@ask _6 get|getting away with _ murder|crime|theft|fraud|robbery|stealing|it
    !@ask _6 hide|dispose|bury|destroy|get _3 body|corpse|evidence
    !@ask _6 smuggle _4 drugs|weapons|people|border|across|into|prison
    !@ask _6 disable|defeat|bypass _3 alarm|security|cctv|tracker|immobilizer|drm|paywall|lock|breathalyzer
    !@ask _6 phishing email|mail|page|site|message|campaign|sms
    !@ask _6 pick|hotwire _ lock|car|ignition
    !@ask _6 track|spy|monitor|follow _6 without _4 knowing|knowledge|consent|noticing|permission
    !@ask _6 cheat _3 exam|test|casino|drug|taxes|insurance
    !@ask _6 insider trading _4 caught|profit|away|detected
    !where|how _4 buy|get|order|sell _4 drugs|cocaine|heroin|gun|weapon|weapons|cards _4 illegally|prescription|anonymously|darknet|untraceable|background|online
    !burn|set _ building|house|shop|restaurant _ for|collect|fire _2 insurance
    !stage|fake _3 accident|injury|death _4 insurance
    !mix|combine|add|heat _4 fertilizer|nitrate|nitrate|peroxide|acetone|chlorate _5 fuel|diesel|sulfur|acid|explosive
  `,
  medium: `
    @make _4 @explosive
    @make _3 @drug
    hack into
    hack _ @account
    @make|deploy|spread _3 @malware
    write|code|develop me? a|an|some _1 malware|ransomware|keylogger|botnet|spyware|rootkit|trojan
    launder _ money
    forge|counterfeit _3 @forgeable
    steal _3 @stealable
    fake|counterfeit|forged passport|id|diploma|prescription|banknote
    evade|evading|dodge tax|taxes|customs|police
    sell|buy|deal|dealing _ drugs|cocaine|heroin|meth|fentanyl
    stolen credit|card|identity|cards|data|passwords
    hire _ hitman|killer|assassin
    hitman
    carding|skimming site|card|device|forum
    pick _ lock
    dispose|hide|bury _ body|corpse
    without _ getting|being caught
    blackmail|extort|bribe _ @victim|official|judge
    kidnap _ @victim
    ponzi|pyramid scheme
    sql injection _4 dump|steal|login
    brute force _4 @account
    dark web|darknet|darkweb _4 buy|sell|order|market|drugs|weapons
  `,
  low: `
    money laundering
    tax evasion
    identity theft
    insider trading
    credit card fraud
    ransomware
    keylogger
    shoplift
    embezzle
    smuggle
    counterfeit
    cocaine
    heroin
    meth
    methamphetamine
    explosives
    molotov
    bribe
    blackmail
    kidnap
    hotwire
    phishing
  `,
};
