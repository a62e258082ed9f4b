/**
 * (f) Guardrails: precision and recall of every type on the tables of cases; what a guardrail without judge adds per
 * 1,000 characters of prose, with all policies on, against a bare pass over the same text; and for how long the event
 * loop stands still at worst while texts and regexes that were made for it are checked.
 */
import { FlowError, type ServiceCall } from '@streambed/flow/ports';
import type { GuardrailFinding } from '../packages/server/src/services/guardrails/cases/case.ts';
import { HARD_CASES } from '../packages/server/src/services/guardrails/cases/hard-cases.ts';
import { JUDGED_CASES } from '../packages/server/src/services/guardrails/cases/judged-cases.ts';
import { entities, PII_TYPES } from '../packages/server/src/services/guardrails/cases/pii-case.ts';
import { RECOGNISED_CASES } from '../packages/server/src/services/guardrails/cases/recognised-cases.ts';
import { runCase } from '../packages/server/src/services/guardrails/cases/run-case.ts';
import { createContentPolicy } from '../packages/server/src/services/guardrails/policies/content/create-content-policy.ts';
import { createContextualGroundingPolicy } from '../packages/server/src/services/guardrails/policies/grounding/create-contextual-grounding-policy.ts';
import type { Policy } from '../packages/server/src/services/guardrails/policies/policy.ts';
import { createSensitiveInformationPolicy } from '../packages/server/src/services/guardrails/policies/sensitive-information/index.ts';
import { createTopicPolicy } from '../packages/server/src/services/guardrails/policies/topics/create-topic-policy.ts';
import { createWordPolicy } from '../packages/server/src/services/guardrails/policies/words/index.ts';
import { EVIL_REGEXES, evilTexts } from './support/guardrail-evil.ts';
import { prose } from './support/guardrail-texts.ts';
import { median, report } from './support/measure.ts';
import { type Stall, Stalls } from './support/stalls.ts';

/** What a finding is counted under. */
function kindOf(finding: GuardrailFinding): string {
  switch (finding.list) {
    case 'piiEntities':
    case 'contentFilters':
    case 'groundingFilters':
      return finding.type;
    case 'managedWordLists':
      return 'PROFANITY';
    case 'customWords':
      return 'custom words';
    case 'regexes':
      return 'regexes';
    case 'topics':
      return 'topics';
  }
}

/** What must agree for a finding to count as the one that was expected. */
const identity = (finding: GuardrailFinding): string =>
  JSON.stringify([
    finding.list,
    kindOf(finding),
    'match' in finding ? finding.match : 'name' in finding ? finding.name : '',
    finding.action,
  ]);

interface Score {
  right: number;
  wrong: number;
  missed: number;
}

const scores = new Map<string, Score>();
const scoreOf = (kind: string): Score => {
  const score = scores.get(kind) ?? { right: 0, wrong: 0, missed: 0 };
  scores.set(kind, score);
  return score;
};

async function scoreCases(): Promise<void> {
  const cases = [...RECOGNISED_CASES, ...HARD_CASES, ...JUDGED_CASES];
  let exact = 0;
  for (const one of cases) {
    const found = new Map((await runCase(one)).findings.map((finding) => [identity(finding), finding]));
    const expected = new Map(one.expect.findings.map((finding) => [identity(finding), finding]));
    let isExact = true;
    for (const [id, finding] of found) {
      const isRight = expected.has(id);
      scoreOf(kindOf(finding))[isRight ? 'right' : 'wrong']++;
      isExact &&= isRight;
    }
    for (const [id, finding] of expected)
      if (!found.has(id)) {
        scoreOf(kindOf(finding)).missed++;
        isExact = false;
      }
    if (isExact) exact++;
  }
  const total: Score = { right: 0, wrong: 0, missed: 0 };
  console.log(`${'kind'.padEnd(44)} found wrong missed precision recall`);
  for (const [kind, score] of [...scores].sort(([one], [other]) => one.localeCompare(other))) {
    total.right += score.right;
    total.wrong += score.wrong;
    total.missed += score.missed;
    print(kind, score);
  }
  print('all', total);
  report('guardrail cases answered exactly', `${exact} of ${cases.length}`, {
    text: '≥ 300 cases',
    met: cases.length >= 300,
  });
}

