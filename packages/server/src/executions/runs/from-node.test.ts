import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { RunEvent, RunPin } from '@streambed/model/streambed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from '../../../../flow/src/engine/test-support/arbitrary-flow.ts';
import { type PartRun, type PartRunOptions, runFlow } from '../test-support/run-parts.ts';
import { Influence, ownersOf } from './influence.ts';
import { nodePaths } from './node-paths.ts';
import { RecordedRun } from './recorded-run.ts';
import { RunSubstitutes } from './substitutes.ts';

/** Some deterministic work: a digit, or an array of up to four digits. */
function compute(node: string, inputs: JsonObject, outputType: string): JsonValue {
  let mixed = 7;
  for (const character of node + JSON.stringify(inputs))
    mixed = (mixed * 31 + character.charCodeAt(0)) % 1_000_003;
  if (outputType !== 'Array') return mixed % 10;
  return Array.from({ length: mixed % 5 }, (_, index) => (mixed + index * 3) % 10);
}

const recordingOf = (events: readonly RunEvent[]): RecordedRun => {
  const recorded = new RecordedRun('earlier');
  for (const event of events) recorded.add(event);
  return recorded;
};

/** Takes `earlier` up from a node on. */
function from(
  earlier: PartRun,
  definition: FlowDefinition,
  node: string,
  iteration: RunEvent['iteration'],
  {
    document = 5,
    now = definition,
    pins = [],
    ...options
  }: PartRunOptions & {
    readonly document?: JsonValue;
    readonly now?: FlowDefinition;
    readonly pins?: readonly RunPin[];
  } = {},
) {
  const paths = nodePaths(earlier.plan);
  const substitutes = new RunSubstitutes({
    paths,
    pins,
    iteration: [],
    recording: {
      run: recordingOf(earlier.events),
      influence: new Influence(earlier.plan, paths.indexOf(node), iteration),
      definitionThen: definition,
      definitionNow: now,
    },
  });
  const run = runFlow(now, document, compute, { substitutes, ...options });
  return { run, substitutes };
}

/** The nodes that a node's values come from, by the definition alone. */
function ancestors({ connections = [] }: FlowDefinition, node: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [node];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
    for (const { source, target } of connections)
      if (target === name && !found.has(source)) {
        found.add(source);
        waiting.push(source);
      }
  return found;
}

const nameOf = (call: string): string => call.split('\n')[0]!;

