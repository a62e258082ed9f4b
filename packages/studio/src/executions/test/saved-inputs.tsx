import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import { useRef, useState } from 'react';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import { documentsFrom, type InputNode, savedDocument } from '../runner/inputs.ts';
import '../data/run-data.css';

const MOST = 50;

/** Inputs that the flow's authors keep: use, save, remove, run all of them. */
export function SavedInputs({ nodes }: { nodes: readonly InputNode[] }) {
  const { document } = useEditor();
  const executions = useExecutions();
  const saved = useDocument((snapshot) => snapshot.savedInputs);
  const mayEdit = useEditorState(({ access }) => access.mode === 'edit');
  const phase = useExecutionsState((state) => state.phase);
  const [name, setName] = useState<string | undefined>();
  const isFull = saved.length >= MOST;
  const root = useRef<HTMLElement>(null);
  /** The button that asked for the name comes back, and has the focus again. */
  const close = () => {
    setName(undefined);
    requestAnimationFrame(() => root.current?.querySelector('button')?.focus());
  };
  const save = () => {
    const chosen = name?.trim();
    if (!chosen) return;
    const same = saved.find((input) => input.name === chosen);
    document.edit(`save input ${chosen}`, (edit) =>
      edit.saveInput({
        ...(same && { id: same.id }),
        name: chosen,
        document: savedDocument(nodes, executions.documents()),
      }),
    );
    close();
  };
  return (
    <section ref={root} className="sb-test-saved" aria-label={words.test.saved}>
      <div className="sb-test-buttons">
        <span className="sb-test-label">{words.test.saved}</span>
        {mayEdit && name === undefined && (
          <SmallButton unavailable={isFull ? words.test.savedFull : undefined} onClick={() => setName('')}>
            {words.test.save}
          </SmallButton>
        )}
        {saved.length > 0 && (
          <SmallButton
            unavailable={phase === 'idle' ? undefined : words.commands.running}
            onClick={() => void executions.runAllSaved()}
          >
            {words.test.runAll}
          </SmallButton>
        )}
      </div>
      {name !== undefined && (
        <div className="sb-test-field">
          <div className="sb-test-field-value">
            <Input
              ariaLabel={words.test.saveName}
              placeholder={words.test.saveName}
              value={name}
              autoFocus
              onChange={({ detail }) => setName(detail.value)}
              onKeyDown={({ detail }) => {
                if (detail.key === 'Enter') save();
                if (detail.key === 'Escape') close();
              }}
            />
          </div>
          <Button onClick={save} disabled={name.trim() === ''}>
            {words.test.save}
          </Button>
        </div>
      )}
      {saved.length === 0 ? (
        <p className="sb-data-note">{words.test.nothingSaved}</p>
      ) : (
        <ul className="sb-test-saved-list">
          {saved.map((input) => (
            <li key={input.id}>
              <SmallButton
                title={words.test.use(input.name)}
                onClick={() => executions.fillIn(documentsFrom(nodes, input.document))}
              >
                {input.name}
              </SmallButton>
              {mayEdit && (
                <SmallButton
                  icon={ICONS.close}
                  label={words.test.remove(input.name)}
                  onClick={() =>
                    document.edit(`remove input ${input.name}`, (edit) => edit.removeSavedInput(input.id))
                  }
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
