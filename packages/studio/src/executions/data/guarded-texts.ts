import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunAction } from '@streambed/model/streambed';
import type { ActionFacts } from './action-facts.ts';

/** A part of a text that a guardrail looked at; `finding` when it is what one of the policies found. */
export interface GuardedSpan {
  readonly text: string;
  readonly finding?: ActionFacts['findings'][number];
}

/** A text with what was found in it. */
export interface GuardedText {
  readonly side: 'question' | 'answer';
  readonly spans: readonly GuardedSpan[];
}

/** Longer texts are shown from a little before the first finding on. */
const LONGEST = 20_000;
const BEFORE = 200;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every `text` of content blocks, tool results and guarded content included. */
const textsIn = (value: JsonValue | undefined): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'text' && typeof member === 'string' ? [member] : textsIn(member),
  );
};

/** The text cut where the words of findings stand; of two that overlap the longer one counts. */
export const spansOf = (text: string, findings: ActionFacts['findings']): readonly GuardedSpan[] => {
  const places = findings
    .filter(({ match }) => match !== '')
    .flatMap((finding) => {
      const at: { readonly from: number; readonly to: number; readonly finding: typeof finding }[] = [];
      for (let from = text.indexOf(finding.match); from >= 0; from = text.indexOf(finding.match, from + 1))
        at.push({ from, to: from + finding.match.length, finding });
      return at;
    })
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  const spans: GuardedSpan[] = [];
  let end = 0;
  for (const { from, to, finding } of places) {
    if (from < end) continue;
    if (from > end) spans.push({ text: text.slice(end, from) });
    spans.push({ text: text.slice(from, to), finding });
    end = to;
  }
  if (end < text.length) spans.push({ text: text.slice(end) });
  return spans;
};

const shortened = (text: string, findings: ActionFacts['findings']): string => {
  if (text.length <= LONGEST) return text;
  const first = Math.min(
    ...findings.map(({ match }) => text.indexOf(match)).filter((at) => at >= 0),
    text.length,
  );
  const from = first === text.length ? 0 : Math.max(0, first - BEFORE);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST)}…`;
};

/**
 * The texts of a call that a guardrail found something in: of the question as it was sent, of the answer as the model
 * gave it, before anything was masked. Source: `trace.guardrail` of Converse, `content` of ApplyGuardrail.
 */
export const guardedTexts = (
  { operationRequest, operationResponse }: RunAction,
  findings: ActionFacts['findings'],
): readonly GuardedText[] => {
  const request = isObject(operationRequest) ? operationRequest : {};
  const response = isObject(operationResponse) ? operationResponse : {};
  const trace =
    isObject(response.trace) && isObject(response.trace.guardrail) ? response.trace.guardrail : {};
  const { modelOutput } = trace;
  const answers =
    Array.isArray(modelOutput) && modelOutput.length > 0
      ? modelOutput.filter((text) => typeof text === 'string')
      : textsIn(response.output);
  const read = (side: GuardedText['side'], texts: readonly string[]) =>
    texts.map((text) => ({ side, spans: spansOf(shortened(text, findings), findings) }));
  return [
    ...read('question', [
      ...textsIn(request.system),
      ...textsIn(request.messages),
      ...textsIn(request.content),
    ]),
    ...read('answer', answers),
  ].filter(({ spans }) => spans.some(({ finding }) => finding !== undefined));
};
