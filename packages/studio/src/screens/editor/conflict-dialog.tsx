import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { MergeChoice, MergeConflict } from '../../document/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import './conflict-dialog.css';
import { Modal } from '../../components/index.ts';

const words = editorMessages.conflict;

const show = (value: unknown): string =>
  value === undefined
    ? words.absent
    : typeof value === 'string'
      ? value
      : JSON.stringify(value, undefined, 2);

export interface ConflictDialogProps {
  readonly conflicts: readonly MergeConflict[];
  onResolve(choices: ReadonlyMap<string, MergeChoice>): void;
  onClose(): void;
}

/** Field by field: mine, theirs, and what was before. Nothing is chosen beforehand, and nothing is lost by closing. */
export function ConflictDialog({ conflicts, onResolve, onClose }: ConflictDialogProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, MergeChoice>>(new Map());
  const all = (choice: MergeChoice) => setChoices(new Map(conflicts.map(({ id }) => [id, choice])));
  const isComplete = conflicts.every(({ id }) => choices.has(id));
  return (
    <Modal
      visible
      size="large"
      header={words.title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => all('mine')}>{words.allMine}</Button>
            <Button onClick={() => all('theirs')}>{words.allTheirs}</Button>
            <Button
              variant="primary"
              disabled={!isComplete}
              disabledReason={words.explain}
              onClick={() => onResolve(choices)}
            >
              {words.apply}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <p className="sb-conflict-text">{words.explain}</p>
        {conflicts.map(({ id, item, label, base, mine, theirs }) => {
          const title = label === '' ? item : `${item} · ${label}`;
          return (
            <section key={id} aria-label={title} className="sb-conflict">
              <h3 className="sb-conflict-title">{title}</h3>
              <dl className="sb-conflict-values">
                {(
                  [
                    [words.base, base],
                    [words.mine, mine],
                    [words.theirs, theirs],
                  ] as const
                ).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{show(value)}</dd>
                  </div>
                ))}
              </dl>
              <RadioGroup
                ariaLabel={title}
                value={choices.get(id) ?? null}
                items={[
                  { value: 'mine', label: words.mine },
                  { value: 'theirs', label: words.theirs },
                ]}
                onChange={({ detail }) =>
                  setChoices(new Map([...choices, [id, detail.value as MergeChoice]]))
                }
              />
            </section>
          );
        })}
      </SpaceBetween>
    </Modal>
  );
}
