import { stringify } from 'yaml';

export const PROVIDER_KINDS = [
  'openai-compatible',
  'anthropic',
  'openai',
  'google',
  'amazon-bedrock',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** What a person says of a provider; empty texts are left out. */
export interface ProviderPlan {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly baseUrl: string;
  /** The variable's name; the key itself is nobody's business here. */
  readonly keyVariable: string;
  readonly region: string;
  readonly pattern: string;
  readonly as: string;
}

export interface KindFacts {
  readonly name: string;
  readonly baseUrl?: string;
  readonly keyVariable?: string;
  readonly region?: string;
  readonly pattern: string;
}

/** What usually holds for a kind; fields that it has none of are not asked for. */
export const KIND_FACTS: Readonly<Record<ProviderKind, KindFacts>> = {
  'openai-compatible': {
    name: 'local',
    baseUrl: 'http://127.0.0.1:8000/v1',
    keyVariable: '',
    pattern: 'meta.*',
  },
  anthropic: { name: 'claude', keyVariable: 'ANTHROPIC_API_KEY', pattern: 'anthropic.claude-*' },
  openai: { name: 'gpt', keyVariable: 'OPENAI_API_KEY', pattern: 'openai.gpt-*' },
  google: { name: 'gemini', keyVariable: 'GEMINI_API_KEY', pattern: 'google.gemini-*' },
  'amazon-bedrock': { name: 'cloud', region: 'us-east-1', pattern: 'amazon.nova-*' },
};

export type PlanField = 'name' | 'baseUrl' | 'keyVariable' | 'region' | 'pattern';

/** Which fields cannot stand as they are. */
export const planMistakes = (plan: ProviderPlan): ReadonlySet<PlanField> => {
  const facts = KIND_FACTS[plan.kind];
  const wrong: [PlanField, boolean][] = [
    ['name', !/^[a-zA-Z][a-zA-Z0-9-]*$/.test(plan.name)],
    ['baseUrl', facts.baseUrl !== undefined && !/^https?:\/\/\S+$/.test(plan.baseUrl)],
    ['keyVariable', facts.keyVariable !== undefined && !keyPattern(facts).test(plan.keyVariable)],
    ['region', facts.region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(plan.region)],
    ['pattern', plan.pattern.trim() === ''],
  ];
  return new Set(wrong.filter(([, isWrong]) => isWrong).map(([field]) => field));
};

/** A provider on the same machine may want no key. */
const keyPattern = ({ keyVariable }: KindFacts) =>
  keyVariable === '' ? /^([A-Z_][A-Z0-9_]*)?$/ : /^[A-Z_][A-Z0-9_]*$/;

/** The lines for streambed.yaml. */
export const providerYaml = ({
  kind,
  name,
  baseUrl,
  keyVariable,
  region,
  pattern,
  as,
}: ProviderPlan): string => {
  const facts = KIND_FACTS[kind];
  const provider = {
    type: kind,
    ...(facts.baseUrl !== undefined && { baseUrl }),
    ...(facts.keyVariable !== undefined && keyVariable !== '' && { apiKey: `\${${keyVariable}}` }),
    ...(facts.region !== undefined && { region }),
  };
  const mapping = { model: pattern, provider: name, ...(as !== '' && { as }) };
  return stringify({ models: { providers: { [name]: provider }, mappings: [mapping] } });
};
