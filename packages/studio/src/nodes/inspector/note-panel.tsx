import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import type { NoteTint, NoteView } from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useAccessReason } from '../editing/node-form.tsx';
import { Choice } from '../fields/choice.tsx';
import { ToolButton } from '../fields/tool-button.tsx';

const TINTS: readonly NoteTint[] = ['yellow', 'blue', 'green', 'pink', 'grey'];

/** A sticky note: its text, tint, and what it is attached to. */
export function NotePanel({ note }: { readonly note: NoteView }) {
  const editor = useEditor();
  const reason = useAccessReason();
  const attached = useDocument(({ nodes }) =>
    note.attachedTo === undefined ? undefined : nodes.get(note.attachedTo),
  );
  const change = (step: string, next: Partial<Omit<NoteView, 'id' | 'scope'>>, joins?: string) =>
    editor.document.edit(
      step,
      (flow) => flow.changeNote(note.id, next),
      joins === undefined ? undefined : { joins },
    );
  return (
    <>
      <header className="sb-node-head">
        <h2 className="sb-inspector-title">{words.note}</h2>
        <p className="sb-side-note">{words.noteHelp}</p>
      </header>
      <div className="sb-inspector-body sb-form">
        <FormField label={words.noteText} description={words.noteMarkdown} stretch>
          <Textarea
            value={note.text}
            rows={8}
            readOnly={reason !== undefined}
            onChange={({ detail }) => change(words.steps.noteText, { text: detail.value }, `note ${note.id}`)}
          />
        </FormField>
        <FormField label={words.tint} stretch>
          <Choice
            label={words.tint}
            value={note.tint}
            readOnly={reason !== undefined}
            options={TINTS.map((tint) => ({ value: tint, label: words.tints[tint] }))}
            onChange={(tint) => change(words.steps.noteTint, { tint })}
          />
        </FormField>
        {attached && (
          <dl className="sb-facts">
            <dt>{words.attachedTo}</dt>
            <dd>
              <button type="button" className="sb-chip" onClick={() => editor.goTo({ node: attached.id })}>
                {attached.name}
              </button>
            </dd>
          </dl>
        )}
        <div className="sb-tools">
          <ToolButton
            unavailable={reason}
            onClick={() => {
              editor.document.edit(words.steps.removeNote, (flow) => flow.removeNotes([note.id]));
              editor.select({});
            }}
          >
            {words.deleteNote}
          </ToolButton>
        </div>
      </div>
    </>
  );
}
