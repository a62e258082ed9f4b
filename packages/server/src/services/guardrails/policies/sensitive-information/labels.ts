import { LETTER, type Scan } from './scan.ts';

/**
 * What a word or phrase announces. Numbers that nobody could tell from others by their form count only near a label.
 */
export type LabelKind = keyof typeof PHRASES;

/**
 * Phrases by kind, in lower case, separated by commas; `!` before one: only in capitals. Between the words of a phrase
 * may stand any signs; an apostrophe's `s` is a word.
 */
const PHRASES = {
  card: 'card, cards, credit card, debit card, creditcard, cardnumber, cc, visa, mastercard, amex, american express, kreditkarte, carte bancaire, carte bleue, tarjeta, carta di credito',
  ending: 'ending in, ending with, ends in, ends with, last four, last 4, last four digits, last 4 digits',
  cvv: 'cvv, cvv2, cvc, cvc2, csc, !CID, security code, card verification, verification value, card code, securitycode, prüfnummer, cryptogramme',
  expiry:
    'exp, expdate, expiry, expiration, exp date, expiry date, expiration date, expirydate, expirationdate, valid thru, valid through, good thru, good through, gültig bis, date d expiration, !EXP',
  mayExpire: 'expires, expire, expiring, valid until, valid to',
  pin: 'pin, pin code, pin number, pincode, pins, personal identification number',
  bank: 'atm, bank, debit, sim, card, account, login, unlock',
  password:
    'password, passwords, passwd, pwd, passphrase, passcode, pass, mot de passe, contraseña, passwort, kennwort, senha, wachtwoord, db_password, userpassword',
  username:
    'username, user name, userid, user id, login, login id, login name, screen name, screenname, nickname, nick name, handle, user, benutzername, nombre de usuario, nom d utilisateur',
  ssn: 'ssn, ssns, social security, social security number, social security no, soc sec, socialsecuritynumber',
  itin: 'itin, itins, individual taxpayer, taxpayer identification, taxpayer id, tax id, !TIN',
  routing: 'routing, aba, rtn, transit number, routing number, routing transit, routingnumber, bank code',
  account:
    'account number, account no, account nr, account num, acct, acct number, acct no, bank account, checking account, savings account, checking, savings, accountnumber, bankaccount, account',
  passport: 'passport, passports, passport number, passport no, passportnumber',
  driver:
    'driver license, drivers license, driver s license, driver licence, drivers licence, driver s licence, driving license, driving licence, driver id, driver s id, driver identification, !DL, dln, driverlicense, driverslicense, führerschein, führerscheinnummer, permis de conduire, permiso de conducir, carnet de conducir, carné de conducir, patente, patente di guida, rijbewijs, driver license number, driver s license number',
  health:
    'health card, health number, health insurance number, health card number, ohip, !PHN, personal health number, ramq, !MSP, assurance maladie, care card, carecard, !HCN, !MCP, ahcip, health insurance, healthcard',
  sin: '!SIN, social insurance, social insurance number, !NAS, assurance sociale',
  nhs: 'nhs, nhs number, nhs no, patient, national health service',
  utr: 'utr, unique taxpayer, unique taxpayer reference, taxpayer reference, tax reference, hmrc, self assessment',
  nino: 'national insurance, nino, ni number, !NI',
  vin: 'vin, vin number, vehicle identification, vehicle identification number, chassis, fahrgestellnummer, !FIN',
  plate:
    'license plate, licence plate, licence plates, license plates, number plate, plate number, plate, plates, vehicle registration, car registration, registration number, registration plate, registration, reg number, reg no, reg, rego, kennzeichen, autokennzeichen, immatriculation, plaque, matrícula, targa, kenteken, tag number, licenseplate, licenceplate, registered',
  vehicle:
    'car, vehicle, van, truck, lorry, motorbike, driving, parked, bmw, ford, toyota, vauxhall, volkswagen, drives',
  phone:
    'phone, phones, telephone, tel, telefon, telefono, teléfono, téléphone, mobile, mobil, móvil, mob, portable, cell, cellphone, fax, pager, call, calling, dial, ring, text, sms, whatsapp, handy, ph, contact number, phonenumber, number is, cellulare, celular, reach me, hotline, helpline, extension, landline',
  swift: 'swift, bic, swift code, bic code, bank identifier, swiftcode, swift bic',
  transfer: 'wire, wire transfer, iban, correspondent bank, beneficiary bank, bank',
  mac: 'mac, mac address, hardware address, ethernet, macaddress, ether',
  awsSecret:
    'secret access key, secret key, aws secret, secretaccesskey, secretkey, aws secret key, aws_secret_access_key, awssecretkey, secret',
  age: 'age, aged, alter, edad, âge',
  email: 'email, e mail, mail, emails, reach, contact, write, mailto, correo',
  zip: 'zip, zip code, zipcode, postcode, postal code, postalcode, postleitzahl, plz, code postal, código postal, cap',
  nameIs: 'my name is, name is, name s, i am called, they call me, known as',
  version:
    'version, ver, v, release, build, firmware, kernel, driver, sdk, section, chapter, clause, paragraph, oid, rev, revision, update',
} as const;

