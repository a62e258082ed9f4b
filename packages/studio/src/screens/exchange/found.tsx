import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { quotasOf } from '@streambed/flow/definition';
import type { ReadDefinition, ReadFlow } from '@streambed/flow/exchange';
import { validateDefinition } from '@streambed/flow/validation';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { FlowMiniature } from '../../canvas/still/flow-miniature.tsx';
import { exchangeMessages } from '../../messages/exchange.ts';

const words = exchangeMessages.import;
/** So many are in sight at first. */
const FIRST = 6;

export interface FoundProps {
  readonly reading: Extract<ReadDefinition, { ok: true }>;
  readonly flow: ReadFlow;
  /** With other values in it; absent while its structure is broken. */
  readonly definition: FlowDefinition | undefined;
  readonly chosen: number;
  onChoose(index: number): void;
  onLine(line: number): void;
}

/** What a text holds: of what form, how much, and what is wrong with it. */
export function Found({ reading, flow, definition, chosen, onChoose, onLine }: FoundProps) {
  const { nodesPerFlow } = useApi();
  const problems = useMemo(
    () => [
      ...flow.problems,
      ...(definition ? validateDefinition(definition, quotasOf(nodesPerFlow)) : []).map(
        ({ severity, message }) => ({
          severity: severity === 'Error' ? ('error' as const) : ('warning' as const),
          message,
          line: undefined,
        }),
      ),
    ],
    [flow.problems, definition, nodesPerFlow],
  );
  const [showsAll, setShowsAll] = useState(false);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const options = reading.flows.map(({ name, logicalId }, index) => ({
    value: String(index),
    label: name ?? logicalId ?? String(index + 1),
  }));
  return (
    <section aria-label={words.found} className="sb-import-side">
      <div className="sb-import-found">
        <StatusIndicator type="success">{words.formats[reading.format]}</StatusIndicator>
        {definition && (
          <span className="sb-figure sb-secondary">
            {words.size(definition.nodes?.length ?? 0, definition.connections?.length ?? 0)}
          </span>
        )}
      </div>
      {reading.flows.length > 1 && (
        <FormField label={words.which}>
          <Select
            selectedOption={options[chosen] ?? options[0]!}
            options={options}
            onChange={({ detail }) => onChoose(Number(detail.selectedOption.value))}
          />
        </FormField>
      )}
      {reading.leftOut.length > 0 && (
        <p className="sb-secondary sb-flat">
          {words.leftOut}: {reading.leftOut.join(', ')}
        </p>
      )}
      {definition && (definition.nodes?.length ?? 0) > 0 && (
        <div className="sb-import-miniature">
          <FlowMiniature definition={definition} />
        </div>
      )}
      <section aria-label={words.problemsTitle}>
        <h2>{words.problems(errors, problems.length - errors)}</h2>
        {problems.length > 0 && (
          <ul className="sb-import-problems">
            {(showsAll ? problems : problems.slice(0, FIRST)).map(({ severity, message, line }) => (
              <li key={`${message} ${line ?? ''}`}>
                <StatusIndicator type={severity} iconAriaLabel={words.severity[severity]}>
                  {''}
                </StatusIndicator>
                <span>{message}</span>
                {line !== undefined && (
                  <button type="button" className="sb-import-line" onClick={() => onLine(line)}>
                    {words.atLine(line)}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
        {!showsAll && problems.length > FIRST && (
          <Button variant="inline-link" onClick={() => setShowsAll(true)}>
            {words.moreProblems(problems.length - FIRST)}
          </Button>
        )}
        {!definition && <p className="sb-flat">{words.broken}</p>}
      </section>
    </section>
  );
}
