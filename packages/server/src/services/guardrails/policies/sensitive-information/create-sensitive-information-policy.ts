import { setImmediate as nextTurn } from 'node:timers/promises';
import { authorFault } from '@streambed/flow/ports';
import type {
  GuardrailPiiEntity,
  GuardrailRegex,
  GuardrailSensitiveInformationAction,
  GuardrailSensitiveInformationPolicy,
} from '@streambed/model/bedrock';
import type {
  GuardrailContentSource,
  GuardrailPiiEntityFilter,
  GuardrailPiiEntityType,
  GuardrailRegexFilter,
  GuardrailSensitiveInformationPolicyAction,
} from '@streambed/model/bedrock-runtime';
import { inTurns, type Steps } from '../../../turns.ts';
import { assertWithinFindings } from '../findings-quota.ts';
import { type Mask, NOTHING_FOUND, type Policy, type PolicyResult } from '../policy.ts';
import { slicesOf } from '../slices.ts';
import { loadNameLibrary, type NameLibrary } from './name-library.ts';
import { createPiiSearch, type PiiSearch } from './pii-search.ts';
import type { RegexSearch } from './regex-search.ts';
import { RegexTime, RegexTimeout } from './regex-time.ts';

/** Code units in which PII is searched in one go. */
const SLICE = 5_000;

/** PII across the edge of two slices is found whole up to this length; labels are seen as far. */
const OVERLAP = 500;

/**
 * The sensitive information policy: PII by form, check digit and neighbourhood, names with the help of compromise, and
 * the author's regexes. Each distinct match of a type is reported once, every occurrence is masked (`{TYPE}`, `{name of
 * the regex}`). Starts the thread with compromise only when NAME is asked for.
 */
export async function createSensitiveInformationPolicy(
  policy: GuardrailSensitiveInformationPolicy,
): Promise<Policy> {
  const asksForNames = policy.piiEntities?.some((entity) => entity.type === 'NAME') ?? false;
  const library = asksForNames ? await loadNameLibrary() : undefined;
  const regexes = await compileRegexes(policy.regexes ?? []);
  const plans = {
    INPUT: planFor(policy, regexes, library, 'INPUT'),
    OUTPUT: planFor(policy, regexes, library, 'OUTPUT'),
  };
  return {
    check(input, call) {
      const plan = plans[input.source];
      if (!plan) return NOTHING_FOUND;
      return inTurns(search(plan, input.texts), call.signal);
    },
  };
}

interface CompiledRegex {
  readonly regex: GuardrailRegex;
  readonly search: RegexSearch;
}

/** Loads the engine only where there is a regex; each is compiled in a turn of its own. */
async function compileRegexes(regexes: readonly GuardrailRegex[]): Promise<readonly CompiledRegex[]> {
  const compiled: CompiledRegex[] = [];
  if (regexes.length === 0) return compiled;
  const { RegexSearch } = await import('./regex-search.ts');
  for (const regex of regexes) {
    await nextTurn();
    compiled.push({ regex, search: new RegexSearch(regex.pattern) });
  }
  return compiled;
}

interface RegexPlan extends CompiledRegex {
  readonly action: GuardrailSensitiveInformationAction;
}

/** What is to be looked for in texts of one source. */
interface Plan {
  readonly pii: PiiSearch | undefined;
  readonly regexes: readonly RegexPlan[];
}

function planFor(
  policy: GuardrailSensitiveInformationPolicy,
  compiled: readonly CompiledRegex[],
  library: NameLibrary | undefined,
  source: GuardrailContentSource,
): Plan | undefined {
  const actions = new Map<GuardrailPiiEntityType, GuardrailSensitiveInformationAction>();
  for (const entity of policy.piiEntities ?? [])
    if (isEnabled(entity, source)) actions.set(entity.type, actionOf(entity, source));
  const regexes = compiled
    .filter(({ regex }) => isEnabled(regex, source))
    .map(({ regex, search }) => ({ regex, search, action: actionOf(regex, source) }));
  if (actions.size === 0 && regexes.length === 0) return undefined;
  return { pii: actions.size > 0 ? createPiiSearch(actions, library) : undefined, regexes };
}

