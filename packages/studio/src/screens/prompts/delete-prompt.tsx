import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Link } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ConfirmDelete, ErrorAlert, Modal, showToast } from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { usePromptUses } from './prompt-uses.ts';
import { deletePrompt } from './queries.ts';

export interface DeletePromptProps {
  readonly prompt: { readonly id: string; readonly name: string };
  onClose(): void;
  onDeleted(): void;
}

/** Asks before a prompt is gone; while drafts of flows name it, it shows them and does not ask. */
export function DeletePrompt({ prompt, onClose, onDeleted }: DeletePromptProps) {
  const api = useApi();
  const { data, error } = usePromptUses();
  const uses = data?.get(prompt.id) ?? [];
  const words = promptMessages.blocked;
  if (data && uses.length === 0)
    return (
      <ConfirmDelete
        kind={promptMessages.deleteKind}
        names={[prompt.name]}
        breaks={[]}
        note={promptMessages.deleteNote}
        onCancel={onClose}
        onConfirm={async () => {
          await deletePrompt(api, prompt.id);
          showToast(promptMessages.deleted(prompt.name), undefined, 'success');
          onDeleted();
        }}
      />
    );
  return (
    <Modal
      visible
      header={data ? words.title(prompt.name) : prompt.name}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {words.close}
          </Button>
        </Box>
      }
    >
      {error ? (
        <ErrorAlert error={error} title={promptMessages.usedBy.failed} />
      ) : data ? (
        <SpaceBetween size="s">
          <p className="sb-flat">{words.text}</p>
          <ul className="sb-flat-list">
            {uses.map(({ flowId, flow, node, version }) => (
              <li key={`${flowId} ${node}`}>
                <Link to={`/flows/${flowId}?node=${encodeURIComponent(node)}`}>{words.flow(flow, node)}</Link>
                , {words.version(version)}
              </li>
            ))}
          </ul>
        </SpaceBetween>
      ) : (
        <StatusIndicator type="loading">{words.looking}</StatusIndicator>
      )}
    </Modal>
  );
}
