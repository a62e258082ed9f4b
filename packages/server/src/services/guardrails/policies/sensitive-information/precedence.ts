import type { GuardrailSensitiveInformationAction } from '@streambed/model/bedrock';
import type { GuardrailPiiEntityType } from '@streambed/model/bedrock-runtime';
import type { Finding } from './finding.ts';

/**
 * Who wins where two types claim the same characters, the most certain first: what a check digit or a form of its own
 * proves; what a label announces; what can hold others inside (a URL its host, an address its domain: the longer wins); forms that many things have;
 * words.
 */
const ORDER: readonly GuardrailPiiEntityType[] = [
  'CREDIT_DEBIT_CARD_NUMBER',
  'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'VEHICLE_IDENTIFICATION_NUMBER',
  'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
  'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
  'CA_SOCIAL_INSURANCE_NUMBER',
  'US_BANK_ROUTING_NUMBER',
  'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER',
  'US_SOCIAL_SECURITY_NUMBER',
  'UK_NATIONAL_INSURANCE_NUMBER',
  'CA_HEALTH_NUMBER',
  'MAC_ADDRESS',
  'SWIFT_CODE',
  'CREDIT_DEBIT_CARD_CVV',
  'CREDIT_DEBIT_CARD_EXPIRY',
  'PIN',
  'PASSWORD',
  'DRIVER_ID',
  'US_PASSPORT_NUMBER',
  'LICENSE_PLATE',
  'US_BANK_ACCOUNT_NUMBER',
  'USERNAME',
  'URL',
  'EMAIL',
  'IP_ADDRESS',
  'PHONE',
  'ADDRESS',
  'AGE',
  'NAME',
];
const RANK: ReadonlyMap<GuardrailPiiEntityType, number> = new Map(ORDER.map((type, rank) => [type, rank]));
/** Each of these can hold the others: of them the longer wins. */
const HOLDERS: ReadonlySet<GuardrailPiiEntityType> = new Set(['URL', 'EMAIL', 'IP_ADDRESS']);
const rankOf = ({ type }: Finding): number => RANK.get(HOLDERS.has(type) ? 'URL' : type) ?? ORDER.length;

const SEVERITY: Readonly<Record<GuardrailSensitiveInformationAction, number>> = {
  NONE: 0,
  ANONYMIZE: 1,
  BLOCK: 2,
};

/**
 * Leaves of overlapping findings the one that stands first in the order, of equal ones the longer. A finding never gives
 * way to one whose action is milder: what is to be blocked stays found inside what is only to be seen.
 */
export function resolveOverlaps<T extends Finding & { readonly action: GuardrailSensitiveInformationAction }>(
  findings: readonly T[],
): T[] {
  const ordered = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: T[] = [];
  // Findings that touch are settled together; a group is small, since nothing reported is long.
  for (let from = 0; from < ordered.length; ) {
    let to = from + 1;
    let reached = (ordered[from] as T).end;
    while (to < ordered.length && (ordered[to] as T).start < reached) {
      reached = Math.max(reached, (ordered[to] as T).end);
      to++;
    }
    kept.push(...settle(ordered.slice(from, to)));
    from = to;
  }
  return kept;
}

function settle<T extends Finding & { readonly action: GuardrailSensitiveInformationAction }>(
  group: T[],
): T[] {
  if (group.length === 1) return group;
  const byRank = group.toSorted((a, b) => rankOf(a) - rankOf(b) || b.end - b.start - (a.end - a.start));
  const winners: T[] = [];
  for (const finding of byRank) {
    const loses = winners.some(
      (winner) =>
        winner.start < finding.end &&
        finding.start < winner.end &&
        (SEVERITY[winner.action] >= SEVERITY[finding.action] || winner.type === finding.type),
    );
    if (!loses) winners.push(finding);
  }
  return winners.sort((a, b) => a.start - b.start);
}
