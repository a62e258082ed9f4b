import type { Expectation } from '../definitions/index.ts';
import { findingText, type GuardrailFinding } from './guardrail-findings.ts';
import { renderTable } from './table.ts';
import type { Style } from './terminal.ts';
import { counted, harmless, shorten } from './text.ts';

/** What a guardrail did with one text of a table. */
export interface CaseResult {
  readonly line: number;
  readonly name?: string;
  readonly text: string;
  readonly source: 'INPUT' | 'OUTPUT';
  readonly expected: Expectation;
  readonly actual: 'NONE' | 'BLOCKED' | 'ANONYMIZED';
  readonly found: readonly GuardrailFinding[];
  readonly output?: string;
  readonly actionReason?: string;
  /** In what it differs from what was expected; empty when it does not. */
  readonly problems: readonly string[];
}

export interface Score {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  /** Of the interventions, how many were expected; 1 when there was none. */
  readonly precision: number;
  /** Of the interventions that were expected, how many there were; 1 when none was. */
  readonly recall: number;
}

/** How often a guardrail did what was expected, and how it errs where it does not. */
export function scoreOf(results: readonly CaseResult[]): Score {
  const count = (test: (result: CaseResult) => boolean): number => results.filter(test).length;
  const right = count(({ expected, actual }) => expected !== 'NONE' && actual !== 'NONE');
  const done = count(({ actual }) => actual !== 'NONE');
  const wanted = count(({ expected }) => expected !== 'NONE');
  const failed = count(({ problems }) => problems.length > 0);
  return {
    cases: results.length,
    passed: results.length - failed,
    failed,
    precision: done === 0 ? 1 : right / done,
    recall: wanted === 0 ? 1 : right / wanted,
  };
}

/** Columns that name a case. */
const LABEL = 44;

/** A line for each case, below it what is wrong with it, and at the end the score. */
export function renderCaseResults(results: readonly CaseResult[], style: Style): string {
  const { colours, width } = style;
  const rows = results.map((result) => [
    result.problems.length === 0 ? colours.green('✓') : colours.red('✗'),
    String(result.line),
    line(result.name ?? result.text, LABEL),
    result.source,
    result.actual,
    line(result.found.map(findingText).join(', '), Math.max(24, width - LABEL - 32)),
  ]);
  const table = renderTable([['', 'LINE', 'CASE', 'SOURCE', 'ACTION', 'FOUND'], ...rows], style).split('\n');
  const [head = '', ...body] = table;
  const lines = results.flatMap(({ problems, actionReason }, index) => [
    body[index] ?? '',
    ...problems.map((problem) => colours.red(`     ${harmless(problem)}`)),
    ...(problems.length > 0 && actionReason ? [colours.dim(`     ${harmless(actionReason)}`)] : []),
  ]);
  const score = scoreOf(results);
  const summary = [
    counted(score.cases, 'case'),
    `${score.passed} as expected`,
    ...(score.failed > 0 ? [`${score.failed} not`] : []),
    `precision ${score.precision.toFixed(3)}`,
    `recall ${score.recall.toFixed(3)}`,
  ].join(', ');
  return `${[head, ...lines, summary].join('\n')}\n`;
}

const line = (text: string, width: number): string => shorten(harmless(text.replace(/\s+/g, ' ')), width);
