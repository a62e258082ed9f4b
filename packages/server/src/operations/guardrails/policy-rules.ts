import { validationException } from '../../protocol/index.ts';
import type { PolicyConfigs } from './guardrail-policies.ts';
import { regexObstacle } from './regex-obstacle.ts';

/** One broken rule. Texts of the configuration are never repeated: they may be what must not be seen. */
interface Violation {
  /** Where, from the request: `wordPolicyConfig.wordsConfig[3].text`. */
  readonly path: string;
  readonly rule: string;
}

/** Violations that are told at once. */
const VIOLATIONS_TOLD = 20;

/**
 * The rules between the members of a guardrail that no single shape states (services-data.md section 1). Throws one
 * ValidationException that names every member that breaks one. Called outside of transactions: it compiles regexes.
 */
export async function assertPolicyRules(configs: PolicyConfigs): Promise<void> {
  const violations = [
    ...somePolicy(configs),
    ...topicRules(configs),
    ...contentRules(configs),
    ...wordRules(configs),
    ...sensitiveInformationRules(configs),
    ...(await regexRules(configs)),
    ...groundingRules(configs),
  ];
  if (violations.length === 0) return;
  const told = violations.slice(0, VIOLATIONS_TOLD).map(({ path, rule }) => `${path}: ${rule}`);
  const rest = violations.length - told.length;
  throw validationException(
    [...told, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' '),
    violations.slice(0, VIOLATIONS_TOLD).map(({ path, rule }) => ({ name: path, message: rule })),
  );
}

const MOST_THRESHOLD = 0.99;
/** Of a topic's definition, in the CLASSIC tier; the shape's own maximum is that of STANDARD. */
const CLASSIC_DEFINITION_LENGTH = 200;

function somePolicy(configs: PolicyConfigs): Violation[] {
  const { topicPolicyConfig, contentPolicyConfig, contextualGroundingPolicyConfig } = configs;
  const { automatedReasoningPolicyConfig, wordPolicyConfig, sensitiveInformationPolicyConfig } = configs;
  const isThere =
    topicPolicyConfig !== undefined ||
    contentPolicyConfig !== undefined ||
    contextualGroundingPolicyConfig !== undefined ||
    automatedReasoningPolicyConfig !== undefined ||
    [
      wordPolicyConfig?.wordsConfig,
      wordPolicyConfig?.managedWordListsConfig,
      sensitiveInformationPolicyConfig?.piiEntitiesConfig,
      sensitiveInformationPolicyConfig?.regexesConfig,
    ].some((list) => list !== undefined && list.length > 0);
  if (isThere) return [];
  return [
    {
      path: 'topicPolicyConfig, contentPolicyConfig, wordPolicyConfig, sensitiveInformationPolicyConfig, contextualGroundingPolicyConfig',
      rule: 'a guardrail needs at least one policy with something in it; send one of these members.',
    },
  ];
}

function topicRules({ topicPolicyConfig: config, crossRegionConfig }: PolicyConfigs): Violation[] {
  if (config === undefined) return [];
  const isStandard = config.tierConfig?.tierName === 'STANDARD';
  const path = 'topicPolicyConfig.topicsConfig';
  const tooLong = config.topicsConfig.flatMap(({ definition }, index) =>
    isStandard || [...definition].length <= CLASSIC_DEFINITION_LENGTH
      ? []
      : [
          {
            path: `${path}[${index}].definition`,
            rule: `it has ${[...definition].length} characters; a topic of the CLASSIC tier has at most ${CLASSIC_DEFINITION_LENGTH}.`,
          },
        ],
  );
  return [
    ...repeated(config.topicsConfig, path, 'name'),
    ...tooLong,
    ...tierRules('topicPolicyConfig', isStandard, crossRegionConfig),
  ];
}

