import { renderTable } from './table.ts';
import type { Style } from './terminal.ts';
import { counted, displayWidth, duration, harmless, padEnd } from './text.ts';

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
  /** False: it was named, and stands in no list of models. */
  readonly listed?: false;
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

/** A line for each model. Names that are the ids are not repeated; none is shown where the lines would not fit. */
export function renderModels(models: readonly ShownModel[], style: Style): string {
  const rows = [
    ['ID', 'NAME', 'MAKER', 'IN', 'OUT', 'STREAMS'],
    ...models.map((model) => [
      harmless(model.modelId ?? ''),
      model.modelName === model.modelId ? '' : harmless(model.modelName ?? ''),
      harmless(model.providerName ?? ''),
      modalities(model.inputModalities),
      modalities(model.outputModalities),
      model.responseStreamingSupported ? 'yes' : 'no',
    ]),
  ];
  const table = renderTable(rows, style);
  const [head = ''] = table.split('\n');
  const hasNames = rows.slice(1).some(([, name]) => name !== '');
  if (hasNames && displayWidth(head) <= style.width) return table;
  return renderTable(
    rows.map(([id = '', _name, ...others]) => [id, ...others]),
    style,
  );
}

const modalities = (names: readonly string[] = []): string => harmless(names.join(' ').toLowerCase());

/** The lines of a test, each to be written when it is known: a model may take minutes. */
export interface TriedModels {
  readonly head: string;
  /** A model's line; what is wrong, or worth knowing, stands below it. */
  row(tried: TriedModel): string;
  /** How many answered. */
  summary(tried: readonly TriedModel[]): string;
}

/** For models that will be tried in a moment. */
export function renderTriedModels(modelIds: readonly string[], { colours }: Style): TriedModels {
  const names = Math.max('MODEL'.length, ...modelIds.map((id) => displayWidth(harmless(id))));
  const widths = [1, names, 'FIRST TOKEN'.length, 'TOKENS/S'.length, WHOLE];
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return {
    head: `${colours.dim(line(['', 'MODEL', 'FIRST TOKEN', 'TOKENS/S', 'WHOLE', 'TOKENS']))}\n`,
    row: (one) => {
      const cells = [
        one.error === undefined ? colours.green('✓') : colours.red('✗'),
        harmless(one.modelId),
        one.firstTokenMs === undefined ? '' : duration(one.firstTokenMs),
        one.tokensPerSecond === undefined
          ? ''
          : one.tokensPerSecond.toFixed(one.tokensPerSecond < 10 ? 1 : 0),
        one.latencyMs === undefined ? '' : duration(one.latencyMs),
        one.inputTokens === undefined ? '' : `${one.inputTokens} + ${one.outputTokens ?? 0}`,
      ];
      return [
        line(cells),
        ...(one.error === undefined ? [] : [colours.red(`   ${harmless(one.error)}`)]),
        ...(one.listed === false && one.error === undefined ? [colours.dim(`   ${NOT_LISTED}`)] : []),
        '',
      ].join('\n');
    },
    summary: (tried) => {
      const failed = tried.filter(({ error }) => error !== undefined).length;
      return `${counted(tried.length, 'model')}, ${tried.length - failed} answered${failed > 0 ? `, ${failed} did not` : ''}\n`;
    },
  };
}

/** As wide as a duration is. */
const WHOLE = 8;

const NOT_LISTED = 'not among the listed models; streambed doctor tells what answers for it';
