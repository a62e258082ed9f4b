import { useMemo } from 'react';
import { beginConnecting, type InputPlace, type NodeId, type OutputPlace } from '../../document/index.ts';
import { useDocument } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { commitOutcome } from '../actions/commit-outcome.ts';
import { reachable } from '../geometry/reading-order.ts';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import type { Popup } from '../state/canvas-state.ts';
import '../menus/button.css';

const words = canvasMessages.connect;
const MOST_CHIPS = 6;

interface Offer {
  readonly from: OutputPlace;
  readonly to: InputPlace;
  readonly label: string;
}

/** A branch carries no data: what lies upstream and would fit the node's free inputs, one chip each, nearest first. */
export const Feed = ({ popup }: { readonly popup: Extract<Popup, { kind: 'feed' }> }) => {
  const canvas = useCanvas();
  const revision = useDocument(({ revision }) => revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another offer after each edit
  const offers = useMemo(() => offersFor(canvas, popup.node), [canvas, popup.node, revision]);
  const name = canvas.snapshot().nodes.get(popup.node)?.name ?? '';
  if (offers.length === 0) return null;
  return (
    <Popover at={popup.at} label={words.feed(name)}>
      <h2 className="sb-popover-title">{words.feed(name)}</h2>
      <div className="sb-popover-body">{words.feedHelp}</div>
      <div className="sb-popover-actions">
        {offers.map(({ from, to, label }) => (
          <button
            key={label}
            type="button"
            className="sb-button"
            onClick={() => {
              commitOutcome(canvas, from, beginConnecting(canvas.snapshot(), from).to(to), popup.at);
              canvas.focusCanvas();
            }}
          >
            {label}
          </button>
        ))}
        <button
          type="button"
          className="sb-button sb-button-quiet"
          onClick={() => {
            canvas.closePopup();
            canvas.focusCanvas();
          }}
        >
          {words.notNow}
        </button>
      </div>
    </Popover>
  );
};

const offersFor = (canvas: CanvasController, id: NodeId): readonly Offer[] => {
  const snapshot = canvas.snapshot();
  const node = snapshot.nodes.get(id);
  const connected = canvas.facts(id)?.connected ?? new Set();
  const free = node?.inputs.filter(({ name }) => !connected.has(`input:${name}`)) ?? [];
  const offers: Offer[] = [];
  for (const source of reachable(snapshot, [id], 'upstream')) {
    const upstream = snapshot.nodes.get(source);
    if (!upstream || source === id) continue;
    for (const output of upstream.outputs) {
      const from = { node: source, output: output.name };
      const connecting = beginConnecting(snapshot, from);
      for (const input of free) {
        const to = { node: id, input: input.name };
        if (connecting.to(to).kind === 'refused') continue;
        offers.push({ from, to, label: words.feedChip(input.name, `${upstream.name}.${output.name}`) });
      }
    }
  }
  return offers.slice(0, MOST_CHIPS);
};