function print(kind: string, { right, wrong, missed }: Score): void {
  const share = (part: number, whole: number) => (whole === 0 ? '—' : (part / whole).toFixed(3));
  console.log(
    `${kind.padEnd(44)} ${String(right).padStart(5)} ${String(wrong).padStart(5)} ${String(missed).padStart(6)} ${share(right, right + wrong).padStart(9)} ${share(right, right + missed).padStart(6)}`,
  );
}

const CALL: ServiceCall = {
  key: 'bench',
  signal: new AbortController().signal,
  accountId: '123456789012',
  region: 'us-east-1',
};

/** One guardrail with everything that needs no judge. */
async function everything(): Promise<ReadonlyMap<string, Policy>> {
  const words = Array.from({ length: 10_000 }, (_, index) => ({
    text: index % 3 === 0 ? `project number${index} blue` : `codeword${index}`,
  }));
  return new Map<string, Policy>([
    [
      '10,000 custom words and PROFANITY',
      createWordPolicy({ words, managedWordLists: [{ type: 'PROFANITY' }] }),
    ],
    [
      '31 types of PII and 3 regexes',
      await createSensitiveInformationPolicy({
        piiEntities: entities(PII_TYPES, 'ANONYMIZE'),
        regexes: [
          { name: 'ticket', pattern: '\\b[A-Z]{2,5}-\\d{1,6}\\b', action: 'ANONYMIZE' },
          { name: 'code word', pattern: '(?i)blue\\s+sky', action: 'BLOCK' },
          { name: 'customer', pattern: 'C[0-9]{8}', action: 'NONE' },
        ],
      }),
    ],
    [
      'content filters, lexical',
      createContentPolicy({
        filters: (['SEXUAL', 'VIOLENCE', 'HATE', 'INSULTS', 'MISCONDUCT', 'PROMPT_ATTACK'] as const).map(
          (type) => ({
            type,
            inputStrength: 'HIGH' as const,
            outputStrength: type === 'PROMPT_ATTACK' ? ('NONE' as const) : ('HIGH' as const),
          }),
        ),
      }),
    ],
    [
      '5 denied topics, lexical',
      createTopicPolicy({
        topics: ['Investment advice', 'Medical diagnosis', 'Gambling', 'Legal advice', 'Politics'].map(
          (name) => ({
            name,
            definition: `${name}: asking for or giving it, in general or about one's own case.`,
            examples: [`Can you help me with ${name.toLowerCase()}?`],
          }),
        ),
      }),
    ],
  ]);
}

/** The least that anybody who looks at a text must do. */
function barePass(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}

