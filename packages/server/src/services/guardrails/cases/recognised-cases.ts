import { ACTION_CASES } from './action-cases.ts';
import type { GuardrailCase } from './case.ts';
import { CONTACT_CASES } from './contact-cases.ts';
import { CREDENTIAL_CASES } from './credential-cases.ts';
import { FINANCE_CASES } from './finance-cases.ts';
import { IDENTITY_CASES } from './identity-cases.ts';
import { PEOPLE_CASES } from './people-cases.ts';
import { WORD_CASES } from './word-cases.ts';

/** Every case of what is recognised by form and by words: the word policy and the sensitive information policy. */
export const RECOGNISED_CASES: readonly GuardrailCase[] = [
  ...WORD_CASES,
  ...FINANCE_CASES,
  ...IDENTITY_CASES,
  ...CONTACT_CASES,
  ...CREDENTIAL_CASES,
  ...PEOPLE_CASES,
  ...ACTION_CASES,
];
