import { compilePlan } from '@streambed/flow/plan';
import { checkDefinition } from '@streambed/flow/validation';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { passThrough, withoutOutput, withWarning } from '../test-support/definitions.ts';

// No definition is known that passes the rules and does not compile; the compiler is made to refuse one.
vi.mock('@streambed/flow/plan', { spy: true });

const refuseToCompile = () =>
  vi.mocked(compilePlan).mockImplementationOnce(() => {
    throw new Error('node FlowInput leads nowhere');
  });

describe('checkDefinition', () => {
  beforeEach(() => {
    vi.mocked(compilePlan).mockReset();
  });

  test.each([
    ['a sound definition', passThrough, true],
    ['a definition with a warning', withWarning, true],
    ['a definition with an error', withoutOutput, false],
    ['no definition', undefined, false],
  ])('of %s', (_, definition, executable) => {
    const checked = checkDefinition(definition);
    expect(checked.executable).toBe(executable);
    const errors = checked.validations.filter(({ severity }) => severity === 'Error');
    expect(errors.length === 0).toBe(executable);
  });

  test('compiles only what has no errors', () => {
    checkDefinition(withoutOutput);
    expect(compilePlan).not.toHaveBeenCalled();
    checkDefinition(passThrough);
    expect(compilePlan).toHaveBeenCalledOnce();
  });

  test.each([
    ['a sound definition', passThrough],
    ['a definition with a warning', withWarning],
  ])('adds an Unspecified error to %s that does not compile', (_, definition) => {
    const { validations: without } = checkDefinition(definition);
    refuseToCompile();
    const { validations, executable } = checkDefinition(definition);
    expect(executable).toBe(false);
    expect(validations).toEqual([
      {
        type: 'Unspecified',
        severity: 'Error',
        message: expect.stringContaining('node FlowInput leads nowhere'),
        details: { unspecified: {} },
      },
      ...without,
    ]);
  });
});
