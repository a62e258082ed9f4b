import type { GuardrailPiiEntity, GuardrailSensitiveInformationAction } from '@streambed/model/bedrock';
import type { GuardrailPiiEntityType } from '@streambed/model/bedrock-runtime';
import type { GuardrailCase } from './case.ts';

export const PII_TYPES: readonly GuardrailPiiEntityType[] = [
  'ADDRESS',
  'AGE',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'CA_HEALTH_NUMBER',
  'CA_SOCIAL_INSURANCE_NUMBER',
  'CREDIT_DEBIT_CARD_CVV',
  'CREDIT_DEBIT_CARD_EXPIRY',
  'CREDIT_DEBIT_CARD_NUMBER',
  'DRIVER_ID',
  'EMAIL',
  'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
  'IP_ADDRESS',
  'LICENSE_PLATE',
  'MAC_ADDRESS',
  'NAME',
  'PASSWORD',
  'PHONE',
  'PIN',
  'SWIFT_CODE',
  'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
  'UK_NATIONAL_INSURANCE_NUMBER',
  'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
  'URL',
  'USERNAME',
  'US_BANK_ACCOUNT_NUMBER',
  'US_BANK_ROUTING_NUMBER',
  'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER',
  'US_PASSPORT_NUMBER',
  'US_SOCIAL_SECURITY_NUMBER',
  'VEHICLE_IDENTIFICATION_NUMBER',
];

export const entities = (
  types: readonly GuardrailPiiEntityType[],
  action: GuardrailSensitiveInformationAction,
): GuardrailPiiEntity[] => types.map((type) => ({ type, action }));

/**
 * A text and what stands in it, shown to a guardrail that anonymizes all 31 types, so that every case is a near miss of
 * the thirty others. Matches are given
 * as type and words, each distinct one once; no match may stand inside another.
 */
export type PiiRow = readonly [
  name: string,
  text: string,
  ...matches: readonly (readonly [type: GuardrailPiiEntityType, match: string])[],
];

/** Cases that share a definition. */
export const piiCases = (definition: string, rows: readonly PiiRow[]): GuardrailCase[] =>
  rows.map(([name, text, ...matches]) => ({
    name,
    definition,
    policies: { sensitiveInformationPolicy: { piiEntities: entities(PII_TYPES, 'ANONYMIZE') } },
    source: 'INPUT',
    text,
    expect:
      matches.length === 0
        ? { action: 'NONE', findings: [] }
        : {
            action: 'GUARDRAIL_INTERVENED',
            findings: matches.map(([type, match]) => ({
              list: 'piiEntities',
              type,
              match,
              action: 'ANONYMIZED',
            })),
            masked: matches.reduce((masked, [type, match]) => masked.replaceAll(match, `{${type}}`), text),
          },
  }));
