import type { JsonObject, JsonValue } from '@streambed/model';
import { bedrockAgent, checkConstraints } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { arbitraryFlow } from '../engine/test-support/arbitrary-flow.ts';
import { runEngine } from '../engine/test-support/run-engine.ts';
import { compilePlan } from '../plan/index.ts';
import { arbitraryDefinition, arbitraryWiring } from './test-support/arbitrary-definition.ts';
import { adding, data, loopAround, straight, takes, when, workNode } from './test-support/flows.ts';
import { hasErrors, MAX_VALIDATIONS, validateDefinition } from './validate-definition.ts';

/** Some deterministic work: a digit, or an array of up to three digits. */
function compute(node: FlowNode, inputs: JsonObject): JsonValue {
  let mixed = 7;
  for (const character of node.name + JSON.stringify(inputs))
    mixed = (mixed * 31 + character.charCodeAt(0)) % 1_000_003;
  return node.outputs?.[0]?.type === 'Array'
    ? Array.from({ length: mixed % 4 }, (_, index) => (mixed + index) % 10)
    : mixed % 10;
}

describe('random definitions', () => {
  test('are never thrown at, and what is said about them has the modelled form', () => {
    const types = new Set<string | undefined>();
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const before = JSON.stringify(definition);
        const validations = validateDefinition(definition);
        expect(JSON.stringify(definition)).toBe(before);
        expect(validations.length).toBeLessThanOrEqual(MAX_VALIDATIONS);
        expect(validateDefinition(definition)).toEqual(validations);
        const severities = validations.map(({ severity }) => severity);
        expect(severities).toEqual(severities.toSorted());
        for (const { type, message, details } of validations) {
          types.add(type);
          expect(message).not.toMatch(/\[object|NaN/);
          expect(Object.keys(details ?? {})).toEqual([type!.charAt(0).toLowerCase() + type!.slice(1)]);
        }
      }),
      { numRuns: 600 },
    );
    expect(types.size).toBeGreaterThan(25);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('without errors compile and run to an end', () => {
    let clean = 0;
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(arbitraryWiring(), fc.nat(9), (definition, document) => {
        if (hasErrors(validateDefinition(definition))) return;
        clean++;
        for (const type of new Set(definition.nodes?.map((node) => node.type)))
          seen.set(type, (seen.get(type) ?? 0) + 1);
        compilePlan(definition);
        const { state } = runEngine(definition, document, compute);
        expect(state.fault).toBe(null);
        expect(state.status).toBe('succeeded');
      }),
      { numRuns: 2500 },
    );
    expect(clean).toBeGreaterThan(150);
    for (const type of ['Condition', 'Iterator', 'Collector', 'Loop'])
      expect(seen.get(type), type).toBeGreaterThan(5);
  });

  test('that the engine is known to run have no errors but those they are made with', () => {
    // They break quotas, nest iterations, leave nodes unconnected, and take branches that exclude each other.
    const allowed = new Set(['Unspecified', 'UnfulfilledNodeInput', 'UnsatisfiedConnectionConditions']);
    fc.assert(
      fc.property(arbitraryFlow(), (definition) => {
        const errors = validateDefinition(definition).filter(({ severity }) => severity === 'Error');
        expect(errors.filter(({ type }) => !allowed.has(type!))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bounds', () => {
  test('at most 100 validations, and warnings never push out an error', () => {
    const many = adding(
      straight,
      Array.from({ length: 200 }, (_, index) => workNode(`Alone${index}`, [])),
    );
    const validations = validateDefinition(many);
    expect(validations).toHaveLength(MAX_VALIDATIONS);
    expect(validations.filter(({ severity }) => severity === 'Error').length).toBeGreaterThan(0);
    expect(hasErrors(validations)).toBe(true);
    const worse = {
      ...many,
      nodes: many.nodes!.map((node) => ({ ...node, outputs: [], configuration: {} })),
    };
    expect(validateDefinition(worse).every(({ severity }) => severity === 'Error')).toBe(true);
    expect(checkConstraints(bedrockAgent, 'FlowValidations', validateDefinition(worse))).toEqual([]);
  });

  test('far more nodes and connections than allowed', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `Work${index}`);
    const chain: FlowDefinition = {
      nodes: names.map((name) => workNode(name, [takes('xa')])),
      connections: names
        .slice(1)
        .map((name, index) => data(`${names[index]}.functionResponse`, `${name}.xa`)),
    };
    expect(hasErrors(validateDefinition(chain))).toBe(true);
    const star = { ...chain, connections: names.map((name) => data(`${name}.functionResponse`, 'Work0.xa')) };
    expect(hasErrors(validateDefinition(star))).toBe(true);
  });

  test('more Condition nodes than can be looked at jointly', () => {
    const conditions = Array.from({ length: 30 }, (_, index) => ({
      name: `If${index}`,
      type: 'Condition' as const,
      inputs: [takes('xa')],
      configuration: {
        condition: {
          conditions: ['big', 'small', 'default'].map((name) => ({ name, expression: 'xa > 1' })),
        },
      },
    }));
    const definition = adding(straight, conditions, [
      ...conditions.map(({ name }) => data('In.document', `${name}.xa`)),
      ...conditions.map(({ name }) => when(`${name}.big`, 'Work')),
    ]);
    expect(hasErrors(validateDefinition(definition))).toBe(true);
  });

  test('loops within loops without end', () => {
    let definition: FlowDefinition = {};
    for (let depth = 0; depth < 5000; depth++) definition = loopAround(definition);
    expect(hasErrors(validateDefinition(definition))).toBe(true);
  });

  test('entries that are nothing', () => {
    const holes = { nodes: [null, 5, 'x'], connections: [null, []] } as unknown as FlowDefinition;
    expect(validateDefinition(holes).map(({ type }) => type)).toContain('MissingStartingNodes');
    const bare = { nodes: [{}], connections: [{}] } as unknown as FlowDefinition;
    expect(hasErrors(validateDefinition(bare))).toBe(true);
  });
});

test('errors come first, the flow before its loops, and warnings alone do not stand in the way', () => {
  const definition = loopAround({});
  const validations = validateDefinition(adding(definition, [workNode('Alone', [])]));
  expect(validations[0]?.severity).toBe('Error');
  expect(validations.at(-1)?.severity).toBe('Warning');
  const warned = validateDefinition(adding(straight, [workNode('Alone', [])]));
  expect(warned.map(({ type }) => type)).toEqual(['UnreachableNode', 'Unspecified']);
  expect(hasErrors(warned)).toBe(false);
  expect(hasErrors([])).toBe(false);
});
