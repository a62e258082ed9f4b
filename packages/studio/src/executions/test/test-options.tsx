import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { FLOW_SCOPE } from '../../document/index.ts';
import { useDocument } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { Segmented } from '../controls/segmented.tsx';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import type { RunTarget } from '../runner/executions.ts';

const idOf = (target: RunTarget): string =>
  target.kind === 'draft'
    ? 'draft'
    : target.kind === 'version'
      ? `version ${target.version}`
      : `alias ${target.aliasId}`;

const labelOf = (target: RunTarget): string =>
  target.kind === 'draft'
    ? words.test.draft
    : target.kind === 'version'
      ? words.test.version(target.version)
      : words.test.alias(target.name);

/** What is run, how fast it is to answer, and how far it goes. */
export function TestOptionsForm() {
  const executions = useExecutions();
  const options = useExecutionsState((state) => state.options);
  const scopes = useDocument((snapshot) => snapshot.scopes);
  const nodes = useDocument((snapshot) => snapshot.nodes);
  const [targets, setTargets] = useState<readonly RunTarget[]>([]);
  const [status, setStatus] = useState<'pending' | 'loading' | 'finished' | 'error'>('pending');
  const all: readonly RunTarget[] = [{ kind: 'draft' }, ...targets];
  const load = async () => {
    if (status === 'loading') return;
    setStatus('loading');
    try {
      setTargets(await executions.targets());
      setStatus('finished');
    } catch {
      setStatus('error');
    }
  };
  const stops = (scopes.get(FLOW_SCOPE)?.nodes ?? []).flatMap((id) => {
    const node = nodes.get(id);
    return node && node.type !== 'Input' ? [{ value: id, label: node.name }] : [];
  });
  const stopNone = { value: '', label: words.test.stopAfterNone };
  return (
    <div className="sb-test-options">
      <FormField label={words.test.target}>
        <Select
          selectedOption={{ value: idOf(options.target), label: labelOf(options.target) }}
          options={all.map((target) => ({ value: idOf(target), label: labelOf(target) }))}
          statusType={status}
          loadingText={words.list.loading}
          errorText={words.list.failed}
          onLoadItems={() => void load()}
          onChange={({ detail }) => {
            const target = all.find((each) => idOf(each) === detail.selectedOption.value);
            if (target) executions.setOptions({ target });
          }}
        />
      </FormField>
      <FormField label={words.test.stopAfter}>
        <Select
          selectedOption={stops.find(({ value }) => value === options.stopAfter) ?? stopNone}
          options={[stopNone, ...stops]}
          filteringType={stops.length > 12 ? 'auto' : 'none'}
          onChange={({ detail }) =>
            executions.setOptions({ stopAfter: detail.selectedOption.value || undefined })
          }
        />
      </FormField>
      <FormField label={words.test.latency}>
        <Segmented<'standard' | 'optimized'>
          label={words.test.latency}
          options={[
            { id: 'standard', label: words.test.latencyStandard },
            { id: 'optimized', label: words.test.latencyOptimized },
          ]}
          value={options.latency}
          onChange={(latency) => executions.setOptions({ latency })}
        />
      </FormField>
    </div>
  );
}
