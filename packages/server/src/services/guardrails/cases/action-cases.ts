import type { GuardrailRegex } from '@streambed/model/bedrock';
import type { GuardrailCase } from './case.ts';

const CARD = 'Pay with 4111 1111 1111 1111.';
const TICKET: GuardrailRegex = {
  name: 'ticket',
  pattern: '\\b[A-Z]{2,5}-\\d{1,6}\\b',
  action: 'ANONYMIZE',
};
const passes = { action: 'NONE', findings: [] } as const;

/** Actions, switches, sources, precedence, authors' regexes. */
export const ACTION_CASES: readonly GuardrailCase[] = [
  {
    name: 'PII that blocks',
    definition: 'GuardrailPiiEntity.action BLOCK',
    policies: {
      sensitiveInformationPolicy: { piiEntities: [{ type: 'CREDIT_DEBIT_CARD_NUMBER', action: 'BLOCK' }] },
    },
    source: 'INPUT',
    text: CARD,
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        {
          list: 'piiEntities',
          type: 'CREDIT_DEBIT_CARD_NUMBER',
          match: '4111 1111 1111 1111',
          action: 'BLOCKED',
        },
      ],
    },
  },
  {
    name: 'PII that is only seen',
    definition: 'GuardrailPiiEntity.action NONE: detected, the text untouched',
    policies: {
      sensitiveInformationPolicy: { piiEntities: [{ type: 'CREDIT_DEBIT_CARD_NUMBER', action: 'NONE' }] },
    },
    source: 'INPUT',
    text: CARD,
    expect: {
      action: 'NONE',
      findings: [
        {
          list: 'piiEntities',
          type: 'CREDIT_DEBIT_CARD_NUMBER',
          match: '4111 1111 1111 1111',
          action: 'NONE',
        },
      ],
    },
  },
  {
    name: 'PII with another action for outputs',
    definition: 'GuardrailPiiEntity.outputAction before action',
    policies: {
      sensitiveInformationPolicy: {
        piiEntities: [{ type: 'EMAIL', action: 'BLOCK', outputAction: 'ANONYMIZE' }],
      },
    },
    source: 'OUTPUT',
    text: 'Write to a@example.com or b@example.com.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        { list: 'piiEntities', type: 'EMAIL', match: 'a@example.com', action: 'ANONYMIZED' },
        { list: 'piiEntities', type: 'EMAIL', match: 'b@example.com', action: 'ANONYMIZED' },
      ],
      masked: 'Write to {EMAIL} or {EMAIL}.',
    },
  },
  {
    name: 'PII that is off for inputs',
    definition: 'GuardrailPiiEntity.inputEnabled false: not evaluated',
    policies: {
      sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'BLOCK', inputEnabled: false }] },
    },
    source: 'INPUT',
    text: 'Write to a@example.com.',
    expect: passes,
  },
  {
    name: 'PII that is off for outputs',
    definition: 'GuardrailPiiEntity.outputEnabled false: not evaluated',
    policies: {
      sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'BLOCK', outputEnabled: false }] },
    },
    source: 'OUTPUT',
    text: 'Write to a@example.com.',
    expect: passes,
  },
  {
    name: 'PII of a type that was not asked for',
    definition: 'Only configured types are looked for',
    policies: { sensitiveInformationPolicy: { piiEntities: [{ type: 'URL', action: 'BLOCK' }] } },
    source: 'INPUT',
    text: 'Write to a@example.com, call 202-555-0143.',
    expect: passes,
  },
  {
    name: 'an address inside a URL gives way to the URL',
    definition: 'Order of precedence: what holds others inside wins',
    policies: {
      sensitiveInformationPolicy: {
        piiEntities: [
          { type: 'URL', action: 'ANONYMIZE' },
          { type: 'IP_ADDRESS', action: 'ANONYMIZE' },
        ],
      },
    },
    source: 'INPUT',
    text: 'Open http://192.0.2.1/admin now.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [{ list: 'piiEntities', type: 'URL', match: 'http://192.0.2.1/admin', action: 'ANONYMIZED' }],
      masked: 'Open {URL} now.',
    },
  },
  {
    name: 'what blocks stays found inside what is only seen',
    definition: 'Order of precedence: never in favour of a milder action',
    policies: {
      sensitiveInformationPolicy: {
        piiEntities: [
          { type: 'URL', action: 'NONE' },
          { type: 'IP_ADDRESS', action: 'BLOCK' },
        ],
      },
    },
    source: 'INPUT',
    text: 'Open http://192.0.2.1/admin now.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        { list: 'piiEntities', type: 'URL', match: 'http://192.0.2.1/admin', action: 'NONE' },
        { list: 'piiEntities', type: 'IP_ADDRESS', match: '192.0.2.1', action: 'BLOCKED' },
      ],
    },
  },
  {
    name: 'a number is only what it is asked to be',
    definition: 'Only configured types are looked for: without NHS numbers this is a phone number',
    policies: { sensitiveInformationPolicy: { piiEntities: [{ type: 'PHONE', action: 'NONE' }] } },
    source: 'INPUT',
    text: 'Phone: 943 476 5919',
    expect: {
      action: 'NONE',
      findings: [{ list: 'piiEntities', type: 'PHONE', match: '943 476 5919', action: 'NONE' }],
    },
  },
  {
    name: 'a regex masks with its name',
    definition: 'GuardrailRegex.action ANONYMIZE',
    policies: { sensitiveInformationPolicy: { regexes: [TICKET] } },
    source: 'INPUT',
    text: 'See OPS-123, OPS-123 and ABC-9.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        { list: 'regexes', regex: 'ticket', match: 'OPS-123', action: 'ANONYMIZED' },
        { list: 'regexes', regex: 'ticket', match: 'ABC-9', action: 'ANONYMIZED' },
      ],
      masked: 'See {ticket}, {ticket} and {ticket}.',
    },
  },
  {
    name: 'a regex matches case as written',
    definition: 'RE2: case counts unless (?i)',
    policies: { sensitiveInformationPolicy: { regexes: [TICKET] } },
    source: 'INPUT',
    text: 'See ops-123.',
    expect: passes,
  },
  {
    name: 'a regex with a flag',
    definition: 'RE2: (?i)',
    policies: {
      sensitiveInformationPolicy: {
        regexes: [{ name: 'code word', pattern: '(?i)blue\\s+sky', action: 'BLOCK' }],
      },
    },
    source: 'INPUT',
    text: 'About Blue  SKY.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [{ list: 'regexes', regex: 'code word', match: 'Blue  SKY', action: 'BLOCKED' }],
    },
  },
  {
    name: 'a regex that is off for inputs',
    definition: 'GuardrailRegex.inputEnabled false',
    policies: { sensitiveInformationPolicy: { regexes: [{ ...TICKET, inputEnabled: false }] } },
    source: 'INPUT',
    text: 'See OPS-123.',
    expect: passes,
  },
  {
    name: 'a regex with a Unicode class',
    definition: 'RE2: \\p{Greek}',
    policies: {
      sensitiveInformationPolicy: { regexes: [{ name: 'greek', pattern: '\\p{Greek}+', action: 'NONE' }] },
    },
    source: 'OUTPUT',
    text: 'The letter λάμδα is here.',
    expect: {
      action: 'NONE',
      findings: [{ list: 'regexes', regex: 'greek', match: 'λάμδα', action: 'NONE' }],
    },
  },
  {
    name: 'a regex and PII together',
    definition: 'Both lists of the assessment',
    policies: {
      sensitiveInformationPolicy: {
        piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
        regexes: [TICKET],
      },
    },
    source: 'INPUT',
    text: 'OPS-7 came from a@example.com.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        { list: 'piiEntities', type: 'EMAIL', match: 'a@example.com', action: 'ANONYMIZED' },
        { list: 'regexes', regex: 'ticket', match: 'OPS-7', action: 'ANONYMIZED' },
      ],
      masked: '{ticket} came from {EMAIL}.',
    },
  },
  {
    name: 'a word that is only seen',
    definition: 'GuardrailWord.inputAction NONE',
    policies: { wordPolicy: { words: [{ text: 'acme', inputAction: 'NONE' }] } },
    source: 'INPUT',
    text: 'Acme again.',
    expect: { action: 'NONE', findings: [{ list: 'customWords', match: 'Acme', action: 'NONE' }] },
  },
  {
    name: 'a word that is off for outputs',
    definition: 'GuardrailWord.outputEnabled false',
    policies: { wordPolicy: { words: [{ text: 'acme', outputEnabled: false }] } },
    source: 'OUTPUT',
    text: 'Acme again.',
    expect: passes,
  },
  {
    name: 'a word and profanity, one seen and one blocked',
    definition: 'Both lists of the assessment; BLOCK decides',
    policies: {
      wordPolicy: {
        words: [{ text: 'acme', inputAction: 'NONE' }],
        managedWordLists: [{ type: 'PROFANITY', inputAction: 'BLOCK' }],
      },
    },
    source: 'INPUT',
    text: 'Acme is shit.',
    expect: {
      action: 'GUARDRAIL_INTERVENED',
      findings: [
        { list: 'customWords', match: 'Acme', action: 'NONE' },
        { list: 'managedWordLists', match: 'shit', action: 'BLOCKED' },
      ],
    },
  },
  {
    name: 'profanity that is off for inputs',
    definition: 'GuardrailManagedWords.inputEnabled false',
    policies: { wordPolicy: { managedWordLists: [{ type: 'PROFANITY', inputEnabled: false }] } },
    source: 'INPUT',
    text: 'Shit.',
    expect: passes,
  },
];
