import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { positionOn } from '../actions/adding.ts';
import { lastValue } from '../connecting/data-sample.ts';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';
import './line-popover.css';
import '../menus/button.css';

const words = canvasMessages.line;

/** What a connection is and carries, and what can be done with it. */
export const LinePopover = ({ popup }: { readonly popup: Extract<Popup, { kind: 'connection' }> }) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const connection = useDocument(({ connections }) => connections.get(popup.id));
  const input = useDocument(({ nodes }) =>
    nodes.get(connection?.target ?? '')?.inputs.find(({ name }) => name === connection?.targetInput),
  );
  const output = useDocument(({ nodes }) =>
    nodes.get(connection?.source ?? '')?.outputs.find(({ name }) => name === connection?.sourceOutput),
  );
  const condition = useDocument(({ nodes }) =>
    nodes
      .get(connection?.source ?? '')
      ?.configuration.condition?.conditions.find(({ name }) => name === connection?.condition),
  );
  const isReadOnly = useEditorState(({ access }) => access.mode === 'readOnly');
  const line = canvas.lines.line(popup.id);
  if (!connection || !line) return null;
  const from = `${connection.sourceName}.${connection.sourceOutput ?? connection.condition ?? ''}`;
  const to =
    connection.targetInput === undefined
      ? connection.targetName
      : `${connection.targetName}.${connection.targetInput}`;
  const go = (node: string) => {
    canvas.closePopup();
    canvas.select({ nodes: new Set([node]) });
    canvas.focusNode(node);
  };
  const facts: readonly (readonly [string, string])[] =
    connection.condition === undefined
      ? [
          [
            words.type,
            output && input && output.type !== input.type
              ? `${output.type} → ${input.type}`
              : (output?.type ?? ''),
          ],
          [words.expression, input?.expression ?? ''],
          [words.lastValue, lastValue(editor.samples, line) ?? words.noValue],
          [words.wireName, connection.name],
        ]
      : [
          [words.type, words.conditional],
          [
            words.condition,
            condition && 'expression' in condition && condition.expression !== undefined
              ? condition.expression
              : canvasMessages.otherwise,
          ],
          [words.wireName, connection.name],
        ];
  return (
    <Popover at={popup.at} label={words.name(from, to)} width={340}>
      <h2 className="sb-popover-title sb-line-title">
        {from} <span aria-hidden="true">→</span> {to}
      </h2>
      <dl className="sb-line-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="sb-popover-actions">
        {!isReadOnly && connection.condition === undefined && (
          <button
            type="button"
            className="sb-button"
            onClick={() =>
              canvas.openPopup({
                kind: 'quickAdd',
                at: popup.at,
                scope: connection.scope,
                position: positionOn(canvas, popup.id),
                connection: popup.id,
              })
            }
          >
            {words.insert}
          </button>
        )}
        {!isReadOnly && (
          <button
            type="button"
            className="sb-button"
            onClick={() => {
              canvas.closePopup();
              canvas.edit(canvasMessages.connect.remove, (edit) => edit.disconnect([popup.id]));
              canvas.editor.announce(canvasMessages.connect.removed(from, to));
              canvas.focusCanvas();
            }}
          >
            {words.remove}
          </button>
        )}
        <button type="button" className="sb-button sb-button-quiet" onClick={() => go(line.source)}>
          {words.toSource(connection.sourceName)}
        </button>
        <button type="button" className="sb-button sb-button-quiet" onClick={() => go(line.target)}>
          {words.toSource(connection.targetName)}
        </button>
      </div>
    </Popover>
  );
};
