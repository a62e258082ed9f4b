import { renderTable } from './table.ts';
import type { Style } from './terminal.ts';
import { counted, duration, harmless } from './text.ts';

/** A model as the service lists it, as far as it is shown. */
export interface ShownModel {
  readonly modelId?: string | undefined;
  readonly modelName?: string | undefined;
  readonly providerName?: string | undefined;
  readonly inputModalities?: readonly string[] | undefined;
  readonly outputModalities?: readonly string[] | undefined;
  readonly responseStreamingSupported?: boolean | undefined;
}

/** How a model did in a test; `error` or everything else. */
export interface TriedModel {
  readonly modelId: string;
  readonly error?: string;
  /** From the request to the first piece of an answer. */
  readonly firstTokenMs?: number;
  /** After the first one. */
  readonly tokensPerSecond?: number;
  /** From the request to the end of the answer. */
  readonly latencyMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly text?: string;
}

/** A line for each model. */
export const renderModels = (models: readonly ShownModel[], style: Style): string =>
  renderTable(
    [
      ['ID', 'NAME', 'MAKER', 'IN', 'OUT', 'STREAMS'],
      ...models.map((model) => [
        harmless(model.modelId ?? ''),
        harmless(model.modelName ?? ''),
        harmless(model.providerName ?? ''),
        modalities(model.inputModalities),
        modalities(model.outputModalities),
        model.responseStreamingSupported ? 'yes' : 'no',
      ]),
    ],
    style,
  );

const modalities = (names: readonly string[] = []): string => harmless(names.join(' ').toLowerCase());

/** A line for each model, what is wrong below it, and how many answered. */
export function renderTriedModels(tried: readonly TriedModel[], style: Style): string {
  const { colours } = style;
  const rows = tried.map((one) => [
    one.error === undefined ? colours.green('✓') : colours.red('✗'),
    harmless(one.modelId),
    one.firstTokenMs === undefined ? '' : duration(one.firstTokenMs),
    one.tokensPerSecond === undefined ? '' : one.tokensPerSecond.toFixed(one.tokensPerSecond < 10 ? 1 : 0),
    one.latencyMs === undefined ? '' : duration(one.latencyMs),
    one.inputTokens === undefined ? '' : `${one.inputTokens} + ${one.outputTokens ?? 0}`,
  ]);
  const table = renderTable([['', 'MODEL', 'FIRST TOKEN', 'TOKENS/S', 'WHOLE', 'TOKENS'], ...rows], style);
  const [head = '', ...body] = table.split('\n');
  const lines = tried.flatMap(({ error }, index) => [
    body[index] ?? '',
    ...(error === undefined ? [] : [colours.red(`   ${harmless(error)}`)]),
  ]);
  const failed = tried.filter(({ error }) => error !== undefined).length;
  const summary = `${counted(tried.length, 'model')}, ${tried.length - failed} answered${failed > 0 ? `, ${failed} did not` : ''}`;
  return `${[head, ...lines, summary].join('\n')}\n`;
}
