import { entropy } from '../checksums.ts';
import type { Detector, Report } from '../finding.ts';
import { afterLabel, type Label, type Labels } from '../labels.ts';
import { endsFreely, matchEnd, type Scan } from '../scan.ts';

const ACCESS_KEY = /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/y;
const SECRET_KEY = /[A-Za-z0-9/+]{40}/y;
const SECRET_SIGNS = /[A-Za-z0-9/+=]/;
const PIN = /\d{4,6}/y;

/** `is`, `=`, `: "` between a label and a value that may be any characters: an assignment, or a sentence. */
const ASSIGNS = /["'`\])]{0,2}\s{0,3}(?::=|=>|->|[:=])\s{0,3}/y;
const SAYS = / {1,2}(?:(?:is now|is still|is|was|set to|to|ist|es|est)(?: now| set to)?:?) {1,2}|: /iy;
const QUOTED = /"([^"\s]{3,64})"|'([^'\s]{3,64})'|`([^`\s]{3,64})`/y;
const BARE = /[^\s"'`<>{}[\]]{3,64}/y;
const ACCOUNT_NAME = /@?[\p{L}\p{N}](?:[\p{L}\p{N}._@+\\-]{1,62}[\p{L}\p{N}_])/uy;

/** What stands where a password or a name would and is none. */
const PLACEHOLDERS = new Set(
  (
    'required invalid incorrect missing empty null none undefined true false string password username text optional ' +
    'wrong expired unknown needed hidden protected stored encrypted hashed changed reset correct too not the your a an my ' +
    'case already taken available also same different something anything secret user name weak strong valid one used ' +
    'always never being sent shown only longer shorter safe secure forgotten lost blank set in on at by for what that this ' +
    'it here there unique locked disabled compromised visible their his her our its very so just no now default all any each every'
  ).split(' '),
);

/** Passwords, user names and PINs by what announces them; AWS keys by form, secret ones by neighbourhood and entropy. */
export const credentials: Detector = {
  types: ['PASSWORD', 'USERNAME', 'PIN', 'AWS_ACCESS_KEY', 'AWS_SECRET_KEY'],
  detect(scan, labels, report) {
    for (const label of labels.of('password')) reportSecretWord(scan, label, report);
    for (const label of labels.of('username')) reportUserName(scan, label, report);
    for (const label of labels.of('pin')) reportPin(scan, label, labels, report);
    reportAwsKeys(scan, labels, report);
  },
};

function reportSecretWord({ text }: Scan, label: Label, report: Report): void {
  const assigned = matchEnd(ASSIGNS, text, label.end);
  const said = assigned > 0 ? -1 : matchEnd(SAYS, text, label.end);
  const start = assigned > 0 ? assigned : said;
  if (start < 0) return;
  const value = valueAt(text, start);
  if (!value || isPlaceholder(value.text)) return;
  // After `is`, an ordinary word is the rest of a sentence.
  if (said > 0 && !value.quoted && !/[\d!@#$%^&*+=~]|[a-z][A-Z]/.test(value.text)) return;
  if (value.text.length >= 4) report('PASSWORD', value.start, value.start + value.text.length);
}

interface Value {
  readonly text: string;
  readonly start: number;
  readonly quoted: boolean;
}

function valueAt(text: string, start: number): Value | undefined {
  QUOTED.lastIndex = start;
  const quoted = QUOTED.exec(text);
  if (quoted) return { text: quoted[1] ?? quoted[2] ?? quoted[3] ?? '', start: start + 1, quoted: true };
  const end = matchEnd(BARE, text, start);
  if (end < 0) return undefined;
  const bare = text.slice(start, end).replace(/[.,;:)]+$/, '');
  return { text: bare, start, quoted: false };
}

const isPlaceholder = (value: string): boolean =>
  PLACEHOLDERS.has(value.toLowerCase().replace(/[.!?,;]+$/, '')) ||
  /^[*•xX.…_-]+$|^[A-Z]+_[A-Z_]+$/.test(value) ||
  /^\$[({]|^%\(?\w+\)?[s%]?$|^process\.env|^os\./.test(value);

function reportUserName({ text }: Scan, label: Label, report: Report): void {
  const word = text.slice(label.start, label.end).toLowerCase();
  const assigned = matchEnd(ASSIGNS, text, label.end);
  // `user` and `login` are ordinary words: only `user=` and `login:` announce a name.
  const said = assigned > 0 || word === 'user' || word === 'handle' ? -1 : matchEnd(SAYS, text, label.end);
  const direct =
    word === 'handle' || word === 'username' ? matchEnd(/ (?:is )?(?=@?\p{L})/uy, text, label.end) : -1;
  const from = assigned > 0 ? assigned : said > 0 ? said : direct;
  if (from < 0) return;
  const start = /["'`]/.test(text[from] ?? '') ? from + 1 : from;
  const end = matchEnd(ACCOUNT_NAME, text, start);
  if (end < 0) return;
  const value = text.slice(start, end);
  if (isPlaceholder(value)) return;
  // Without a sign of assignment the name must look like one.
  if (
    assigned < 0 &&
    start === from &&
    !/[\d_@.]|-/.test(value) &&
    !(said > 0 && /^[a-z]+$/.test(value) && endsSentence(text, end))
  )
    return;
  report('USERNAME', start, end);
}

const endsSentence = (text: string, end: number): boolean =>
  /^(?:[.,;!?\n)]|\s*$| and )/.test(text.slice(end, end + 5));

function reportPin({ text }: Scan, label: Label, labels: Labels, report: Report): void {
  const start = afterLabel(text, label);
  const end = matchEnd(PIN, text, start);
  if (start === label.end || end < 0 || !endsFreely(text, end)) return;
  const isMarked =
    /[:=#]|\bis\b|number|code/i.test(text.slice(label.start, start)) ||
    /^PIN/.test(text.slice(label.start, label.end));
  const isOwned = /\b(?:my|your|the|his|her|new|old|atm|bank|card|debit)\s$/i.test(
    text.slice(Math.max(0, label.start - 6), label.start),
  );
  if (end - start > 4 && !labels.near('bank', start, end, 60, 30)) return;
  if (isMarked || isOwned) report('PIN', start, end);
}

function reportAwsKeys(
  { text, starts, ends, count, withDigits }: Scan,
  labels: Labels,
  report: Report,
): void {
  let lastKey = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < count; token++) {
    const start = starts[token] as number;
    if ((ends[token] as number) - start !== 20 || text.charCodeAt(start) !== 65) continue;
    const end = matchEnd(ACCESS_KEY, text, start);
    if (end !== ends[token] || text[start - 1] === '/') continue;
    report('AWS_ACCESS_KEY', start, end);
    lastKey = end;
  }
  if (lastKey < 0 && labels.of('awsSecret').length === 0) return;
  let reached = 0;
  for (const token of withDigits) {
    let start = starts[token] as number;
    if (start < reached) continue;
    while (
      start > reached &&
      (ends[token] as number) - start < 41 &&
      SECRET_SIGNS.test(text[start - 1] as string) &&
      text[start - 1] !== '='
    )
      start--;
    const end = matchEnd(SECRET_KEY, text, start);
    if (
      end < 0 ||
      SECRET_SIGNS.test(text[end] ?? '') ||
      (start > 0 && /[A-Za-z0-9/+]/.test(text[start - 1] as string))
    )
      continue;
    reached = end;
    const value = text.slice(start, end);
    const isVaried = /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && entropy(value) >= 4;
    const isNear = labels.near('awsSecret', start, end, 60, 20) || (start > lastKey && start - lastKey < 200);
    if (isVaried && isNear) report('AWS_SECRET_KEY', start, end);
  }
}