export interface Label {
  readonly kind: LabelKind;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly next: Map<string, Node>;
  /** The kinds that end here; true: only in capitals. */
  readonly kinds: Map<LabelKind, boolean>;
}

const ROOT: Node = { next: new Map(), kinds: new Map() };
for (const [kind, phrases] of Object.entries(PHRASES) as [LabelKind, string][])
  for (const phrase of phrases.split(', ')) {
    let node = ROOT;
    const capitals = phrase.startsWith('!');
    for (const word of phrase.replace('!', '').toLowerCase().split(/[ _]/)) {
      let next = node.next.get(word);
      if (!next) {
        next = { next: new Map(), kinds: new Map() };
        node.next.set(word, next);
      }
      node = next;
    }
    node.kinds.set(kind, capitals && node.kinds.get(kind) !== false);
  }

const LONGEST_WORD = Math.max(...[...ROOT.next.keys()].map((word) => word.length));

/** How far a phrase's words may be apart: a space, `_`, `'`, `. `. */
const GAP = 2;

/** The labels of a text, by kind, in the order of their starts; of several at one place the longest per kind. */
export class Labels {
  private readonly byKind = new Map<LabelKind, Label[]>();

  constructor(scan: Scan) {
    const { text, starts, ends, flags, count } = scan;
    for (let token = 0; token < count; token++) {
      const start = starts[token] as number;
      if (!((flags[token] as number) & LETTER) || (ends[token] as number) - start > LONGEST_WORD) continue;
      let node = ROOT.next.get(text.slice(start, ends[token]).toLowerCase());
      let last = token;
      while (node) {
        const end = ends[last] as number;
        for (const [kind, capitals] of node.kinds)
          if (!capitals || /^[A-Z]+$/.test(text.slice(start, end))) this.add({ kind, start, end });
        last++;
        if (node.next.size === 0 || last >= count || (starts[last] as number) - end > GAP) break;
        node = node.next.get(text.slice(starts[last], ends[last]).toLowerCase());
      }
    }
  }

  private add(label: Label): void {
    const known = this.byKind.get(label.kind);
    if (!known) this.byKind.set(label.kind, [label]);
    else if (known.at(-1)?.start === label.start) known[known.length - 1] = label;
    else known.push(label);
  }

  of(kind: LabelKind): readonly Label[] {
    return this.byKind.get(kind) ?? [];
  }

  /** Whether a label ends within `before` code units ahead of `start`, or starts within `after` behind `end`. */
  near(kind: LabelKind, start: number, end: number, before = 60, after = 30): boolean {
    const labels = this.byKind.get(kind);
    if (!labels) return false;
    let low = 0;
    let high = labels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((labels[middle] as Label).end < start - before) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < labels.length; at++) {
      const label = labels[at] as Label;
      if (label.start > end + after) return false;
      if (label.end <= start || label.start >= end) return true;
    }
    return false;
  }
}

/** What may stand between a label and its value: `number`, `is`, `no.`, signs, and at most one quotation mark. */
const FILLER =
  /\.?(?:[ \t]{0,3}(?:numbers?|no|nr|num|code|id|value|date|digits|is|was|are|of|for|my|the|your)(?![a-z])\.?|[ \t]{0,3}[:=#>"'`)(-]){0,6}\s{0,3}["'`(#]?/iy;

/** Where the value that a label announces would begin. */
export function afterLabel(text: string, label: Label): number {
  FILLER.lastIndex = label.end;
  FILLER.test(text);
  return FILLER.lastIndex;
}
