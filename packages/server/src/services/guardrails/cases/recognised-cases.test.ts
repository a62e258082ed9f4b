import { describe, expect, it } from 'vitest';
import type { GuardrailCase } from './case.ts';
import { HARD_CASES } from './hard-cases.ts';
import { RECOGNISED_CASES } from './recognised-cases.ts';
import { runCase } from './run-case.ts';

const byText = (one: unknown, other: unknown): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));

const sorted = (outcome: GuardrailCase['expect']): GuardrailCase['expect'] => ({
  ...outcome,
  findings: [...outcome.findings].sort(byText),
});

describe('words and sensitive information on the table of cases', () => {
  it.each(RECOGNISED_CASES.map((one) => [`${one.definition}: ${one.name}`, one] as const))(
    '%s',
    async (_, one) => {
      expect(sorted(await runCase(one))).toEqual(sorted(one.expect));
    },
  );

  it.each(HARD_CASES.map((one) => [one.name, one] as const))('is known to get wrong: %s', async (_, one) => {
    expect(sorted(await runCase(one))).not.toEqual(sorted(one.expect));
  });

  it('has at least 220 cases, of which a third must pass', () => {
    expect(RECOGNISED_CASES.length).toBeGreaterThanOrEqual(220);
    const passing = RECOGNISED_CASES.filter((one) => one.expect.findings.length === 0).length;
    expect(passing * 3).toBeGreaterThanOrEqual(RECOGNISED_CASES.length);
  });

  it('has something to find of every type of PII', async () => {
    const { PII_TYPES } = await import('./pii-case.ts');
    const found = new Set(
      RECOGNISED_CASES.flatMap((one) =>
        one.expect.findings.flatMap((finding) => (finding.list === 'piiEntities' ? [finding.type] : [])),
      ),
    );
    expect([...found].sort()).toEqual([...PII_TYPES].sort());
  });

  it('names every case once within its definition', () => {
    const names = RECOGNISED_CASES.map((one) => `${one.definition}: ${one.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