function contentRules({ contentPolicyConfig: config, crossRegionConfig }: PolicyConfigs): Violation[] {
  if (config === undefined) return [];
  const path = 'contentPolicyConfig.filtersConfig';
  const violations = repeated(config.filtersConfig, path, 'type');
  config.filtersConfig.forEach((filter, index) => {
    if (filter.type === 'PROMPT_ATTACK' && filter.outputStrength !== 'NONE') {
      violations.push({
        path: `${path}[${index}].outputStrength`,
        rule: 'PROMPT_ATTACK looks at what users write and never at what a model answers, so it must be NONE.',
      });
    }
    for (const member of ['inputModalities', 'outputModalities'] as const) {
      const modalities = filter[member] ?? [];
      if (new Set(modalities).size < modalities.length) {
        violations.push({ path: `${path}[${index}].${member}`, rule: 'each modality may stand once.' });
      }
    }
  });
  return [
    ...violations,
    ...tierRules('contentPolicyConfig', config.tierConfig?.tierName === 'STANDARD', crossRegionConfig),
  ];
}

const tierRules = (
  policy: string,
  isStandard: boolean,
  crossRegionConfig: PolicyConfigs['crossRegionConfig'],
): Violation[] =>
  isStandard && crossRegionConfig === undefined
    ? [
        {
          path: `${policy}.tierConfig.tierName`,
          rule: 'STANDARD needs crossRegionConfig with a guardrail profile, such as us.guardrail.v1:0.',
        },
      ]
    : [];

function wordRules({ wordPolicyConfig: config }: PolicyConfigs): Violation[] {
  const words = config?.wordsConfig ?? [];
  const path = 'wordPolicyConfig.wordsConfig';
  const blank = words.flatMap(({ text }, index) =>
    text.trim() === ''
      ? [{ path: `${path}[${index}].text`, rule: 'it is blank, so there is nothing to find.' }]
      : [],
  );
  const lists = config?.managedWordListsConfig ?? [];
  return [
    ...repeated(words, path, 'text'),
    ...blank,
    ...repeated(lists, 'wordPolicyConfig.managedWordListsConfig', 'type'),
  ];
}

function sensitiveInformationRules({ sensitiveInformationPolicyConfig: config }: PolicyConfigs): Violation[] {
  const path = 'sensitiveInformationPolicyConfig';
  return [
    ...repeated(config?.piiEntitiesConfig ?? [], `${path}.piiEntitiesConfig`, 'type'),
    ...repeated(config?.regexesConfig ?? [], `${path}.regexesConfig`, 'name'),
  ];
}

async function regexRules({ sensitiveInformationPolicyConfig: config }: PolicyConfigs): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const [index, { pattern }] of (config?.regexesConfig ?? []).entries()) {
    const rule = await regexObstacle(pattern);
    if (rule === undefined) continue;
    violations.push({ path: `sensitiveInformationPolicyConfig.regexesConfig[${index}].pattern`, rule });
  }
  return violations;
}

function groundingRules({ contextualGroundingPolicyConfig: config }: PolicyConfigs): Violation[] {
  const filters = config?.filtersConfig ?? [];
  const path = 'contextualGroundingPolicyConfig.filtersConfig';
  const tooHigh = filters.flatMap(({ threshold }, index) =>
    threshold > MOST_THRESHOLD
      ? [
          {
            path: `${path}[${index}].threshold`,
            rule: `it must be from 0 to ${MOST_THRESHOLD}; anything higher would block every answer.`,
          },
        ]
      : [],
  );
  return [...repeated(filters, path, 'type'), ...tooHigh];
}

/** Items whose `member` is that of an earlier one. */
function repeated<Member extends string>(
  items: readonly { readonly [name in Member]: string }[],
  path: string,
  member: Member,
): Violation[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const earlier = first.get(item[member]);
    if (earlier === undefined) {
      first.set(item[member], index);
      return [];
    }
    const rule = `it is the ${member} of ${path}[${earlier}] too; each may stand once.`;
    return [{ path: `${path}[${index}].${member}`, rule }];
  });
}
