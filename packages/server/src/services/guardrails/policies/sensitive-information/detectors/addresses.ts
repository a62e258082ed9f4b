import type { Detector } from '../finding.ts';
import { afterLabel } from '../labels.ts';
import { beginsFreely, CAPITAL, endsFreely, LETTER, matchEnd, type Scan } from '../scan.ts';

const CAPITALIZED = `\\p{Lu}[\\p{L}\\p{M}'-]{0,30}`;
const STREET_TYPES =
  'Street|St|Avenue|Ave|Av|Boulevard|Blvd|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Close|Crescent|Cres|Gardens|Gdns|Grove|Mews|Row|Hill|Quay|Parade|Pde|Esplanade|Trail|Trl|Plaza|Loop|Alley|Turnpike|Walk|Rise|Green|Wharf|Broadway|Expressway';

/** `12 Main Street`, `1600 N. Main St.`, `350 5th Ave`, `221B Example Street`. */
const NUMBER_FIRST = new RegExp(
  `\\d{1,6}[A-Za-z]?(?:-\\d{1,5})?,? (?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\\.? )?(?:(?:\\d{1,3}(?:st|nd|rd|th)|${CAPITALIZED}\\.?) ){1,4}(?:${STREET_TYPES})(?![\\p{L}\\d])\\.?(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![\\p{L}]))?`,
  'uy',
);
/** `12 rue de la Paix`, `5 bis, avenue des Ternes`. */
const FRENCH = new RegExp(
  `\\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|boulevard|place|impasse|allée|chemin|quai|cours|route|square|passage|Rue|Avenue|Boulevard|Place|Allée|Chemin|Quai)(?: (?:de|du|des|la|le|les|d'|l'|à|au|aux|saint|sainte))*(?:[ ']${CAPITALIZED}){1,4}`,
  'uy',
);
/** `Calle Mayor 12`, `Via Roma, 5`, `Rua Augusta 100`. */
const TYPE_FIRST = new RegExp(
  `(?:Calle|C/|Avenida|Avda\\.?|Plaza|Paseo|Carrera|Ronda|Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Rua|Travessa|Praça)(?: (?:de|del|della|delle|dei|di|da|das|do|dos|la|las|los|el|d'))*(?:[ ']${CAPITALIZED}){1,4},? (?:n\\.?º? ?|nº ?|num\\. ?)?\\d{1,4}[A-Za-z]?`,
  'uy',
);
/** `Musterstraße 12a`, `Lange Straße 5`, `Damrak 1` with the Dutch endings. */
const ENDING_FIRST =
  /[\p{L}\p{M}-]{0,40}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade|dijk|singel|Straße|Weg|Platz|Allee|Gasse|Damm) \d{1,4} ?[a-z]?(?![\p{L}\d])/uy;
/** `Damrak 1, 1012 LG Amsterdam`: any words, when number, code and town follow. */
const BEFORE_CODE = new RegExp(
  `${CAPITALIZED}(?: ${CAPITALIZED}){0,2} \\d{1,4} ?[a-z]?, (?:[A-Z]{1,2}-)?(?:\\d{4} [A-Z]{2}|\\d{4,5}) ${CAPITALIZED}`,
  'uy',
);
const STREET_WORD =
  /(?:straße|strasse|str|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade|dijk|singel)$/i;
const TYPE_WORD =
  /^(?:calle|c|avenida|avda|plaza|paseo|carrera|ronda|via|viale|piazza|piazzale|corso|largo|vicolo|rua|travessa|praça)$/i;

const STATES =
  'AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|NSW|VIC|QLD|TAS|ACT|NT|AB|BC|MB|NB|NL|NS|ON|PE|QC|SK|YT';
const UK_POSTCODE =
  '(?:GIR ?0AA|[A-PR-UWYZ](?:\\d{1,2}|[A-HK-Y]\\d{1,2}|\\d[A-HJKS-UW]|[A-HK-Y]\\d[ABEHMNPRV-Y]) ?\\d[ABD-HJLNP-UW-Z]{2})';
