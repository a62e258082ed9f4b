import type { Clock, ServiceCall } from '@streambed/flow/ports';
import type { GuardrailRecord, Scope, Store } from '../../store/index.ts';
import { checkContent } from './check-content.ts';
import type { NamedPolicy } from './compile-policies.ts';
import {
  guardrailNotFound,
  guardrailVersionText,
  parseGuardrailIdentifier,
  parseGuardrailVersion,
} from './guardrail-identifier.ts';
import type { GuardrailSource, OpenGuardrail } from './open-guardrail.ts';
import { RecentlyUsed } from './recently-used.ts';
import { streamNeeds } from './stream-needs.ts';
import { guardrailUsage } from './usage.ts';

/**
 * Compiled guardrails that are kept: more than an account may have drafts of. Versions come on top, and each may bring a
 * million characters of words, so what they take together is bounded too, in bytes; those beyond are compiled anew.
 */
const KEPT = { most: 128, weight: 256 * 1024 * 1024 };

/** What a compiled guardrail takes, and each character of its words for each side; a test measures the latter. */
const BYTES = 64 * 1024;
const BYTES_PER_CHARACTER = 45;

const weightOf = ({ policies }: GuardrailRecord): number =>
  BYTES +
  2 *
    BYTES_PER_CHARACTER *
    (policies.wordPolicy?.words ?? []).reduce((sum, { text }) => sum + text.length, 0);

export interface EmbeddedGuardrailsWorld {
  readonly store: Pick<Store, 'guardrails'>;
  readonly clock: Clock;
  /** Makes the policies of a guardrail ready; rejects with FlowError when one cannot be. */
  compile(record: GuardrailRecord): Promise<readonly NamedPolicy[]>;
  /** Whether a model judges topics and content. */
  readonly hasJudge: boolean;
}

/**
 * The guardrails of this server's store. One is found only in the caller's own account and region; its policies are
 * compiled when it is first used, and again when it was changed.
 */
export function createEmbeddedGuardrails(world: EmbeddedGuardrailsWorld): GuardrailSource {
  const { store, clock, compile, hasJudge } = world;
  const compiled = new RecentlyUsed<Promise<OpenGuardrail>>(KEPT);

  const openRecord = async (
    record: GuardrailRecord,
    { accountId, region }: Scope,
  ): Promise<OpenGuardrail> => {
    const policies = await compile(record);
    const details = {
      guardrailId: record.id,
      guardrailVersion: guardrailVersionText(record.version),
      guardrailArn: `arn:aws:bedrock:${region}:${accountId}:guardrail/${record.id}`,
    };
    return {
      id: record.id,
      stream: streamNeeds(record.policies, hasJudge),
      answerUsage: (size) => guardrailUsage(record.policies, size, 'OUTPUT'),
      check: (request, caller) => checkContent({ record, details, policies, clock }, request, caller),
    };
  };

  return {
    async open(identifier, version, call) {
      const record = await find(store, identifier, version, call);
      if (!record) throw guardrailNotFound(identifier, version, call);
      const { accountId, region } = call;
      const key = [accountId, region, record.id, record.version, record.updatedAt].join('/');
      const known = compiled.get(key);
      if (known) return known;
      const opened = openRecord(record, call);
      // Callers that come meanwhile wait for the same; one that cannot be made ready is tried again.
      compiled.set(key, opened, weightOf(record));
      opened.catch(() => compiled.delete(key));
      return opened;
    },
  };
}

async function find(
  store: Pick<Store, 'guardrails'>,
  identifier: string,
  versionText: string,
  { accountId, region }: ServiceCall,
): Promise<GuardrailRecord | undefined> {
  const name = parseGuardrailIdentifier(identifier);
  const version = parseGuardrailVersion(versionText);
  if (!name || version === undefined) return undefined;
  if (name.accountId !== undefined && (name.accountId !== accountId || name.region !== region))
    return undefined;
  return store.guardrails.get({ accountId, region }, name.id, version);
}
