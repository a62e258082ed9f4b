import { type ActionLines, actionLines, modelUsage } from './render-action.ts';
import type { Style } from './terminal.ts';
import {
  counted,
  displayWidth,
  dollars,
  duration,
  harmless,
  inline,
  padEnd,
  padStart,
  shorten,
} from './text.ts';
import {
  lastOf,
  lastOfAll,
  type TraceField,
  type TraceIteration,
  type TraceRun,
  type TraceTree,
} from './trace-tree.ts';

/** From this width on, bars at the right show when each node ran. */
const WIDTH_WITH_BARS = 120;
const BAR = 24;
/** Columns for `59.99 s` and the like, and the space before. */
const TIME = 9;
/** Iterations shown of many: the first ones, and the last ones, where it may have failed. */
const FIRST_SHOWN = 16;
const LAST_SHOWN = 4;
/** Columns that the name of a call wants at least. */
const LEAST_CALL = 12;
/** Lines shown of what code printed. */
const PRINTED_SHOWN = 12;

/** Indentation, time scale and columns of one rendering. */
interface Page {
  readonly style: Style;
  /** Columns left of the bars. */
  readonly full: number;
  /** Columns left of the time. */
  readonly content: number;
  readonly tree: TraceTree;
  readonly bars: boolean;
}

/**
 * The tree of a trace for a person: each run of a node with its type, time, what it got, called, printed and gave;
 * iterations nested below their iterator or loop; a line of totals at the end. Lines keep to the style's width.
 */
export const renderTrace = (tree: TraceTree, style: Style): string => {
  const bars = style.width >= WIDTH_WITH_BARS;
  const full = style.width - (bars ? BAR + 2 : 0);
  const page: Page = { style, full, content: Math.max(24, full - TIME), tree, bars };
  const lines = tree.runs.flatMap((run) => runLines(run, '', page));
  return `${[...lines, totals(tree, style)].join('\n')}\n`;
};

const runLines = (run: TraceRun, rail: string, page: Page): string[] => {
  const { colours } = page.style;
  const open = run.endedAt === undefined;
  const mark = open ? colours.red('✗') : colours.green('●');
  const name = harmless(run.name);
  const about = [run.type, aboutRun(run), open ? 'did not end' : undefined].filter(Boolean).join(', ');
  const title = `${mark} ${colours.bold(name)}  ${open ? colours.red(about) : colours.dim(about)}`;
  const inner = `${rail}  ${' '.repeat(2)}`;
  return [
    timed(`${rail}${title}`, run.startedAt, lastOf(run), open ? 'open' : timing(run), page),
    ...(run.type === 'Collector' ? [] : fieldLines(run.inputs, '←', colours.cyan, inner, page)),
    ...run.conditions.map((name) => `${inner}${colours.green('✓')} ${harmless(name)}`),
    ...run.actions.flatMap((action) => callLines(actionLines(action), inner, page)),
    ...iterationLines(run, rail, page),
    ...(run.type === 'Iterator' ? [] : fieldLines(run.outputs, '→', colours.green, inner, page)),
  ];
};

/** What the heads of iterators, loops and collectors say beside their type. */
const aboutRun = (run: TraceRun): string | undefined => {
  if (run.type === 'Iterator') return counted(Number(sizeOf(run) ?? run.iterations.length), 'item');
  if (run.type === 'Loop' && run.iterations.length > 0) return counted(run.iterations.length, 'iteration');
  return undefined;
};

const sizeOf = (run: TraceRun): unknown =>
  run.outputs.find((output) => output.name === 'arraySize')?.document;

/** Nodes that only pass something on take no time that is worth a column. */
const timing = (run: TraceRun): 'shown' | 'hidden' =>
  run.type !== undefined && ['Input', 'Output', 'LoopInput', 'LoopController', 'Collector'].includes(run.type)
    ? 'hidden'
    : 'shown';

const fieldLines = (
  fields: readonly TraceField[],
  arrow: string,
  paint: (text: string) => string,
  rail: string,
  page: Page,
): string[] => {
  const names = Math.max(0, ...fields.map(({ name }) => displayWidth(name)));
  return fields.map(({ name, document, category }) => {
    const before = `${rail}${padEnd(harmless(name), names)} `;
    const note = category === undefined ? '' : ` ${page.style.colours.dim(purposes[category] ?? category)}`;
    const room = page.full - displayWidth(before) - 2 - displayWidth(note);
    return `${before}${paint(arrow)} ${inline(document, Math.max(8, room))}${note}`;
  });
};

/** What the inputs of a loop controller are for. */
const purposes: Readonly<Record<string, string>> = {
  LoopCondition: '(condition)',
  ReturnValueToLoopStart: '(next iteration)',
  ExitLoop: '(exit)',
};

