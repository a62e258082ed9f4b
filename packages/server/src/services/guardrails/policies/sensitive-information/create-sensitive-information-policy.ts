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
import { type Mask, NOTHING_FOUND, type Policy, type PolicyInput, type PolicyResult } from '../policy.ts';
import { breathe, slicesOf } from '../slices.ts';
import { loadNameLibrary, type NameLibrary } from './name-library.ts';
import { createPiiSearch, type PiiSearch } from './pii-search.ts';
import { RegexSearch } from './regex-search.ts';

/** Code units in which PII is searched before others have their turn: some milliseconds' worth. */
const SLICE = 5_000;

/** PII across the edge of two slices is found whole up to this length; labels are seen as far. */
const OVERLAP = 500;

/**
 * The sensitive information policy: PII by form, check digit and neighbourhood, names with the help of compromise, and
 * the author's regexes. Each distinct match of a type is reported once, every occurrence is masked (`{TYPE}`, `{name of
 * the regex}`). Loads compromise only when NAME is asked for. Long texts are searched in slices, with a breath between.
 */
export async function createSensitiveInformationPolicy(
  policy: GuardrailSensitiveInformationPolicy,
): Promise<Policy> {
  const asksForNames = policy.piiEntities?.some((entity) => entity.type === 'NAME') ?? false;
  const library = asksForNames ? await loadNameLibrary() : undefined;
  const regexes = (policy.regexes ?? []).map((regex) => ({ regex, search: new RegexSearch(regex.pattern) }));
  const plans = {
    INPUT: planFor(policy, regexes, library, 'INPUT'),
    OUTPUT: planFor(policy, regexes, library, 'OUTPUT'),
  };
  return {
    check(input) {
      const plan = plans[input.source];
      if (!plan) return NOTHING_FOUND;
      const findings = new Findings();
      const steps = search(plan, input, findings);
      const length = input.texts.reduce((sum, text) => sum + text.length, 0);
      return length <= SLICE && plan.regexes.every((regex) => length <= regex.search.size)
        ? runAtOnce(steps, findings)
        : runWithBreaths(steps, findings);
    },
  };
}

interface RegexPlan {
  readonly regex: GuardrailRegex;
  readonly search: RegexSearch;
  readonly action: GuardrailSensitiveInformationAction;
}

/** What is to be looked for in texts of one source. */
interface Plan {
  readonly pii: PiiSearch | undefined;
  readonly regexes: readonly RegexPlan[];
}

function planFor(
  policy: GuardrailSensitiveInformationPolicy,
  compiled: readonly { readonly regex: GuardrailRegex; readonly search: RegexSearch }[],
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

/** Searches slice by slice; a step is one slice. */
function* search(plan: Plan, input: PolicyInput, findings: Findings): Generator<void> {
  for (const [index, text] of input.texts.entries()) {
    if (plan.pii)
      for (const slice of slicesOf(text, SLICE, OVERLAP)) {
        for (const { type, start, end, action } of plan.pii(slice.text)) {
          const from = slice.offset + start;
          if (from < slice.from || from >= slice.to) continue;
          const match = slice.text.slice(start, end);
          findings.addPii({ match, type, action: taken(action), detected: true });
          findings.act(action, {
            text: index,
            start: from,
            end: slice.offset + end,
            replacement: `{${type}}`,
          });
        }
        yield;
      }
    for (const { regex, search, action } of plan.regexes)
      for (const found of search.find(text)) {
        for (const { start, end } of found) {
          const match = text.slice(start, end);
          findings.addRegex({
            name: regex.name,
            match,
            regex: regex.pattern,
            action: taken(action),
            detected: true,
          });
          findings.act(action, { text: index, start, end, replacement: `{${regex.name}}` });
        }
        yield;
      }
  }
}

function runAtOnce(steps: Generator<void>, findings: Findings): PolicyResult {
  for (const _ of steps);
  return findings.result();
}

async function runWithBreaths(steps: Generator<void>, findings: Findings): Promise<PolicyResult> {
  for (const _ of steps) await breathe();
  return findings.result();
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
