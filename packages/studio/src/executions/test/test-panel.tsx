import Button from '@cloudscape-design/components/button';
import { useMemo, useState } from 'react';
import { exampleInput } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { testFlow } from '../commands/run-commands.ts';
import { SmallButton } from '../controls/small-button.tsx';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import { CopyAsCode } from '../copy-as-code/copy-as-code.tsx';
import { PinsBanner } from '../errors/pins-banner.tsx';
import { RunBanner } from '../errors/run-banner.tsx';
import { inputNodesOf, inputProblem } from '../runner/inputs.ts';
import { DocumentForm } from './document-form.tsx';
import { FillIn } from './fill-in.tsx';
import { SavedInputs } from './saved-inputs.tsx';
import { TestOptionsForm } from './test-options.tsx';
import { Outcomes, TestResult } from './test-result.tsx';
import './test-panel.css';
import '../data/run-data.css';

/** The Test tab: input on the left, what came of it on the right. */
export function TestPanel() {
  const editor = useEditor();
  const executions = useExecutions();
  const phase = useExecutionsState((state) => state.phase);
  const store = useExecutionsState((state) => state.store);
  const typed = useExecutionsState((state) => state.documents);
  const outcomes = useExecutionsState((state) => state.outcomes);
  const tabs = useExecutionsState((state) => state.tabs);
  const target = useExecutionsState((state) => state.options.target);
  const nodesById = useDocument((snapshot) => snapshot.nodes);
  const saved = useDocument((snapshot) => snapshot.savedInputs);
  const errors = useEditorState(
    ({ problems }) =>
      problems.filter(({ severity, source }) => severity === 'Error' && source !== 'lastRun').length,
  );
  const [showsOptions, setShowsOptions] = useState(false);
  // Read from the document as a whole; painted again when nodes, saved inputs or what is typed change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const nodes = useMemo(() => inputNodesOf(executions.document.snapshot()), [executions, nodesById]);
  const example = exampleInput(saved)?.document;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const documents = useMemo(() => executions.documents(), [executions, nodes, typed, example]);
  const wrong = nodes.find(({ name, type }) => inputProblem(documents[name], type) !== undefined);
  const isBusy = phase !== 'idle';
  const isBlocked = errors > 0 && target.kind === 'draft';

  return (
    <section className="sb-executions-panel sb-test" aria-label={words.test.region}>
      <div className="sb-test-bar">
        {isBusy ? (
          <Button
            iconName="status-stopped"
            disabled={phase === 'stopping'}
            onClick={() => void executions.stop()}
          >
            {phase === 'stopping' ? words.test.stopping : words.test.stop}
          </Button>
        ) : (
          <Button
            variant="primary"
            iconName="caret-right-filled"
            disabled={wrong !== undefined}
            disabledReason={wrong && inputProblem(documents[wrong.name], wrong.type)}
            onClick={() => void testFlow(editor)}
          >
            {words.test.run}
          </Button>
        )}
        <span className="sb-test-phase" role="status">
          {phase === 'save' || phase === 'prepare' || phase === 'run' ? words.test.phases[phase] : ''}
          {isBlocked && !isBusy && words.test.problems(errors)}
          {isBusy && tabs > 1 && words.test.inTabs(tabs)}
        </span>
        <SmallButton aria-expanded={showsOptions} onClick={() => setShowsOptions(!showsOptions)}>
          {words.test.options}
        </SmallButton>
        <CopyAsCode
          flowId={executions.flowId}
          aliasId={target.kind === 'alias' ? target.aliasId : 'TSTALIASID'}
          input={nodes[0] ? (documents[nodes[0].name] ?? null) : null}
          inputNode={nodes[0]?.name}
          inputOutput={nodes[0]?.output}
        />
      </div>
      <RunBanner />
      <PinsBanner />
      {showsOptions && <TestOptionsForm />}
      <div className="sb-test-columns">
        <div className="sb-test-input">
          {nodes.length === 0 ? (
            <p className="sb-data-note">{words.test.noInputNode}</p>
          ) : (
            <>
              {nodes.map((node) => (
                <DocumentForm
                  key={`${node.id} ${node.type}`}
                  label={nodes.length === 1 ? words.test.input : words.test.inputOf(node.name)}
                  type={node.type}
                  value={documents[node.name] ?? null}
                  onChange={(value) => executions.setDocument(node.name, value)}
                />
              ))}
              <FillIn nodes={nodes} />
              <SavedInputs nodes={nodes} />
            </>
          )}
        </div>
        <section className="sb-test-result" aria-label={words.test.result}>
          {outcomes.length > 0 && <Outcomes />}
          <TestResult store={store} />
        </section>
      </div>
    </section>
  );
}
