import Popover from '@cloudscape-design/components/popover';
import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { StateChip, showToast } from '../../components/index.ts';
import type { DraftSaver, SaveState } from '../../document/index.ts';
import { type Problem, useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { createFlow } from '../flows/queries.ts';
import type { OpenEditor } from './open-editor.ts';
import './draft-facts.css';

/** The time of a day; with the date when it was another day. `at` in milliseconds since the epoch. */
export const time = (at: number): string => {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    ...(!isToday && { day: 'numeric', month: 'short' }),
  });
};

export const useSaveState = (saver: DraftSaver): SaveState =>
  useSyncExternalStore(saver.subscribe, saver.state);
const useDraft = (saver: DraftSaver) => useSyncExternalStore(saver.subscribe, () => saver.draft());

const isError = ({ severity, source }: Problem): boolean => severity === 'Error' && source !== 'lastRun';

/** Whether what TSTALIASID runs is what one sees. Source: studio.md section 3.8. */
export function StateOfDraft({
  saver,
  version,
}: {
  readonly saver: DraftSaver;
  readonly version: string | undefined;
}) {
  const { flowId, showBottom } = useEditor();
  const { status, updatedAt } = useDraft(saver);
  const save = useSaveState(saver);
  const errors = useEditorState(({ problems }) => problems.filter(isError).length);
  // Without a server, and nothing typed since, the draft is what it was.
  const isOnlyHere = useDocument(() => save.kind === 'offline' && saver.hasUnsent());
  if (version !== undefined) return <StateChip tone="locked">{words.chips.version(version)}</StateChip>;
  const isChanged =
    save.kind === 'saving' || save.kind === 'notSent' || isOnlyHere || save.kind === 'conflict';
  if (status === 'Preparing') return <StateChip tone="busy">{words.chips.preparing}</StateChip>;
  if (status === 'Failed' && !isChanged)
    return (
      <button type="button" className="sb-plain-button" onClick={() => showBottom('problems')}>
        <StateChip tone="failed">{words.chips.failed(errors)}</StateChip>
      </button>
    );
  // The server's time of a draft that is prepared is that of its preparation.
  if (status === 'Prepared' && !isChanged)
    return (
      <StateChip tone="ok" title={words.chips.preparedHelp}>
        {words.chips.prepared(time(Date.parse(updatedAt)))}
      </StateChip>
    );
  return (
    <Popover
      triggerType="custom"
      dismissButton={false}
      position="bottom"
      renderWithPortal
      content={<PreparedBefore flowId={flowId} />}
    >
      <button type="button" className="sb-plain-button" aria-label={words.chips.notPrepared}>
        <StateChip tone="draft">{words.chips.notPrepared}</StateChip>
      </button>
    </Popover>
  );
}

/** What callers of the test alias get meanwhile, and how it differs. */
function PreparedBefore({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const { data, error } = useQuery({
    queryKey: ['flow', flowId, 'prepared-at'],
    queryFn: ({ signal }) => api.streambed.getPreparedFlow({ flowIdentifier: flowId }, { signal }),
    staleTime: 0,
  });
  if (error) return failureOf(error).message;
  if (!data) return words.chips.looking;
  if (data.preparedAt === undefined) return words.chips.neverPreparedHelp;
  return (
    <>
      {words.chips.notPreparedHelp(time(Date.parse(data.preparedAt)))}{' '}
      <Link to={`/flows/${flowId}/compare/PREPARED..DRAFT`}>{words.chips.seeDifference}</Link>
    </>
  );
}

export interface SaveTextProps {
  readonly open: OpenEditor;
  /** The flow's name. */
  readonly name: string;
  onConflict(): void;
}

/** Where what was typed is: on its way, on the server, kept here. */
export function SaveText({ open, name, onConflict }: SaveTextProps) {
  const state = useSaveState(open.saver);
  const { save } = words;
  switch (state.kind) {
    case 'unchanged':
      return null;
    case 'saving':
      return <span className="sb-save-text">{save.saving}</span>;
    case 'saved':
      return <span className="sb-save-text">{save.saved(time(state.at))}</span>;
    case 'offline':
      return <span className="sb-save-text sb-save-warning">{save.offline}</span>;
    case 'signedOut':
      return <span className="sb-save-text sb-save-warning">{save.signedOut}</span>;
    case 'deleted':
      return <Deleted open={open} name={name} />;
    case 'notSent':
      return <NotSent reason={state.reason} />;
    case 'conflict':
      return (
        <button type="button" className="sb-plain-button sb-save-text sb-save-warning" onClick={onConflict}>
          {save.conflict}
        </button>
      );
  }
}

/** Why the server would not take the draft; leads to the field where the browser finds the same fault. */
function NotSent({ reason }: { readonly reason: string }) {
  const { goTo, showBottom } = useEditor();
  const problem = useEditorState(
    ({ problems }) =>
      problems.find((each) => isError(each) && reason.includes(each.message)) ?? problems.find(isError),
  );
  const said = problem?.message ?? reason;
  return (
    <button
      type="button"
      className="sb-plain-button sb-save-text sb-save-warning"
      title={words.save.notSent(said)}
      onClick={() => (problem ? goTo(problem.address) : showBottom('problems'))}
    >
      {words.save.notSent(said)}
    </button>
  );
}

/** The flow is gone on the server; what is here can become a flow of its own. */
function Deleted({ open: { document }, name }: Pick<SaveTextProps, 'open' | 'name'>) {
  const api = useApi();
  const navigate = useNavigate();
  const [isSaving, setSaving] = useState(false);
  const saveAsNew = async () => {
    setSaving(true);
    try {
      const made = await createFlow(api, {
        name,
        definition: document.definition(),
        studio: document.studioContent(),
      });
      showToast(words.savedAsNew(made.name));
      await navigate(`/flows/${made.id}`);
    } catch (error) {
      setSaving(false);
      showToast(failureOf(error).message, undefined, 'error');
    }
  };
  return (
    <span className="sb-save-text sb-save-warning">
      {words.save.deleted}{' '}
      <button type="button" className="sb-link-button" disabled={isSaving} onClick={() => void saveAsNew()}>
        {words.saveAsNew}
      </button>
    </span>
  );
}
