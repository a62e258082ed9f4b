import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { Drawer, Modal, principalName, RelativeTime } from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';
import { versionMessages } from '../../messages/versions.ts';
import type { AliasMove } from './alias-history.ts';
import { useSide } from './diff-preview.tsx';
import { type AliasRow, TEST_ALIAS } from './queries.ts';
import { sampleInput } from './sample-input.ts';
import { SnippetsPanel } from './snippets-panel.tsx';
import './versions.css';

function ReadDialog({
  title,
  closeLabel,
  children,
  onClose,
}: {
  readonly title: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
  onClose(): void;
}) {
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {closeLabel}
          </Button>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}

export interface SnippetsDialogProps {
  readonly flowId: string;
  readonly alias: AliasRow;
  /** The flow's studio document, for an input that somebody saved. */
  readonly content: unknown;
  onClose(): void;
}

/** How to call an alias. */
export function SnippetsDialog({ flowId, alias, content, onClose }: SnippetsDialogProps) {
  const words = versionMessages.snippets;
  const { data } = useSide(flowId, alias.target);
  return (
    <ReadDialog
      title={words.title(alias.id === TEST_ALIAS ? alias.id : alias.name)}
      closeLabel={words.close}
      onClose={onClose}
    >
      {data ? (
        <SnippetsPanel flowId={flowId} aliasId={alias.id} input={sampleInput(data.definition, content)} />
      ) : (
        <StatusIndicator type="loading">{versionMessages.compare.loading}</StatusIndicator>
      )}
    </ReadDialog>
  );
}

export interface HistoryDrawerProps {
  readonly alias: AliasRow;
  readonly moves: readonly AliasMove[];
  onClose(): void;
}

/** Where an alias has pointed, and who moved it, latest first. */
export function HistoryDrawer({ alias, moves, onClose }: HistoryDrawerProps) {
  const words = versionMessages.history;
  const name = (version: string) => versionMessages.version(version).toLowerCase();
  return (
    <Drawer title={words.title(alias.name)} onClose={onClose}>
      {moves.length === 0 ? (
        <p className="sb-flat">{words.empty}</p>
      ) : (
        <ol className="sb-history" reversed>
          {moves.toReversed().map(({ from, to, at, by }) => (
            <li key={at}>
              <span className="sb-history-move">
                {words.entry(from === undefined ? undefined : name(from), name(to))}
              </span>
              <RelativeTime at={at} />
              <span className="sb-secondary" title={by}>
                {words.by(principalName(by))}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="sb-secondary">{words.note}</p>
    </Drawer>
  );
}
