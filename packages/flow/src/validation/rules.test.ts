import { bedrockAgent, checkConstraints } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowValidation, FlowValidationType } from '../definition/index.ts';
import type { Cases, Row } from './test-support/cases.ts';
import { connectionCases } from './test-support/connection-cases.ts';
import { declarationCases } from './test-support/declaration-cases.ts';
import { expressionCases } from './test-support/expression-cases.ts';
import { asking, body, branching, iterating, loopAround, straight } from './test-support/flows.ts';
import { loopCases } from './test-support/loop-cases.ts';
import { nodeCases } from './test-support/node-cases.ts';
import { unspecifiedCases } from './test-support/unspecified-cases.ts';
import { wiringCases } from './test-support/wiring-cases.ts';
import { validateDefinition } from './validate-definition.ts';

const table: Cases<FlowValidationType> = {
  ...nodeCases,
  ...declarationCases,
  ...expressionCases,
  ...connectionCases,
  ...wiringCases,
  ...loopCases,
  ...unspecifiedCases,
};

/** What a type reports about a definition. */
const reportsOf = (type: string, definition: FlowDefinition): FlowValidation[] =>
  validateDefinition(definition).filter((validation) => validation.type === type);

const keyOf = (type: string) => type.charAt(0).toLowerCase() + type.slice(1);

test('every type of the wire model has flows that fail and flows that pass', () => {
  const shape = bedrockAgent.shapes.FlowValidationType;
  const types = shape?.type === 'string' ? (shape.enum ?? []) : [];
  expect(types).toHaveLength(33);
  expect(Object.keys(table).sort()).toEqual([...types].sort());
  for (const [type, row] of Object.entries(table)) {
    expect(row.fails.length, type).toBeGreaterThan(0);
    expect(row.passes.length, type).toBeGreaterThan(0);
  }
});

describe.each(Object.entries(table))('%s', (type, { fails, passes }: Row<FlowValidationType>) => {
  test.each(fails)('reports $title', ({ definition, reports, says }) => {
    const found = reportsOf(type, definition);
    expect(found.map(({ severity, details }) => [severity, details])).toEqual(
      reports.map(([severity, details]) => [severity, { [keyOf(type)]: details }]),
    );
    expect(found[0]?.message).toContain(says);
    for (const validation of found) {
      expect(validation.message).toMatch(/[.)]$/);
      expect(validation.message).not.toMatch(/undefined|\[object/);
    }
  });

  test.each(passes)('lets pass $title', ({ definition }) => {
    expect(reportsOf(type, definition)).toEqual([]);
  });
});

test('what is reported has the form that the wire model demands', () => {
  for (const { fails } of Object.values(table))
    for (const { definition } of fails) {
      const validations = validateDefinition(definition).filter(
        ({ message }) => !message.includes('constructor'),
      );
      for (const validation of validations)
        expect(
          checkConstraints(bedrockAgent, 'FlowValidation', validation),
          JSON.stringify(validation),
        ).toEqual([]);
    }
});

test.each([
  ['straight', straight],
  ['branching', branching],
  ['iterating', iterating],
  ['a loop', loopAround(body)],
  ['a prompt', asking],
])('%s: nothing to say', (_title, definition) => {
  expect(validateDefinition(definition)).toEqual([]);
});