const callLines = (
  { call, result, servedBy, guardrail = [], printed, failed = [] }: ActionLines,
  rail: string,
  page: Page,
): string[] => {
  const { colours } = page.style;
  const room = page.full - displayWidth(rail) - 2;
  const told = result === '' ? '' : `  ${result}`;
  // Where there is no room for both, what was called is the news.
  const shownResult = displayWidth(told) + LEAST_CALL > room ? '' : told;
  const shownCall = shorten(harmless(call), Math.max(LEAST_CALL, room - displayWidth(shownResult)));
  const hidden = printed.length - PRINTED_SHOWN;
  const shown = hidden > 1 ? printed.slice(0, PRINTED_SHOWN) : printed;
  return [
    `${rail}${colours.magenta('⚙')} ${shownCall}${colours.dim(shownResult)}`,
    ...(servedBy === undefined
      ? []
      : [`${rail}  ${colours.dim(shorten(harmless(`answered by ${servedBy}`), room))}`]),
    ...guardrail.map((line) => `${rail}  ${colours.yellow('◆')} ${shorten(harmless(line), room - 2)}`),
    ...shown.map((line) => `${rail}  ${colours.dim('│')} ${shorten(harmless(line), room - 2)}`),
    ...(hidden > 1 ? [`${rail}  ${colours.dim(`│ … and ${hidden} more lines`)}`] : []),
    ...failed.map((line) => `${rail}  ${colours.red(`✗ ${shorten(harmless(line), room - 2)}`)}`),
  ];
};

const iterationLines = (run: TraceRun, rail: string, page: Page): string[] => {
  const { colours } = page.style;
  const { iterations } = run;
  const hidden = iterations.length - FIRST_SHOWN - LAST_SHOWN;
  const lines: string[] = [];
  iterations.forEach((iteration, place) => {
    if (hidden > 1 && place >= FIRST_SHOWN && place < iterations.length - LAST_SHOWN) {
      if (place === FIRST_SHOWN) lines.push(`${rail}  ${colours.dim(`┊ … and ${hidden} more`)}`);
      return;
    }
    const last = place === iterations.length - 1;
    lines.push(iterationHead(iteration, run, `${rail}  ${colours.dim(last ? '└' : '├')} `, page));
    const inner = `${rail}  ${last ? ' ' : colours.dim('│')} `;
    for (const inside of iteration.runs) lines.push(...runLines(inside, inner, page));
  });
  return lines;
};

const iterationHead = ({ index, runs }: TraceIteration, run: TraceRun, rail: string, page: Page): string => {
  const { colours } = page.style;
  const item = itemOf(run, index);
  const number = colours.bold(`[${index}]`);
  const room = page.content - displayWidth(rail) - displayWidth(number) - 2;
  const head = `${rail}${number}${item === undefined ? '' : ` ${inline(item, Math.max(8, room))}`}`;
  if (runs.length === 0) return head;
  return timed(head, runs[0]!.startedAt, lastOfAll(runs), 'shown', page);
};

/** The item that an iteration of an iterator is about. */
const itemOf = (run: TraceRun, index: number): unknown => {
  const array =
    run.type === 'Iterator' ? run.inputs.find((input) => input.name === 'array')?.document : undefined;
  return Array.isArray(array) ? array[index] : undefined;
};

/** A line with its time at the right edge, and the bar of it where there is room. */
const timed = (
  line: string,
  from: number,
  to: number,
  time: 'shown' | 'hidden' | 'open',
  page: Page,
): string => {
  const { colours } = page.style;
  const told = time === 'shown' ? duration(to - from) : '';
  const start = padEnd(line, page.content);
  const withTime =
    told === '' ? padEnd(start, page.content + TIME) : start + colours.dim(padStart(told, TIME));
  return (page.bars ? `${withTime}  ${bar(from, to, page)}` : withTime).trimEnd();
};

const bar = (from: number, to: number, { tree, style }: Page): string => {
  const whole = Math.max(1, tree.endedAt - tree.startedAt);
  const place = (at: number) => Math.floor(((at - tree.startedAt) / whole) * BAR);
  const start = Math.min(BAR - 1, place(from));
  const length = Math.max(1, Math.min(BAR, Math.round(((to - from) / whole) * BAR)));
  const fits = Math.min(length, BAR - start);
  return ' '.repeat(start) + style.colours.blue(to - from < 1 ? '·' : '█'.repeat(fits));
};

const totals = (tree: TraceTree, { colours }: Style): string => {
  let [runs, calls, input, output, usd, unpriced] = [0, 0, 0, 0, 0, 0];
  const count = (all: readonly TraceRun[]): void => {
    for (const run of all) {
      runs++;
      for (const action of run.actions) {
        const usage = modelUsage(action);
        if (usage === undefined) continue;
        calls++;
        input += usage.inputTokens;
        output += usage.outputTokens;
        if (usage.usd === undefined) unpriced++;
        else usd += usage.usd;
      }
      for (const iteration of run.iterations) count(iteration.runs);
    }
  };
  count(tree.runs);
  const parts = [
    `${counted(runs, 'node run')} in ${duration(tree.endedAt - tree.startedAt)}`,
    ...(calls > 0
      ? [
          counted(calls, 'model call'),
          `${counted(input + output, 'token')} (${input.toLocaleString('en-US')} in, ${output.toLocaleString('en-US')} out)`,
          ...costs(calls, usd, unpriced),
        ]
      : []),
  ];
  return colours.dim(parts.join(' · '));
};

/** `$0.0013`, `2 calls without a known price`; nothing where all was free, or the service tells no prices at all. */
const costs = (calls: number, usd: number, unpriced: number): string[] => {
  if (unpriced === calls) return [];
  const known = usd === 0 ? [] : [dollars(usd)];
  return unpriced === 0 ? known : [...known, `${counted(unpriced, 'call')} without a known price`];
};
