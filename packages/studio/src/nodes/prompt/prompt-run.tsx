import type { JsonObject } from '@streambed/model';
import { useEffect, useRef, useState } from 'react';
import { formatDuration, formatUsd } from '../../components/index.ts';
import { promptMessages as words } from '../../messages/nodes.ts';
import { ToolButton } from '../fields/tool-button.tsx';
import '../expression/expression-editor.css';

/** How an answer is coming along. */
export interface PromptAnswer {
  readonly isRunning: boolean;
  /** What is written so far. */
  readonly text?: string;
  /** The last answer in full, where `text` may be cut short. */
  readonly whole?: string;
  readonly durationMs?: number;
  readonly tokens?: number;
  /** undefined where no price is known. */
  readonly usd?: number;
  readonly stopReason?: string;
  readonly error?: string;
}

/** Runs the prompt; given by the place that has a way to. */
export interface PromptRunner {
  /** undefined before the first run. */
  readonly state: PromptAnswer | undefined;
  /** What running is called here and what it runs on, where that is not a node of a flow. */
  readonly says?: { readonly run: string; readonly help: string };
  /** Whether it runs only when every variable has a value; those that lack one are asked for. */
  readonly needsValues?: boolean;
  /** Why it cannot be run now. */
  readonly unavailable?: string | undefined;
  /** `values` by variable, where some were typed; else what is recorded. */
  run(values?: JsonObject): void;
  /** Makes the answer what the next nodes get. */
  keep?(text: string): void;
}

const EARLIER = 3;

/** The answer as it comes, its figures, and the three before it for comparison. */
export function PromptRun({ runner, onRun }: { readonly runner: PromptRunner; onRun(): void }) {
  const { state, keep, unavailable } = runner;
  const earlier = useEarlier(state);
  if (!state) return null;
  return (
    <fieldset className="sb-answer" aria-label={words.answer}>
      <Answer answer={state} {...(keep && { keep })} />
      <div className="sb-tools">
        <ToolButton onClick={onRun} unavailable={unavailable}>
          {words.runAgain}
        </ToolButton>
      </div>
      {earlier.length > 0 && (
        <details className="sb-earlier">
          <summary>{words.earlier(earlier.length)}</summary>
          {earlier.map((answer, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: answers only move down
            <Answer key={index} answer={answer} {...(keep && { keep })} />
          ))}
        </details>
      )}
    </fieldset>
  );
}

function Answer({ answer, keep }: { readonly answer: PromptAnswer; keep?(text: string): void }) {
  const { text, isRunning, durationMs, tokens, usd, stopReason, error } = answer;
  const figures = [
    isRunning && words.writing,
    tokens !== undefined && words.tokens(tokens),
    durationMs !== undefined && formatDuration(durationMs),
    !isRunning && tokens !== undefined && (usd === undefined ? words.noPrice : formatUsd(usd)),
    stopReason !== undefined && words.stopped(stopReason),
  ].filter(Boolean);
  return (
    <div className="sb-answer-one">
      {error === undefined ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="sb-answer-text" aria-label={words.answerText} tabIndex={0}>
          {text ?? ''}
        </section>
      ) : (
        <p className="sb-preview sb-preview-error">{error}</p>
      )}
      <div className="sb-answer-foot">
        <span className="sb-side-note sb-figure">{figures.join(' · ')}</span>
        {keep && !isRunning && text !== undefined && error === undefined && (
          <ToolButton label={words.keepHelp} onClick={() => keep(text)}>
            {words.keep}
          </ToolButton>
        )}
      </div>
    </div>
  );
}

/** Answers that were finished before the one that is shown, the latest first. */
const useEarlier = (state: PromptAnswer | undefined): readonly PromptAnswer[] => {
  const [earlier, setEarlier] = useState<readonly PromptAnswer[]>([]);
  const finished = useRef<PromptAnswer>(undefined);
  useEffect(() => {
    if (!state) return;
    const before = finished.current;
    if (state.isRunning && before) {
      finished.current = undefined;
      setEarlier((kept) => [before, ...kept].slice(0, EARLIER));
    }
    if (!state.isRunning && (state.text !== undefined || state.error !== undefined)) finished.current = state;
  }, [state]);
  return earlier;
};