async function measure(): Promise<void> {
  const policies = await everything();
  const text = prose(200_000);
  const pieces = Array.from({ length: 50 }, (_, index) => text.slice(index * 4_000, (index + 1) * 4_000));
  const perThousand = (milliseconds: number) => milliseconds / (text.length / 1_000);
  const check = async (policy: Policy) => {
    for (const piece of pieces)
      await policy.check({ source: 'INPUT', texts: [piece], groundingSources: [], queries: [] }, CALL);
  };
  const timed = async (run: () => unknown): Promise<number> => {
    const start = performance.now();
    await run();
    return perThousand(performance.now() - start);
  };
  let kept = 0;
  const first = await timed(async () => {
    for (const policy of policies.values()) await check(policy);
  });
  const bare: number[] = [];
  const whole: number[] = [];
  const each = new Map([...policies.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < 9; round++) {
    bare.push(
      await timed(() => {
        for (const piece of pieces) kept += barePass(piece);
      }),
    );
    let sum = 0;
    for (const [name, policy] of policies) {
      const spent = await timed(() => check(policy));
      each.get(name)?.push(spent);
      sum += spent;
    }
    whole.push(sum);
  }
  if (kept === 0) throw new Error('the bare pass read nothing');
  console.log();
  const milliseconds = (figure: number) => `${figure.toFixed(3)} ms`;
  for (const [name, figures] of each) report(`per 1,000 characters: ${name}`, milliseconds(median(figures)));
  report('per 1,000 characters: a guardrail without judge', milliseconds(median(whole)), {
    text: '≤ 1 ms',
    met: median(whole) <= 1,
  });
  report('the same, at its first 200,000 characters', milliseconds(first));
  report('against a bare pass over the text', `${(median(whole) / median(bare)).toFixed(0)} ×`);
}

const EVIL_LENGTH = 100_000;

/** Each policy against each evil text, then evil regexes against evil texts; one check at a time. */
async function measureStalls(): Promise<void> {
  const texts = evilTexts(EVIL_LENGTH);
  const policies = new Map(await everything());
  policies.set(
    'grounding and relevance, lexical',
    createContextualGroundingPolicy({
      filters: [
        { type: 'GROUNDING', threshold: 0.5 },
        { type: 'RELEVANCE', threshold: 0.5 },
      ],
    }),
  );
  console.log();
  let worst = 0;
  const print = (name: string, results: readonly EvilCheck[]) => {
    const stalls = results.toSorted((one, other) => other.stall.computing - one.stall.computing);
    const times = results.toSorted((one, other) => other.took - one.took);
    const [stalled] = stalls;
    const [slowest] = times;
    if (!stalled || !slowest) throw new Error(`${name} was not asked`);
    worst = Math.max(worst, stalled.stall.computing);
    const wall = Math.max(...results.map(({ stall }) => stall.wall));
    console.log(
      `${name.padEnd(44)} ${results.length} checks, worst stall ${stalled.stall.computing.toFixed(1)} ms (${JSON.stringify(stalled.name)}; by the clock ${wall.toFixed(1)} ms), slowest ${slowest.took.toFixed(0)} ms (${JSON.stringify(slowest.name)})`,
    );
  };
  for (const [name, policy] of policies) {
    const results: EvilCheck[] = [];
    for (const [unit, text] of texts) results.push({ name: unit, ...(await checkEvil(policy, text)) });
    print(name, results);
  }
  const answered: EvilCheck[] = [];
  let refused = 0;
  for (const pattern of EVIL_REGEXES) {
    const policy = await createSensitiveInformationPolicy({
      piiEntities: [],
      regexes: [{ name: 'evil', pattern, action: 'NONE' }],
    });
    for (const unit of ['a', 'ab ', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '1.w ']) {
      const text = unit.repeat(EVIL_LENGTH / unit.length);
      const result = await checkEvil(policy, text);
      if (result.isRefused) refused++;
      answered.push({ name: `${pattern} on ${unit}`, ...result });
    }
  }
  print(`regexes (${refused} given up in time)`, answered);
  report('worst computing between two turns of the event loop', `${worst.toFixed(1)} ms`, {
    text: '< 20 ms',
    met: worst < 20,
  });
}

interface EvilCheck {
  readonly name: string;
  /** The longest time between two turns of the event loop. */
  readonly stall: Stall;
  readonly took: number;
  readonly isRefused: boolean;
}

async function checkEvil(policy: Policy, text: string): Promise<Omit<EvilCheck, 'name'>> {
  const stalls = new Stalls();
  await stalls.begin();
  const start = performance.now();
  let isRefused = false;
  try {
    await policy.check(
      { source: 'OUTPUT', texts: [text], groundingSources: [text], queries: [text.slice(0, 1_000)] },
      CALL,
    );
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    isRefused = true;
  }
  const took = performance.now() - start;
  return { stall: await stalls.end(), took, isRefused };
}

await scoreCases();
await measure();
await measureStalls();
