import { describe, expect, test } from 'vitest';
import { numberError } from '../fields/number-text.ts';
import { visible } from '../fields/token-list.tsx';
import { claims } from './field-source.ts';
import { limitsOf } from './limits.ts';

describe('limits are the model’s own', () => {
  test.each([
    ['PromptModelInferenceConfiguration', 'temperature', { min: 0, max: 1 }],
    ['LoopControllerFlowNodeConfiguration', 'maxIterations', { min: 1, max: 1000 }],
    ['PerformanceConfiguration', 'latency', { choices: ['standard', 'optimized'] }],
  ])('%s.%s', (structure, member, limits) => expect(limitsOf(structure, member)).toEqual(limits));

  test('with patterns for the whole text', () => {
    const { pattern } = limitsOf('FlowNodeInput', 'name');
    expect(['ab', 'a_b', 'Ab1'].map((name) => pattern!.test(name))).toEqual([true, true, true]);
    expect(['a', '1a', 'a__b', 'a b', ''].map((name) => pattern!.test(name))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('that are not there are a mistake of ours', () => {
    expect(() => limitsOf('FlowNodeInput', 'colour')).toThrow('colour');
  });
});

test.each([
  ['', { min: 1 }, false, false],
  ['0.5', { min: 0, max: 1 }, false, false],
  ['2', { min: 0, max: 1 }, false, true],
  ['0.5', { min: 0, max: 1 }, true, true],
  ['-1', { min: 0 }, false, true],
  ['x', {}, false, true],
])('%j within %j, whole %s, is wrong: %s', (text, limits, isWhole, wrong) => {
  expect(numberError(text, limits, isWhole) !== undefined).toBe(wrong);
});

test.each([
  ['input:a', false, 'input:a', true],
  ['input:a', false, 'input:a.type', false],
  ['input:a', true, 'input:a.type', true],
  ['input:a', true, 'input:ab', false],
  ['list', true, 'list[0]', true],
  ['a', true, undefined, false],
])('field %j (covers %s) shows problems of %j: %s', (field, covers, address, shows) => {
  expect(claims(field, covers, address)).toBe(shows);
});

test('blanks are shown', () => expect(visible('a b\n\t')).toBe('a␣b⏎⇥'));