const CA_POSTCODE = '(?:[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z][ -]?\\d[ABCEGHJ-NPRSTV-Z]\\d)';
const COUNTRIES =
  'USA|U\\.S\\.A\\.|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Canada|Australia|Germany|Deutschland|France|Spain|España|Italy|Italia|Netherlands|Nederland|Austria|Switzerland|India|New Zealand';

const TOWN = `${CAPITALIZED}(?:[ -](?:(?:am|an der|ob der|sur|de|del|di|upon|le|la) )?${CAPITALIZED}){0,3}`;
const CLOSE = '(?![\\p{L}\\d])';
/** `, Apt 4B`, `, Suite 200`. */
const UNIT = new RegExp(
  `,? (?:#|(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Building|Bldg)\\.? ?#?)[A-Za-z0-9-]{1,6}${CLOSE}`,
  'uy',
);
/** What goes on an address, most telling first: state and code, code and town, town and code, country, town at the end. */
const TAILS = [
  new RegExp(`,? (?:${TOWN},? )?(?:${STATES})(?:,? \\d{4,5}(?:-\\d{4})?| ${CA_POSTCODE})${CLOSE}`, 'uy'),
  new RegExp(`,? (?:${TOWN},? )?(?:${UK_POSTCODE}|${CA_POSTCODE})${CLOSE}`, 'uy'),
  new RegExp(`,? (?:[A-Z]{1,2}-)?(?:\\d{4} [A-Z]{2}|\\d{4,5}) ${TOWN}`, 'uy'),
  new RegExp(`, ${TOWN}, (?:${STATES}|${COUNTRIES})${CLOSE}`, 'uy'),
  new RegExp(`,? (?:${COUNTRIES})${CLOSE}`, 'uy'),
  new RegExp(`, ${TOWN}(?=[.!?;\\n]|$)`, 'uy'),
];

const ALONE = [new RegExp(UK_POSTCODE + CLOSE, 'uy'), new RegExp(CA_POSTCODE + CLOSE, 'uy')];
/** `Springfield, IL 62704`. */
const STATE_AND_CODE = new RegExp(`,? (?:${STATES}),? \\d{5}(?:-\\d{4})?${CLOSE}`, 'uy');
const POST_BOX = /P\.? ?O\.? Box \d{1,6}/iy;
const BUILDING = new RegExp(
  `(?:Suite|Apt|Apartment|Unit|Flat|Building|Floor|Room)\\.? #?[A-Za-z0-9]{1,6}, (?:Suite|Apt|Apartment|Unit|Flat|Building|Floor|Room)\\.? #?[A-Za-z0-9]{1,6}${CLOSE}`,
  'uy',
);
const ZIP = /\d{5}(?:-\d{4})?|\d{4} ?[A-Z]{2}|\d{4}/y;

/** Postal addresses by the forms of nine countries: a street and a number, and what follows; postcodes that tell themselves. */
export const addresses: Detector = {
  types: ['ADDRESS'],
  detect(scan, labels, report) {
    const { text, starts, ends, flags, withDigits } = scan;
    let reached = 0;
    const found = (start: number, end: number): void => {
      const last = endOfTail(text, end);
      report('ADDRESS', start, last);
      reached = last;
    };
    for (const token of withDigits) {
      const start = starts[token] as number;
      if (start < reached) continue;
      const street = streetFrom(scan, token) ?? streetBefore(scan, token);
      if (street && street.start >= reached) {
        found(street.start, street.end);
        continue;
      }
      if ((flags[token] as number) & CAPITAL && beginsFreely(text, start))
        for (const form of ALONE) {
          const end = matchEnd(form, text, start);
          // A serial number has more behind it; a postcode ends.
          if (end > 0 && endsFreely(text, end) && !/^[ -]?\d/.test(text.slice(end, end + 2))) {
            report('ADDRESS', start, end);
            reached = end;
            break;
          }
        }
      else if ((ends[token] as number) - start === 5) reportTownAndState(scan, token, found);
    }
    for (const label of labels.of('zip')) {
      const start = afterLabel(text, label);
      const end = matchEnd(ZIP, text, start);
      if (start > label.end && end > 0 && start >= 0 && endsFreely(text, end)) report('ADDRESS', start, end);
    }
  },
};

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A street whose number comes first, or a box or building. */
function streetFrom({ text, starts }: Scan, token: number): Place | undefined {
  const start = starts[token] as number;
  if (!beginsFreely(text, start)) return undefined;
  for (const form of [NUMBER_FIRST, FRENCH]) {
    const end = matchEnd(form, text, start);
    if (end > 0) return { start, end: withUnit(text, end) };
  }
  return undefined;
}

