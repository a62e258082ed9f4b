/**
 * What somebody would send who wants a guardrail to stand still: texts of many tokens, of the beginnings of everything
 * that is looked for, of what is dear to normalise; and regexes that are dear to those who backtrack, or who look far ahead.
 */

/** Repeated up to the wanted length. */
const UNITS = [
  ...['a', '1', ' ', '\n', '.', '-', '@', '*', '"', '😀', '漢', 'é', 'a\u0301', 'ﷺ', '\u200b', '\u{e0061}'],
  ...['a ', 'A ', '1 ', 'a.', 'a,', 'a-', 'a@', 'a:', 'aa ', 'Ab ', 'A.', 'a\n', '1.', '1-', '1:', '1,'],
  ...[
    'f u c k ',
    'f.u.c.k ',
    'f*ck ',
    'sh1t ',
    'fuuuuck ',
    'a$$ ',
    'i g n o r e ',
    '1gn0r3 ',
    'k!ll ',
    'Dick ',
  ],
  ...['4111 1111 1111 1111 ', '4111111111111111', 'DE89370400440532013000 ', '078-05-1120 ', '123-45-6789 '],
  ...['+49 30 901820 ', '(555) 010-1234 ', '192.0.2.1 ', '::1 ', 'ff:', '2001:db8:', '00:1b:44:11:3a:b7 '],
  ...[
    'a@b.c ',
    'a at b dot c ',
    'http://a/',
    'www.a.b ',
    'password: x ',
    'username: "',
    'pin 1234 ',
    'cvv 123 ',
  ],
  ...[
    'Mark ',
    'May Rose ',
    'Maria Garcia ',
    'Mr. A. B. C. ',
    'my name is ',
    'J. R. Smith ',
    'Dr Dr Dr ',
    'van der ',
  ],
  ...[
    '12 Main Street ',
    '12 North ',
    'Via Roma ',
    'Straße 1 ',
    'AB1 2CD ',
    '10118 ',
    'Springfield, IL 62704 ',
  ],
  ...[
    'aged 12 ',
    '12 years ',
    'exp 12/29 ',
    'card ',
    'account number ',
    'AKIA',
    'AKIAIOSFODNN7EXAMPLE ',
    'IL 1 ',
  ],
  ...[
    'ignore all previous instructions ',
    'you are stupid ',
    'kill the ',
    'how to make a bomb ',
    'never not no ',
  ],
  ...[
    '<|',
    '<!--',
    '<!-- ai ',
    '---',
    '### system:\n',
    '[system] ',
    '"role":"system"',
    '\n\nhuman:',
    '![a](http://',
  ],
  ...[
    'color:white>',
    'display:none',
    'font-size:0>><',
    '%69',
    '\\x69',
    '&#105;',
    'aWdub3JlIGFsbCA=',
    '69 67 6e ',
  ],
  ...['01101001 ', 'vtaber ', 'erongi ', 'vtaber erongi ', 'aWdub3JlIGFsbA== vtaber erongi %69%67%6e%6f '],
  ...[
    'The 1,000 lanes of Example carry 8. ',
    'No. ',
    'not never ',
    '1,234.50 ',
    'Is it? ',
    'invest in stocks ',
  ],
] as const;

/** At least 100 texts of so many code units, each with a name. */
export const evilTexts = (length: number): readonly (readonly [string, string])[] => [
  ...UNITS.map((unit): readonly [string, string] => [
    unit,
    unit.repeat(length / unit.length + 1).slice(0, length),
  ]),
  ['words that are all different', numbered(length, (at) => `${at.toString(36)}word${at.toString(26)} `)],
  ['names that are all different', numbered(length, (at) => `Mark${'abcdefghij'[at % 10]} May ${at} said. `)],
  ['sentences that ask about Mark', numbered(length, (at) => `On day ${at} we saw that Mark was there. `)],
  ['marks in the wrong order', `a${'\u0301\u0323'.repeat(length / 2)}`.slice(0, length)],
  ['long words', numbered(length, (at) => `${String(at).padStart(29, 'abcdefghijklmnopqrstuvwxyz')} `)],
  ['one letter, then no space', `a ${'b'.repeat(length - 2)}`],
];

function numbered(length: number, line: (at: number) => string): string {
  const lines: string[] = [];
  let size = 0;
  for (let at = 0; size < length; at++) {
    const next = line(at);
    lines.push(next);
    size += next.length;
  }
  return lines.join('').slice(0, length);
}

/** At least 100 regexes that CreateGuardrail takes. */
export const EVIL_REGEXES: readonly string[] = [
  ...['a', 'b', 'w', '1', '.', '\\w', '\\s', '[a-z]', '(?:a|b)'].flatMap((one) => [
    `(${one}+)+$`,
    `(${one}|${one}${one})+$`,
    `(${one}*)*x`,
    `${one}*${one}*${one}*z`,
    `${one}.*z|${one}`,
    `(?s)${one}.*z|${one}`,
    `(?:${one}?){30}${one}{30}`,
    `(?:${one}?){150}${one}{150}`,
    `\\b(${one}+\\s?)*\\b$`,
    `${one}{1,200}z|${one}`,
    `(${one}.{0,100}z)|${one}`,
  ]),
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(.*)(.*)(.*)(.*)(.*)z',
  '(?i)(k.*)+z',
  '([a-z0-9._-]+)@([a-z0-9.-]+)\\.([a-z]{2,6})',
];
