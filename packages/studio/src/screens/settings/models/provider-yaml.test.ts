import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  KIND_FACTS,
  PROVIDER_KINDS,
  type ProviderPlan,
  planMistakes,
  providerYaml,
} from './provider-yaml.ts';

const plan = (changes: Partial<ProviderPlan> = {}): ProviderPlan => {
  const kind = changes.kind ?? 'anthropic';
  return { baseUrl: '', keyVariable: '', region: '', as: '', ...KIND_FACTS[kind], ...changes, kind };
};

describe('the lines for the file', () => {
  test.each(PROVIDER_KINDS)('of a usual %s are whole', (kind) => {
    expect(planMistakes(plan({ kind }))).toEqual(new Set());
    const { models } = parse(providerYaml(plan({ kind })));
    const { name, pattern } = KIND_FACTS[kind];
    expect(models.providers[name].type).toBe(kind);
    expect(models.mappings).toEqual([{ model: pattern, provider: name }]);
  });

  test('name the variable and never a key', () => {
    expect(providerYaml(plan({ as: 'claude-sonnet-4-5' }))).toBe(
      [
        'models:',
        '  providers:',
        '    claude:',
        '      type: anthropic',
        '      apiKey: ${ANTHROPIC_API_KEY}',
        '  mappings:',
        '    - model: anthropic.claude-*',
        '      provider: claude',
        '      as: claude-sonnet-4-5',
        '',
      ].join('\n'),
    );
  });

  test('quote what would mean something else', () => {
    const { models } = parse(providerYaml(plan({ pattern: '*', as: 'yes: no' })));
    expect(models.mappings).toEqual([{ model: '*', provider: 'claude', as: 'yes: no' }]);
  });
});

test.each([
  [{ name: '1st' }, 'name'],
  [{ name: 'a: b' }, 'name'],
  [{ kind: 'openai-compatible', baseUrl: 'localhost' }, 'baseUrl'],
  [{ keyVariable: 'sk-abc' }, 'keyVariable'],
  [{ keyVariable: '' }, 'keyVariable'],
  [{ kind: 'amazon-bedrock', region: 'here' }, 'region'],
  [{ pattern: ' ' }, 'pattern'],
] as const)('%j is wrong in %s', (changes, field) => {
  expect(planMistakes(plan(changes))).toEqual(new Set([field]));
});
