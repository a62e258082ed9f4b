import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { templateVariables } from '@streambed/flow/expressions';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { CopyButton, Duration, ErrorAlert, type Failed } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { type Answer, askPrompt } from './ask.ts';
import { blocksText } from './variant.ts';

const words = promptMessages.run;

/** Asks the model with the wording as it stands, saved or not, and values typed for its variables. */
export function TryPrompt({ variant }: { readonly variant: PromptVariant }) {
  const api = useApi();
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<Failed>();
  const [isRunning, setRunning] = useState(false);
  const [isStopped, setStopped] = useState(false);
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const names = templateVariables(variant.templateConfiguration);
  const given = new Map([...values].filter(([name, value]) => value !== '' && names.includes(name)));
  const missing = names.filter((name) => !given.has(name));
  const unavailable = !variant.modelId ? words.noModel : isBlank(variant) ? words.noText : undefined;

  const run = async () => {
    if (unavailable !== undefined || isRunning) return;
    const abort = new AbortController();
    controller.current = abort;
    setRunning(true);
    setStopped(false);
    setError(undefined);
    setAnswer({ text: '', tools: [] });
    try {
      await askPrompt(api, variant, given, abort.signal, setAnswer);
    } catch (reason) {
      if (abort.signal.aborted) setStopped(true);
      else setError(reason instanceof Error ? reason : { message: String(reason) });
    } finally {
      setRunning(false);
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void run();
    }
  };
  return (
    <section className="sb-try" aria-label={words.title} onKeyDown={key}>
      <div className="sb-try-head">
        <h2>{words.title}</h2>
        {isRunning ? (
          <Button onClick={() => controller.current?.abort()}>{words.stop}</Button>
        ) : (
          <Button
            variant="primary"
            disabled={unavailable !== undefined}
            {...(unavailable !== undefined && { disabledReason: unavailable })}
            onClick={() => void run()}
          >
            {words.run}
          </Button>
        )}
      </div>
      {names.length === 0 && <p className="sb-secondary sb-flat">{words.noVariables}</p>}
      {names.map((name) => (
        <FormField key={name} label={words.variable(name)} stretch>
          <Textarea
            value={values.get(name) ?? ''}
            rows={2}
            onChange={({ detail }) => setValues(new Map(values).set(name, detail.value))}
          />
        </FormField>
      ))}
      {missing.length > 0 && (
        <p className="sb-secondary sb-flat">
          {words.missing(missing.map((name) => words.variable(name)).join(', '))}
        </p>
      )}
      {error && <ErrorAlert error={error} title={words.failed} />}
      <section className="sb-answer" aria-label={words.answer} aria-busy={isRunning}>
        {answer === undefined ? (
          <p className="sb-secondary sb-flat">{words.empty}</p>
        ) : (
          <>
            <p className="sb-answer-text">{answer.text}</p>
            {answer.tools.map((tool) => (
              <p key={tool} className="sb-secondary sb-flat">
                {words.toolUse(tool)}
              </p>
            ))}
            <div className="sb-answer-figures">
              {isRunning ? (
                <StatusIndicator type="loading">{words.running}</StatusIndicator>
              ) : isStopped ? (
                <StatusIndicator type="stopped">{words.stopped}</StatusIndicator>
              ) : (
                answer.durationMs !== undefined && (
                  <span role="status" className="sb-figure">
                    <Duration ms={answer.durationMs} />
                    {answer.inputTokens !== undefined && answer.outputTokens !== undefined && (
                      <> · {words.figures(answer.inputTokens, answer.outputTokens)}</>
                    )}
                    {answer.stopReason && <> · {words.stopReason(answer.stopReason)}</>}
                  </span>
                )
              )}
              {answer.text !== '' && !isRunning && (
                <CopyButton text={answer.text} what={words.answer.toLowerCase()} />
              )}
            </div>
          </>
        )}
      </section>
    </section>
  );
}

const isBlank = ({ templateConfiguration: { text, chat } }: PromptVariant): boolean =>
  (text?.text ?? '').trim() === '' &&
  (chat?.messages ?? []).every(({ content }) => blocksText(content).trim() === '');
