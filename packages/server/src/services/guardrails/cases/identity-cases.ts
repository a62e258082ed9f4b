import type { GuardrailCase } from './case.ts';
import { piiCases } from './pii-case.ts';

/** Numbers that states give to people and vehicles. Published examples, advertised or never-issued numbers only. */
export const IDENTITY_CASES: readonly GuardrailCase[] = [
  ...piiCases('SSA: area not 000, 666 or 900 and up, group not 00, serial not 0000', [
    ['a social security number with dashes', 'SSN 123-45-6789', ['US_SOCIAL_SECURITY_NUMBER', '123-45-6789']],
    [
      'a social security number with spaces',
      'It is 219 09 9999 I think.',
      ['US_SOCIAL_SECURITY_NUMBER', '219 09 9999'],
    ],
    [
      'a social security number in a row',
      'social security number: 078051120',
      ['US_SOCIAL_SECURITY_NUMBER', '078051120'],
    ],
    ['a social security number with dots', 'ssn 123.45.6789', ['US_SOCIAL_SECURITY_NUMBER', '123.45.6789']],
    [
      'a social security number with en dashes',
      'SSN: 123–45–6789',
      ['US_SOCIAL_SECURITY_NUMBER', '123–45–6789'],
    ],
    ['a hidden social security number', 'SSN: XXX-XX-6789', ['US_SOCIAL_SECURITY_NUMBER', 'XXX-XX-6789']],
    [
      'the last four of a social security number',
      'The last four of your SSN are missing; the last four digits of the social security number: 6789',
      ['US_SOCIAL_SECURITY_NUMBER', '6789'],
    ],
    ['an area that was never given out', 'The code 666-45-6789 is wrong, 000-45-6789 too.'],
    ['a group that was never given out', 'The code 123-00-6789 is wrong.'],
    ['a serial that was never given out', 'The code 123-45-0000 is wrong.'],
    ['nine digits of an order', 'Order 123456789 has shipped.'],
    ['a part number', 'Part A-123-45-6789-B is in stock.'],
  ]),
  ...piiCases('IRS: begins with 9, fourth and fifth digits 50–65, 70–88, 90–92, 94–99', [
    [
      'an ITIN with dashes',
      'My ITIN is 912-70-1234.',
      ['US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', '912-70-1234'],
    ],
    ['an ITIN in a row', 'ITIN: 900881234', ['US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', '900881234']],
    [
      'an ITIN with spaces',
      'taxpayer identification 999 94 1234',
      ['US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', '999 94 1234'],
    ],
    ['a group that is no ITIN’s', 'ITIN 912-93-1234 does not exist.'],
  ]),
  ...piiCases('Guide: six to nine alphanumeric characters; the State Department issues nine', [
    ['a passport with a letter', 'Passport No. C01234567', ['US_PASSPORT_NUMBER', 'C01234567']],
    ['a passport of nine digits', 'passport number 340020013', ['US_PASSPORT_NUMBER', '340020013']],
    [
      'a passport in a sentence',
      'She showed her passport (A12345678) at the gate.',
      ['US_PASSPORT_NUMBER', 'A12345678'],
    ],
    ['a passport without number', 'Bring your passport by 20 June.'],
    ['a booking code near no passport', 'The booking A12345678 is confirmed.'],
  ]),
  ...piiCases('Guide: the number of a driver’s licence; forms of states and countries', [
    ['a licence of California', "driver's license A1234567", ['DRIVER_ID', 'A1234567']],
    ['a licence of Florida', 'Driver License: D400-783-60-001-0', ['DRIVER_ID', 'D400-783-60-001-0']],
    ['a licence of New York', 'driver license number 123 456 789', ['DRIVER_ID', '123 456 789']],
    [
      'a licence of the United Kingdom, by its form',
      'I drive with MORGA657054SM9IJ.',
      ['DRIVER_ID', 'MORGA657054SM9IJ'],
    ],
    ['a licence of Germany', 'Führerschein B072RRE2I55', ['DRIVER_ID', 'B072RRE2I55']],
    ['a licence of Ontario', 'driving licence no. A1234-56789-01234', ['DRIVER_ID', 'A1234-56789-01234']],
    ['a licence with DL', 'DL: WDLABCD456DG', ['DRIVER_ID', 'WDLABCD456DG']],
    ['a licence of France', 'permis de conduire : 123456789012', ['DRIVER_ID', '123456789012']],
    ['a licence without number', 'He lost his driving licence in 2019.'],
    ['a software licence', 'The license key is under the MIT terms.'],
  ]),
  ...piiCases('Plates of several countries, near a word for plate or vehicle', [
    ['a plate of California', 'license plate 7ABC123', ['LICENSE_PLATE', '7ABC123']],
    ['a plate of the United Kingdom', 'The car AB12 CDE was parked outside.', ['LICENSE_PLATE', 'AB12 CDE']],
    ['a plate of Germany', 'Kennzeichen: B-MA 1234', ['LICENSE_PLATE', 'B-MA 1234']],
    ['a plate of France', 'plaque AB-123-CD', ['LICENSE_PLATE', 'AB-123-CD']],
    ['a plate of Spain', 'matrícula 1234 BCD', ['LICENSE_PLATE', '1234 BCD']],
    ['a plate of the Netherlands', 'kenteken 12-ABC-3', ['LICENSE_PLATE', '12-ABC-3']],
    ['a plate of Australia', 'number plate ABC-123', ['LICENSE_PLATE', 'ABC-123']],
    ['a plate of Italy', 'targa AB 123 CD', ['LICENSE_PLATE', 'AB 123 CD']],
    ['a dinner plate', 'Put 3 slices on each plate.'],
    ['a course code', 'Module CS-101-AB begins on Monday.'],
  ]),
  ...piiCases('ISO 3779: seventeen characters without I, O, Q; the check digit of 49 CFR 565', [
    [
      'a VIN by its check digit',
      'It is 1M8GDM9AXKP042788, a bus.',
      ['VEHICLE_IDENTIFICATION_NUMBER', '1M8GDM9AXKP042788'],
    ],
    [
      'a VIN behind its label',
      'VIN: 1HGCM82633A004352',
      ['VEHICLE_IDENTIFICATION_NUMBER', '1HGCM82633A004352'],
    ],
    [
      'a European VIN without check digit, by its label',
      'Fahrgestellnummer WAUZZZ8V7KA000000',
      ['VEHICLE_IDENTIFICATION_NUMBER', 'WAUZZZ8V7KA000000'],
    ],
    ['seventeen characters whose check is wrong', 'The token 1M8GDM9A1KP042788 has expired.'],
    ['seventeen characters with an O', 'The token 1M8GDM9AXKPO42788 has expired.'],
  ]),
  ...piiCases('NHS: ten digits, weights 10 to 2 modulo 11; 485 777 3456 is the guide’s own example', [
    [
      'an NHS number in groups',
      'NHS number 943 476 5919',
      ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '943 476 5919'],
    ],
    [
      'an NHS number in a row',
      'The patient is 4010232137.',
      ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '4010232137'],
    ],
    [
      'the guide’s example',
      'NHS number: 485 777 3456',
      ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '485 777 3456'],
    ],
    [
      'a number of the test range',
      'NHS no. 999 000 0018',
      ['UK_NATIONAL_HEALTH_SERVICE_NUMBER', '999 000 0018'],
    ],
    ['ten digits near a patient whose check is wrong', 'The patient file 9434765918 was closed.'],
    ['ten digits without the NHS', 'The parcel 9434765919 was delivered.'],
  ]),
  ...piiCases('HMRC: two prefix letters in use, six digits, suffix A to D; QQ in examples', [
    [
      'a national insurance number in groups',
      'NI number AB 12 34 56 C',
      ['UK_NATIONAL_INSURANCE_NUMBER', 'AB 12 34 56 C'],
    ],
    [
      'a national insurance number in a row',
      'His number is JG103759A.',
      ['UK_NATIONAL_INSURANCE_NUMBER', 'JG103759A'],
    ],
    [
      'HMRC’s example',
      'National Insurance number: QQ 12 34 56 C',
      ['UK_NATIONAL_INSURANCE_NUMBER', 'QQ 12 34 56 C'],
    ],
    [
      'a national insurance number in lower case',
      'nino ab123456c',
      ['UK_NATIONAL_INSURANCE_NUMBER', 'ab123456c'],
    ],
    ['a prefix that is not used', 'Part GB123456A and part NK123456B are here.'],
    ['a letter that is not used', 'Part DA123456A is here.'],
    ['a suffix that does not exist', 'Part AB123456E is here.'],
  ]),
  ...piiCases('HMRC: ten digits of which the first checks the others', [
    ['a tax reference', 'UTR 1123456789', ['UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER', '1123456789']],
    [
      'a tax reference in groups',
      'Unique Taxpayer Reference: 12345 67895',
      ['UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER', '12345 67895'],
    ],
    [
      'a tax reference with its K',
      'HMRC sent 1234567895K',
      ['UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER', '1234567895K'],
    ],
    ['a tax reference whose check is wrong', 'UTR 2134567890 is wrong.'],
    ['ten digits without the tax office', 'Invoice 1123456789 is due.'],
  ]),
  ...piiCases('Social insurance: three groups of three, Luhn; 046 454 286 is the published example', [
    ['the published example', 'My SIN is 046 454 286.', ['CA_SOCIAL_INSURANCE_NUMBER', '046 454 286']],
    ['a number with dashes', 'Use 130-692-544 for payroll.', ['CA_SOCIAL_INSURANCE_NUMBER', '130-692-544']],
    [
      'a number in French',
      "Numéro d'assurance sociale : 130692544",
      ['CA_SOCIAL_INSURANCE_NUMBER', '130692544'],
    ],
    ['a number whose check is wrong', 'SIN 046 454 287 was refused.'],
    ['a large number in groups of three', 'They sold 130 692 544 units.'],
    ['a sin', 'It is a sin to waste 130692544 grains of rice.'],
  ]),
  ...piiCases(
    'Health numbers of the provinces: Ontario Luhn, British Columbia modulo 11, Québec name and birthday',
    [
      [
        'an Ontario number with version code',
        'OHIP 1234-567-897-AB',
        ['CA_HEALTH_NUMBER', '1234-567-897-AB'],
      ],
      ['an Ontario number', 'Her health card is 1234 567 897.', ['CA_HEALTH_NUMBER', '1234 567 897']],
      ['a number of British Columbia', 'PHN: 9698 658 215', ['CA_HEALTH_NUMBER', '9698 658 215']],
      [
        'a number of Québec, by its form',
        'Elle a présenté TREM 7851 0125.',
        ['CA_HEALTH_NUMBER', 'TREM 7851 0125'],
      ],
      [
        'a number of Alberta',
        'Alberta personal health number: 12345-6789',
        ['CA_HEALTH_NUMBER', '12345-6789'],
      ],
      ['ten digits near a health card whose check is wrong', 'The health card form has 1234 567 890 copies.'],
      ['four letters and a number that is no birthday', 'Model TREM 7899 9925 is sold out.'],
    ],
  ),
];
