import type { Lexicon } from './lexicon.ts';

/** SEXUAL: sexual interest, activity or arousal, direct or indirect references to body parts or acts. Phrases of our own. */
export const SEXUAL: Lexicon = {
  high: `
    !write|tell|describe|give|generate|create|roleplay|continue _4 explicit|erotic|steamy|sexual|pornographic|smutty|nsfw|dirty _ story|scene|roleplay|fantasy|encounter|description|content|fiction|dialogue|chat
    !sexual|sexually|nude|naked|explicit|erotic _4 minor|child|children|underage|teen|schoolgirl|schoolboy|toddler
    !minor|underage|child|children|teen|schoolgirl _ sexual|nude|naked|erotic|porn
    !fuck|suck|ride|lick _ me|him|her|my|his|your _ hard|harder|cock|dick|pussy|clit|tits|ass|slowly
    !suck|lick|stroke|ride|swallow _ cock|dick|pussy|cum|balls|clit
    !hard|big|throbbing|huge|wet|tight|dripping cock|dick|pussy
    !cum|came|cumming in|on|inside|over my|your|her|his|me
    !write|tell|generate|continue _4 smut|erotica|porn|hentai
    !blowjob
    !handjob
    !cumshot
    !deepthroat
    !creampie
    !gangbang
    !rimjob
    !spread your|her|my legs
    !take|took|strip|tear off _ clothes|bra|panties|underwear|dress
    !have|having sex with me|you
    !touch|pleasure|finger yourself|herself|himself|myself
    !thrust _4 inside|deep|her|him|me
    !moan|moaned|moaning _4 pleasure|thrust|orgasm|naked|inside
    !send|show|post|share _ nudes|naked|tits|boobs|dick|pussy
    !want|going|gonna to? fuck you|her|him
    !hot|free|hardcore|live|amateur|gay|lesbian porn|xxx
    !sext
    !sexting
  `,
  medium: `
    porn
    pornographic
    pornography
    hentai
    nudes
    fellatio
    cunnilingus
    dildo
    masturbate
    masturbation
    horny
    threesome
    orgasm
    erotica
    pussy
    boner
    tits
    boobs
    cock _3 mouth|hand|inside
    have|had|having _ sex _ with
    sexual|sexually fantasy|fantasies|favor|act|pleasure|desire|aroused|position|intercourse
    turn|turned me on
    naked|nude photo|picture|pic|video|girl|woman|man|body
    undress _ her|him|me|you
    bdsm
    fetish
    strip|stripper club|tease|naked
    make love
    kissed|kissing _ neck|breasts|thighs|body
    escort|hooker|prostitute
    oral|anal sex
    one night stand
    hook up _ tonight
    sexy _ body|photo|pic|picture|girl|woman|lingerie|video
  `,
  low: `
    sex
    sexual
    sexy
    nude
    naked
    erotic
    lingerie
    seduce
    seductive
    aroused
    penis
    vagina
    breasts
    genitals
    nipple
    clitoris
    intercourse
    sensual
    libido
  `,
};
