import type { GuardrailCase } from './case.ts';
import { piiCases } from './pii-case.ts';

/** Cards, accounts and tax numbers. All numbers are published test numbers or the examples of registries and standards. */
export const FINANCE_CASES: readonly GuardrailCase[] = [
  ...piiCases(
    'ISO/IEC 7812: issuer prefix, length and Luhn check digit; numbers are the networks’ own test numbers',
    [
      [
        'a Visa number in groups',
        'My card is 4111 1111 1111 1111.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4111 1111 1111 1111'],
      ],
      [
        'a Visa number in a row',
        'Charge 4111111111111111 today.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4111111111111111'],
      ],
      [
        'a Visa number with dashes',
        'visa: 4000-0566-5566-5556',
        ['CREDIT_DEBIT_CARD_NUMBER', '4000-0566-5566-5556'],
      ],
      [
        'a Visa number of 13 digits',
        'The old card 4222222222222 still works.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4222222222222'],
      ],
      [
        'a Mastercard number',
        'Use 5555 5555 5555 4444 for the deposit.',
        ['CREDIT_DEBIT_CARD_NUMBER', '5555 5555 5555 4444'],
      ],
      [
        'a Mastercard number of the range that begins with 2',
        'card=2223003122003222',
        ['CREDIT_DEBIT_CARD_NUMBER', '2223003122003222'],
      ],
      [
        'an American Express number in its own groups',
        'Amex 3782 822463 10005',
        ['CREDIT_DEBIT_CARD_NUMBER', '3782 822463 10005'],
      ],
      [
        'an American Express number in a row',
        'amex 371449635398431',
        ['CREDIT_DEBIT_CARD_NUMBER', '371449635398431'],
      ],
      [
        'a Discover number',
        'Discover 6011 1111 1111 1117',
        ['CREDIT_DEBIT_CARD_NUMBER', '6011 1111 1111 1117'],
      ],
      [
        'a Diners Club number of 14 digits',
        'Diners 3056 930902 5904',
        ['CREDIT_DEBIT_CARD_NUMBER', '3056 930902 5904'],
      ],
      ['a JCB number', 'JCB 3530111333300000', ['CREDIT_DEBIT_CARD_NUMBER', '3530111333300000']],
      [
        'a UnionPay number',
        'UnionPay 6200 0000 0000 0005',
        ['CREDIT_DEBIT_CARD_NUMBER', '6200 0000 0000 0005'],
      ],
      ['a Maestro number', 'Maestro 6759649826438453', ['CREDIT_DEBIT_CARD_NUMBER', '6759649826438453']],
      [
        'a Dankort number',
        'Dankort 5019 7170 1010 3742',
        ['CREDIT_DEBIT_CARD_NUMBER', '5019 7170 1010 3742'],
      ],
      [
        'a number spelled digit by digit',
        'It is 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1, thanks.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
      ],
      [
        'a number in full width',
        'カード ４１１１ １１１１ １１１１ １１１１ です',
        ['CREDIT_DEBIT_CARD_NUMBER', '４１１１ １１１１ １１１１ １１１１'],
      ],
      [
        'a number with no-break spaces',
        'carte bancaire 5555\u00a05555\u00a05555\u00a04444',
        ['CREDIT_DEBIT_CARD_NUMBER', '5555\u00a05555\u00a05555\u00a04444'],
      ],
      [
        'a number with zero-width spaces in it',
        'pay 4111\u200b1111\u200b1111\u200b1111 now',
        ['CREDIT_DEBIT_CARD_NUMBER', '4111\u200b1111\u200b1111\u200b1111'],
      ],
      [
        'the last four digits of a card',
        'Your card ending in 4242 was charged.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4242'],
      ],
      [
        'two cards, each once',
        'First 4111111111111111, then 5555555555554444, then 4111111111111111 again.',
        ['CREDIT_DEBIT_CARD_NUMBER', '4111111111111111'],
        ['CREDIT_DEBIT_CARD_NUMBER', '5555555555554444'],
      ],
      ['an order number whose check digit is wrong', 'Order 4111 1111 1111 1112 has shipped.'],
      ['sixteen digits that no issuer begins with', 'Tracking 9999 9999 9999 9995 is on its way.'],
      ['a long serial number with a card inside', 'Serial 00411111111111111199 was scanned.'],
      ['sixteen equal digits', 'The filler is 4444444444444444.'],
      ['a UUID', 'Request 550e8400-e29b-41d4-a716-446655440000 failed.'],
      ['a timestamp in nanoseconds', 'Logged at 1700000000000000000 exactly.'],
    ],
  ),
  ...piiCases('Guide: the month and year that a card expires; three or four digits of verification', [
    [
      'expiry behind its label',
      'Card 4111 1111 1111 1111 exp 12/29',
      ['CREDIT_DEBIT_CARD_NUMBER', '4111 1111 1111 1111'],
      ['CREDIT_DEBIT_CARD_EXPIRY', '12/29'],
    ],
    [
      'expiry with four digits of the year',
      'Expiration date: 01/2031.',
      ['CREDIT_DEBIT_CARD_EXPIRY', '01/2031'],
    ],
    [
      'expiry with the month’s name',
      'The Visa is valid thru Jan 2031.',
      ['CREDIT_DEBIT_CARD_EXPIRY', 'Jan 2031'],
    ],
    [
      'expiry right behind the number',
      '5555555555554444, 08/30',
      ['CREDIT_DEBIT_CARD_NUMBER', '5555555555554444'],
      ['CREDIT_DEBIT_CARD_EXPIRY', '08/30'],
    ],
    ['expiry said of a card', 'My debit card expires 03/28.', ['CREDIT_DEBIT_CARD_EXPIRY', '03/28']],
    [
      'a whole card',
      'Mastercard 5105105105105100, expiry 11/27, CVC 737',
      ['CREDIT_DEBIT_CARD_NUMBER', '5105105105105100'],
      ['CREDIT_DEBIT_CARD_EXPIRY', '11/27'],
      ['CREDIT_DEBIT_CARD_CVV', '737'],
    ],
    ['CVV with three digits', 'The CVV is 123.', ['CREDIT_DEBIT_CARD_CVV', '123']],
    ['CVV with four digits', 'cvv2: 1234', ['CREDIT_DEBIT_CARD_CVV', '1234']],
    ['security code', 'Security code 456 is on the back.', ['CREDIT_DEBIT_CARD_CVV', '456']],
    ['CVC in JSON', '{"cvc": "737"}', ['CREDIT_DEBIT_CARD_CVV', '737']],
    ['a contract that expires', 'The contract expires 05/2027 unless renewed.'],
    ['a day and not a month', 'The offer expires 12/31/2027.'],
    ['a CVV that is asked for', 'Enter the CVV from the back of the card.'],
    ['a fraction', 'About 11/12 of the work is finished.'],
  ]),
  ...piiCases('Guide: a four-digit personal identification number of a bank account', [
    ['a PIN behind its label', 'My PIN is 4821.', ['PIN', '4821']],
    ['a PIN with a colon', 'ATM PIN: 7310', ['PIN', '7310']],
    ['a PIN in lower case', 'your pin number is 9034', ['PIN', '9034']],
    ['a pin of a chip', 'Connect pin 4 of the header to ground.'],
    ['an Indian postal code', 'PIN code 560001 is in Bengaluru.'],
    ['a pinned message', 'We pin 1200 messages a day at most, pinning more fails.'],
  ]),
  ...piiCases('ISO 13616: country, length, remainder 1 modulo 97; numbers are the examples of the registry', [
    [
      'a German IBAN in groups',
      'IBAN DE89 3704 0044 0532 0130 00',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'DE89 3704 0044 0532 0130 00'],
    ],
    [
      'a British IBAN',
      'Send it to GB29NWBK60161331926819, please.',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'GB29NWBK60161331926819'],
    ],
    [
      'a French IBAN with letters',
      'FR14 2004 1010 0505 0001 3M02 606',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'FR14 2004 1010 0505 0001 3M02 606'],
    ],
    [
      'a Spanish IBAN',
      'cuenta ES9121000418450200051332',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'ES9121000418450200051332'],
    ],
    [
      'an Italian IBAN',
      'IT60 X054 2811 1010 0000 0123 456',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'IT60 X054 2811 1010 0000 0123 456'],
    ],
    [
      'a Dutch IBAN',
      'rekening NL91ABNA0417164300',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'NL91ABNA0417164300'],
    ],
    ['a Belgian IBAN', 'BE68 5390 0754 7034', ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'BE68 5390 0754 7034']],
    [
      'a Norwegian IBAN, the shortest',
      'NO93 8601 1117 947',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'NO93 8601 1117 947'],
    ],
    [
      'a Maltese IBAN, the longest',
      'MT84MALT011000012345MTLCAST001S',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'MT84MALT011000012345MTLCAST001S'],
    ],
    [
      'a Brazilian IBAN',
      'BR1800360305000010009795493C1',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'BR1800360305000010009795493C1'],
    ],
    [
      'an IBAN in lower case',
      'iban: ch9300762011623852957',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'ch9300762011623852957'],
    ],
    [
      'a Saudi IBAN',
      'SA03 8000 0000 6080 1016 7519',
      ['INTERNATIONAL_BANK_ACCOUNT_NUMBER', 'SA03 8000 0000 6080 1016 7519'],
    ],
    ['an IBAN with a wrong check', 'GB29NWBK60161331926818 was refused.'],
    ['an IBAN that is too short', 'DE89 3704 0044 0532 0130 was refused.'],
    ['a country without IBANs', 'US89 3704 0044 0532 0130 00 was refused.'],
    ['times that are no IBAN', 'At 10 30 45 12 we left, at 11 15 20 33 we came.'],
    ['a part number', 'Part DE12 3456 and part FR99 8877 are out of stock.'],
  ]),
  ...piiCases('ISO 9362: party, country, place, branch; eight or eleven characters', [
    ['a code of eleven characters', 'SWIFT code: DEUTDEFF500', ['SWIFT_CODE', 'DEUTDEFF500']],
    ['a code of eight characters', 'BIC DABADKKK for the transfer', ['SWIFT_CODE', 'DABADKKK']],
    ['a head office', 'Wire it through the bank NEDSZAJJXXX.', ['SWIFT_CODE', 'NEDSZAJJXXX']],
    ['a code with a digit', 'The swift code is CHASUS33.', ['SWIFT_CODE', 'CHASUS33']],
    ['a shouted word of eight letters', 'The SHIPMENT went out by wire transfer.'],
    ['a code in no country', 'SWIFT code: DEUTQQFF is not valid.'],
    ['a word of eight capitals far from any bank', 'This is a COMPLETE answer.'],
  ]),
  ...piiCases('ABA: nine digits, the Federal Reserve’s ranges, weights 3 7 1', [
    [
      'a routing number behind its label',
      'Routing number: 021000021',
      ['US_BANK_ROUTING_NUMBER', '021000021'],
    ],
    [
      'a routing number and an account',
      'routing 110000000, account number 000123456789',
      ['US_BANK_ROUTING_NUMBER', '110000000'],
      ['US_BANK_ACCOUNT_NUMBER', '000123456789'],
    ],
    ['an ABA number', 'The ABA is 011000015.', ['US_BANK_ROUTING_NUMBER', '011000015']],
    ['nine digits whose check is wrong', 'Routing number 021000022 was refused.'],
    ['nine digits outside the ranges', 'Routing number 991000025 was refused.'],
    ['nine digits without a bank', 'The population is 111000025 today.'],
  ]),
  ...piiCases('Guide: a US bank account number, usually 10 to 12 digits, or its last four', [
    [
      'an account behind its label',
      'My bank account is 1234567890.',
      ['US_BANK_ACCOUNT_NUMBER', '1234567890'],
    ],
    ['a checking account', 'Checking account # 000987654321', ['US_BANK_ACCOUNT_NUMBER', '000987654321']],
    ['an account in JSON', '{"accountNumber":"00123456789"}', ['US_BANK_ACCOUNT_NUMBER', '00123456789']],
    ['the last four of an account', 'the savings account ending in 6789', ['US_BANK_ACCOUNT_NUMBER', '6789']],
    ['an account that is opened', 'We opened 250 accounts and closed 12 in 2024.'],
    ['an AWS account without label', 'Everything runs in 111122223333 in that region.'],
  ]),
];