/** A street whose number comes last: looks at the few words before the number. */
function streetBefore(scan: Scan, token: number): Place | undefined {
  const { text, starts, ends, flags } = scan;
  const number = starts[token] as number;
  for (
    let first = token - 1;
    first >= 0 && token - first <= 7 && number - (starts[first] as number) < 80;
    first--
  ) {
    if (!((flags[first] as number) & LETTER)) continue;
    const word = text.slice(starts[first], ends[first]);
    const start = starts[first] as number;
    if (TYPE_WORD.test(word)) {
      const end = matchEnd(TYPE_FIRST, text, start);
      if (end >= (ends[token] as number)) return { start, end };
    }
    if (first === token - 1 && STREET_WORD.test(word)) {
      const end = matchEnd(ENDING_FIRST, text, start);
      if (end < (ends[token] as number)) continue;
      // `Lange Straße 5`: a street's type alone takes the capitalized word before it.
      const isType = /^(?:Straße|Strasse|Weg|Platz|Allee|Gasse|Damm|Str)$/.test(word);
      const before =
        isType && first > 0 && starts[first] === (ends[first - 1] as number) + 1
          ? (starts[first - 1] as number)
          : start;
      if (!isType && !/^\p{Lu}/u.test(word)) continue;
      return { start: before, end };
    }
    if (first === token - 1 && text[ends[token] as number] === ',') {
      const from = capitalizedBefore(scan, first, 3);
      if (from !== undefined && matchEnd(BEFORE_CODE, text, from) > 0)
        return { start: from, end: ends[token] as number };
    }
    if (/^(?:Box|box|BOX)$/.test(word)) {
      const box = Math.max(0, start - 6);
      const at = text.slice(box, start).search(/P\.? ?O\.? $/i);
      const end = at < 0 ? -1 : matchEnd(POST_BOX, text, box + at);
      if (end > 0) return { start: box + at, end };
    }
    if (/^(?:Suite|Apt|Apartment|Unit|Flat|Building|Floor|Room)$/.test(word)) {
      const end = matchEnd(BUILDING, text, start);
      if (end > 0) return { start, end };
    }
  }
  return undefined;
}

/** Where the run of at most so many capitalized words begins that a token ends; undefined when it is none itself. */
function capitalizedBefore(
  { text, starts, ends, flags }: Scan,
  token: number,
  most: number,
): number | undefined {
  if (!((flags[token] as number) & CAPITAL)) return undefined;
  let first = token;
  while (
    first > 0 &&
    token - first + 1 < most &&
    (flags[first - 1] as number) & CAPITAL &&
    ends[first - 1] === (starts[first] as number) - 1 &&
    text[ends[first - 1] as number] === ' '
  )
    first--;
  return starts[first];
}

const withUnit = (text: string, end: number): number => {
  const unit = matchEnd(UNIT, text, end);
  return unit > 0 ? unit : end;
};

/** As far as towns, states, codes and countries go on. */
function endOfTail(text: string, from: number): number {
  let end = withUnit(text, from);
  for (let parts = 0; parts < 3; parts++) {
    const tail = TAILS.map((form) => matchEnd(form, text, end)).find((place) => place > 0);
    if (tail === undefined) break;
    end = tail;
  }
  return end;
}

/** A town, a state of the United States and its code. */
function reportTownAndState(scan: Scan, token: number, found: (start: number, end: number) => void): void {
  const { text, starts, ends } = scan;
  const state = token - 1;
  if (state < 1 || (ends[state] as number) - (starts[state] as number) !== 2) return;
  const end = matchEnd(STATE_AND_CODE, text, ends[state - 1] as number);
  const start = end < 0 ? undefined : capitalizedBefore(scan, state - 1, 3);
  if (start !== undefined) found(start, end);
}