type Switches = Pick<
  GuardrailPiiEntity,
  'action' | 'inputAction' | 'outputAction' | 'inputEnabled' | 'outputEnabled'
>;

const isEnabled = (switches: Switches, source: GuardrailContentSource): boolean =>
  (source === 'INPUT' ? switches.inputEnabled : switches.outputEnabled) ?? true;

const actionOf = (switches: Switches, source: GuardrailContentSource): GuardrailSensitiveInformationAction =>
  (source === 'INPUT' ? switches.inputAction : switches.outputAction) ?? switches.action;

function* search(plan: Plan, texts: readonly string[]): Steps<PolicyResult> {
  const findings = new Findings();
  const regexes = plan.regexes.map((regex) => ({ regex, time: new RegexTime(texts) }));
  for (const [index, text] of texts.entries()) {
    if (plan.pii) yield* searchPii(plan.pii, text, index, findings);
    for (const { regex, time } of regexes) yield* searchRegex(regex, time, text, index, findings);
  }
  return findings.result();
}

function* searchPii(pii: PiiSearch, text: string, index: number, findings: Findings): Steps<void> {
  for (const slice of slicesOf(text, SLICE, OVERLAP))
    for (const { type, start, end, action } of yield* pii(slice.text)) {
      const from = slice.offset + start;
      if (from < slice.from || from >= slice.to) continue;
      const match = slice.text.slice(start, end);
      findings.addPii({ match, type, action: taken(action), detected: true });
      findings.act(action, { text: index, start: from, end: slice.offset + end, replacement: `{${type}}` });
    }
}

function* searchRegex(
  { regex, search, action }: RegexPlan,
  time: RegexTime,
  text: string,
  index: number,
  findings: Findings,
): Steps<void> {
  const { name, pattern } = regex;
  try {
    for (const found of search.find(text, time)) {
      if (found) {
        const match = text.slice(found.start, found.end);
        findings.addRegex({ name, match, regex: pattern, action: taken(action), detected: true });
        findings.act(action, { text: index, ...found, replacement: `{${name}}` });
      }
      yield;
    }
  } catch (error) {
    if (!(error instanceof RegexTimeout)) throw error;
    throw authorFault(
      `The regex ${name} of the guardrail took more than ${time.allowed} ms for this text, which was not checked and goes no further. ` +
        'Write a regex that does not look far ahead for what may not come, or send shorter texts.',
    );
  }
}

const ACTIONS: Readonly<
  Record<GuardrailSensitiveInformationAction, GuardrailSensitiveInformationPolicyAction>
> = { BLOCK: 'BLOCKED', ANONYMIZE: 'ANONYMIZED', NONE: 'NONE' };

const taken = (action: GuardrailSensitiveInformationAction): GuardrailSensitiveInformationPolicyAction =>
  ACTIONS[action];

/** What was found so far. */
class Findings {
  private readonly pii = new Map<string, GuardrailPiiEntityFilter>();
  private readonly regexes = new Map<string, GuardrailRegexFilter>();
  private readonly masks: Mask[] = [];
  private blocked = false;

  addPii(filter: GuardrailPiiEntityFilter): void {
    this.pii.set(`${filter.type} ${filter.match}`, filter);
  }

  addRegex(filter: GuardrailRegexFilter): void {
    this.regexes.set(JSON.stringify([filter.name, filter.match]), filter);
  }

  act(action: GuardrailSensitiveInformationAction, mask: Mask): void {
    if (action === 'BLOCK') this.blocked = true;
    if (action === 'ANONYMIZE') this.masks.push(mask);
    this.assertWithinQuota();
  }

  private assertWithinQuota(): void {
    assertWithinFindings(this.pii.size + this.regexes.size, this.masks.length);
  }

  result(): PolicyResult {
    if (this.pii.size === 0 && this.regexes.size === 0) return NOTHING_FOUND;
    return {
      assessment: {
        sensitiveInformationPolicy: {
          piiEntities: [...this.pii.values()],
          regexes: [...this.regexes.values()],
        },
      },
      blocked: this.blocked,
      masks: this.masks,
    };
  }
}
