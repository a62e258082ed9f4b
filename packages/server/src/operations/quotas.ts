import { flowQuotas } from '@streambed/flow/definition';
import { quotaExceeded } from '../protocol/index.ts';

/**
 * How many resources there may be (platform.md section 1). The cloud's figures are the default, so that a flow which
 * fits here fits there; a local tool must not stand in the way, so each can be raised and all can be lifted.
 */
export interface Quotas {
  /** Per account and region. */
  readonly flows: number;
  /** Of a definition, and of the body of each loop in it. */
  readonly nodesPerFlow: number;
  readonly versionsPerFlow: number;
  /** The test alias does not count. */
  readonly aliasesPerFlow: number;
  /** Per account and region. */
  readonly prompts: number;
  /** The draft does not count. */
  readonly versionsPerPrompt: number;
  /** Per account and region. */
  readonly guardrails: number;
  /** The draft does not count. */
  readonly versionsPerGuardrail: number;
  /** Per account and region. */
  readonly knowledgeBases: number;
  readonly dataSourcesPerKnowledgeBase: number;
}

/** What the cloud allows by default. */
export const cloudQuotas: Quotas = {
  flows: 100,
  nodesPerFlow: flowQuotas.nodes,
  versionsPerFlow: 10,
  aliasesPerFlow: 10,
  prompts: 500,
  versionsPerPrompt: 10,
  guardrails: 100,
  versionsPerGuardrail: 20,
  knowledgeBases: 100,
  dataSourcesPerKnowledgeBase: 5,
};

/** No limits. */
export const liftedQuotas: Quotas = {
  flows: Number.POSITIVE_INFINITY,
  nodesPerFlow: Number.POSITIVE_INFINITY,
  versionsPerFlow: Number.POSITIVE_INFINITY,
  aliasesPerFlow: Number.POSITIVE_INFINITY,
  prompts: Number.POSITIVE_INFINITY,
  versionsPerPrompt: Number.POSITIVE_INFINITY,
  guardrails: Number.POSITIVE_INFINITY,
  versionsPerGuardrail: Number.POSITIVE_INFINITY,
  knowledgeBases: Number.POSITIVE_INFINITY,
  dataSourcesPerKnowledgeBase: Number.POSITIVE_INFINITY,
};

/** Version numbers have at most five digits on the wire (shape `NumericalVersion`), whatever the quota says. */
export const LARGEST_VERSION = 99_999;

/** As {@link LARGEST_VERSION}: those of guardrails have eight (shape `GuardrailNumericalVersion`). */
export const LARGEST_GUARDRAIL_VERSION = 99_999_999;

/**
 * Reads STREAMBED_QUOTAS: `on` (or nothing) for the cloud's quotas, `off` for none, or a list that changes some,
 * as in `flows=1000,versionsPerFlow=off`. Throws an Error that says what was wrong with it.
 */
export function parseQuotas(text: string | undefined): Quotas {
  const setting = text?.trim() ?? '';
  if (setting === '' || setting === 'on') return cloudQuotas;
  if (setting === 'off') return liftedQuotas;
  const quotas: Record<keyof Quotas, number> = { ...cloudQuotas };
  for (const entry of setting.split(',')) {
    const [name = '', value = ''] = entry.split('=', 2).map((part) => part.trim());
    if (!isQuotaName(name)) {
      const known = Object.keys(cloudQuotas).join(', ');
      throw new Error(
        `STREAMBED_QUOTAS names "${name}", which is no quota. Use on, off, or any of: ${known}.`,
      );
    }
    quotas[name] = parseLimit(name, value);
  }
  return quotas;
}

const isQuotaName = (name: string): name is keyof Quotas => Object.hasOwn(cloudQuotas, name);

function parseLimit(name: string, value: string): number {
  if (value === 'off') return Number.POSITIVE_INFINITY;
  if (!/^[0-9]{1,9}$/.test(value)) {
    throw new Error(`STREAMBED_QUOTAS gives ${name} the value "${value}". Give a whole number, or off.`);
  }
  return Number(value);
}

/**
 * Throws ServiceQuotaExceededException when one more would be too many. `owner` names who holds them and `things`
 * what they are, for the sentence the user reads.
 */
export function assertRoomFor(
  quotas: Quotas,
  quota: keyof Quotas,
  count: number,
  owner: string,
  things: string,
): void {
  const limit = quotas[quota];
  if (count < limit) return;
  throw quotaExceeded(
    `${owner} already has ${count} ${things}; the quota is ${limit}. Delete ${things} that are no longer needed, ` +
      `or start Streambed with a higher quota: STREAMBED_QUOTAS="${quota}=${count + 100}".`,
  );
}

/** Throws ServiceQuotaExceededException when the version numbers of a resource are used up. */
export function assertVersionNumberLeft(lastVersion: number, owner: string, largest = LARGEST_VERSION): void {
  if (lastVersion < largest) return;
  throw quotaExceeded(
    `${owner} has used all of its ${largest} version numbers, which are never given out twice. ` +
      'Create a new resource from its definition.',
  );
}