describe('a random flow taken up from one of its nodes', () => {
  test('gives what the whole run gave, runs that node again, and nothing that leads to it', () => {
    let saved = 0;
    fc.assert(
      fc.property(arbitraryFlow(), fc.nat(), fc.nat(), (definition, choice, order) => {
        const whole = runFlow(definition, 5, compute);
        const nodes = definition.nodes ?? [];
        const node = nodes[choice % nodes.length]!.name;
        const pick = (count: number) => order % count;
        const { run } = from(whole, definition, node, undefined, { pick });
        expect(run.status).toBe('succeeded');
        expect(run.outputs).toEqual(whole.outputs);
        const before = ancestors(definition, node);
        expect(run.calls.filter((call) => before.has(nameOf(call)))).toEqual([]);
        expect(run.calls.filter((call) => nameOf(call) === node).toSorted()).toEqual(
          whole.calls.filter((call) => nameOf(call) === node).toSorted(),
        );
        saved += whole.calls.length - run.calls.length;
      }),
      { numRuns: 600 },
    );
    expect(saved).toBeGreaterThan(600);
  });

  test('where a call had failed goes on to the end that the flow has without the failure', () => {
    let failures = 0;
    fc.assert(
      fc.property(arbitraryFlow(), fc.nat(), (definition, choice) => {
        const healthy = runFlow(definition, 5, compute);
        const failing = choice % Math.max(healthy.calls.length, 1);
        const failed = runFlow(definition, 5, compute, { failing });
        const fault = failed.events.find(({ type }) => type === 'nodeFailed');
        if (!fault) return;
        failures++;
        const { run } = from(failed, definition, fault.node!, fault.iteration);
        expect(run.outputs).toEqual(healthy.outputs);
        // What had got through before is not done again, unless the failure has an influence on it.
        const done = new Set(failed.calls.slice(0, -1));
        const again = run.calls.filter((call) => done.has(call));
        const { plan } = healthy;
        const influence = new Influence(plan, nodePaths(plan).indexOf(fault.node!), fault.iteration);
        for (const call of again) {
          const [name, ...indexes] = call.split('\n');
          const step = nodePaths(plan).indexOf(name!);
          const owners = ownersOf(plan, plan.steps[step]!);
          const chain = indexes.map((index, depth) => ({
            nodeName: owners[depth]!.name,
            type: owners[depth]!.kind === 'repeat' ? ('Loop' as const) : ('Iterator' as const),
            index: Number(index),
          }));
          expect(influence.on(step, chain), call).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect(failures).toBeGreaterThan(100);
  });

  test('with another input runs what the input changes, and says so', () => {
    let told = 0;
    fc.assert(
      fc.property(arbitraryFlow(), fc.nat(), (definition, choice) => {
        const whole = runFlow(definition, 5, compute);
        const nodes = definition.nodes ?? [];
        const node = nodes[choice % nodes.length]!.name;
        const expected = runFlow(definition, 6, compute);
        const { run } = from(whole, definition, node, undefined, { document: 6 });
        expect(run.outputs).toEqual(expected.outputs);
      }),
      { numRuns: 300 },
    );
    const { definition, whole } = chainOfTwo();
    const { run, substitutes } = from(whole, definition, 'Out', undefined, { document: 6 });
    expect(run.calls).toEqual(['First', 'Second']);
    told += substitutes.takeReason(1, []) ? 1 : 0;
    expect(told).toBe(1);
  });
});

function chainOfTwo() {
  const work = (name: string, lambdaArn = 'arn') => ({
    name,
    type: 'LambdaFunction' as const,
    configuration: { lambdaFunction: { lambdaArn } },
    inputs: [{ name: 'text', type: 'Number' as const, expression: '$.data' }],
    outputs: [{ name: 'functionResponse', type: 'Number' as const }],
  });
  const wire = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
    name: `${source}${target}`,
    type: 'Data' as const,
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  });
  const definition: FlowDefinition = {
    nodes: [
      { name: 'In', type: 'Input', outputs: [{ name: 'document', type: 'Number' }] },
      work('First'),
      work('Second'),
      { name: 'Out', type: 'Output', inputs: [{ name: 'document', type: 'Number', expression: '$.data' }] },
    ],
    connections: [
      wire('In', 'document', 'First', 'text'),
      wire('First', 'functionResponse', 'Second', 'text'),
      wire('Second', 'functionResponse', 'Out', 'document'),
    ],
  };
  return { definition, whole: runFlow(definition, 5, compute), work };
}

describe('what is taken from an earlier run', () => {
  const { definition, whole, work } = chainOfTwo();
  const settled = (run: PartRun) =>
    run.events.flatMap(({ type, node, origin }) => (type === 'nodeSettled' ? [`${node} ${origin}`] : []));

  test('is told as recorded', () => {
    const { run } = from(whole, definition, 'Second', undefined);
    expect(settled(run)).toEqual(['In Computed', 'First Recorded', 'Second Computed']);
  });

  test('does not include a node whose configuration has changed, and says so', () => {
    const [input, , second, output] = definition.nodes!;
    const now = { ...definition, nodes: [input!, work('First', 'other'), second!, output!] };
    const { run, substitutes } = from(whole, definition, 'Out', undefined, { now });
    expect(run.calls).toEqual(['First']);
    // The changed node gives what it gave, so what comes after it still fits.
    expect(settled(run)).toEqual(['In Computed', 'First Computed', 'Second Recorded']);
    expect(substitutes.takeReason(1, [])).toBe(
      'The node is not what it was in run earlier, so it runs anew.',
    );
    expect(substitutes.takeReason(1, [])).toBeUndefined();
  });

  test('does not include what was cut when it was recorded', () => {
    const cut = whole.events.map((event) =>
      event.node === 'First' && event.type === 'nodeSettled'
        ? { ...event, cut: [{ path: 'outputs.functionResponse', characters: 9 }] }
        : event,
    );
    const { run } = from({ ...whole, events: cut }, definition, 'Out', undefined);
    expect(run.calls).toEqual(['First']);
  });

  test('gives way to pins', () => {
    const pins = [{ node: 'First', outputs: { functionResponse: 3 } }];
    const { run } = from(whole, definition, 'Out', undefined, { pins });
    expect(settled(run)).toEqual(['In Computed', 'First Pinned', 'Second Computed']);
    expect(run.outputs).toEqual(
      runFlow(definition, 5, (node, inputs, type) => (node === 'First' ? 3 : compute(node, inputs, type)))
        .outputs,
    );
  });
});

test('every node of a flow that succeeds is told to have run or to have been skipped, and never both', () => {
  fc.assert(
    fc.property(
      arbitraryFlow(),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      (definition, document, maxConcurrency) => {
        const { plan, events } = runFlow(definition, document, compute, { maxConcurrency });
        const { firstStep, endStep } = plan.scopes[0]!;
        for (let step = firstStep; step < endStep; step++) {
          const own = events.filter(({ node, iteration }) => node === plan.steps[step]!.name && !iteration);
          const through = own.filter(({ type }) =>
            ['nodeSettled', 'conditionResult', 'flowOutput'].includes(type),
          );
          const skipped = own.filter(({ type }) => type === 'nodeSkipped');
          expect(through.length + skipped.length, plan.steps[step]!.name).toBe(1);
          for (const { reason } of skipped) expect(reason).toMatch(/\S/);
          const started = own.filter(({ type }) => type === 'nodeStarted');
          if (skipped.length > 0)
            expect(started.filter(() => plan.steps[step]!.kind !== 'repeat')).toEqual([]);
        }
        // What starts in an iteration is through with it before the end.
        const open = new Set<string>();
        for (const { type, node, iteration } of events) {
          const key = `${node} ${JSON.stringify(iteration ?? [])}`;
          if (type === 'nodeStarted') open.add(key);
          else if (['nodeSettled', 'conditionResult', 'flowOutput', 'nodeSkipped'].includes(type))
            open.delete(key);
        }
        expect([...open]).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
