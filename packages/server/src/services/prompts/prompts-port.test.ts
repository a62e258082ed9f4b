import { FlowError, type PromptsPort } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import type { PromptRecord, Scope } from '../../store/index.ts';
import { portCall } from '../port-call.fixture.ts';
import { createPromptsPort } from './prompts-port.ts';

const ARN = 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ';

const variant = (name: string, text: string) => ({
  name,
  templateType: 'TEXT' as const,
  templateConfiguration: { text: { text } },
});

const record = (version: number, change: Partial<PromptRecord> = {}): PromptRecord => ({
  id: 'ABCDEFGHIJ',
  version,
  name: 'greeting',
  variants: [variant('short', `short ${version}`), variant('long', `long ${version}`)],
  defaultVariant: 'long',
  lastVersion: 1,
  createdAt: 0,
  updatedAt: 0,
  ...change,
});

function port(...records: readonly PromptRecord[]) {
  const get = async (scope: Scope, id: string, version: number): Promise<PromptRecord | undefined> =>
    scope.accountId === '000000000000' && scope.region === 'us-east-1'
      ? records.find((one) => one.id === id && one.version === version)
      : undefined;
  return createPromptsPort({ prompts: { get } as never });
}

describe('the default variant', () => {
  test.each([
    ['of the draft', ARN, 'long 0'],
    ['of a version', `${ARN}:1`, 'long 1'],
  ])('%s', async (_, arn, expected) => {
    const found = await port(record(0), record(1)).getDefaultVariant(arn, portCall());
    expect(found.templateConfiguration.text?.text).toBe(expected);
  });

  test('is the only one when none is named', async () => {
    const only = record(0, { variants: [variant('only', 'x')] });
    const { defaultVariant: _, ...unnamed } = only;
    expect((await port(unnamed).getDefaultVariant(ARN, portCall())).name).toBe('only');
  });
});

describe('no variant', () => {
  const { defaultVariant: _, ...unnamed } = record(0);
  test.each([
    ['no such prompt', port(), ARN, 'resourceNotFound', 'does not exist'],
    ['no such version', port(record(0)), `${ARN}:7`, 'resourceNotFound', 'does not exist'],
    [
      'another account',
      port(record(0)),
      ARN.replace('000000000000', '111111111111'),
      'resourceNotFound',
      'does not exist',
    ],
    [
      'another region',
      port(record(0)),
      ARN.replace('us-east-1', 'eu-west-1'),
      'resourceNotFound',
      'does not exist',
    ],
    ['no ARN at all', port(record(0)), 'ABCDEFGHIJ', 'validation', 'is not the ARN of a prompt'],
    ['more than one and no default', port(unnamed), ARN, 'validation', 'short, long'],
    ['none at all', port(record(0, { variants: [] })), ARN, 'validation', 'has no variant'],
  ])('%s', async (_name, prompts, arn, kind, words) => {
    const error = await prompts.getDefaultVariant(arn, portCall()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FlowError);
    const { fault } = error as FlowError;
    expect(fault.kind).toBe(kind);
    expect(fault.message).toContain(words);
    expect(fault.message).toContain('Node');
  });

  test('is told without a node to whom asks without one', async () => {
    const { nodeName: _, ...call } = portCall();
    const failureOf = async (prompts: PromptsPort, arn: string) =>
      prompts.getDefaultVariant(arn, call).then(String, (error: Error) => error.message);
    expect(await failureOf(port(), ARN)).toBe(
      `The request uses prompt ${ARN}, which does not exist in this account and region.`,
    );
    expect(await failureOf(port(record(0, { variants: [] })), ARN)).toBe(
      `Prompt ${ARN} has no variant; add one with a template and a model.`,
    );
  });
});
