import type { NodeProps } from '@xyflow/react';
import { memo, useCallback, useRef, useSyncExternalStore } from 'react';
import type { NodeId } from '../../document/index.ts';
import { useDocument, useEditorState } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { NodeGlyphTile } from '../../nodes/index.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import type { CardNode } from '../state/canvas-nodes.ts';
import { sameIn } from '../state/same-props.ts';
import { cardName } from './card-name.ts';
import './loop-frame.css';
import { TypeMark } from './port-mark.tsx';
import { StatusIcon } from './status-icon.tsx';
import { useHandedFocus } from './use-handed-focus.ts';
import { useNodeRun, useProblems } from './use-run.ts';

type FrameProps = Pick<NodeProps<CardNode>, 'id' | 'data' | 'selected' | 'width' | 'height'>;

/** A loop that is open in place: its body lies inside, its ports stand at the walls, an arc leads back to the start. */
export const LoopFrame = memo(
  ({ id, data, selected, width = 0, height = 0 }: FrameProps) => {
    const canvas = useCanvas();
    const { node } = data.placed;
    const run = useNodeRun(id);
    const problems = useProblems(id);
    const isFocused = useEditorState(({ focusedNode }) => focusedNode === id);
    const place = useCanvasState(({ order }) => order.get(id) ?? 0);
    const detail = useCanvasState((state) => state.detail);
    const controller = useController(id);
    const settings = controller?.configuration.loopController;
    const fit = useCanvasState(({ drawing }) => drawing?.fits.get(id));
    const { connected } = data.facts;
    const frame = useHandedFocus(id);
    return (
      // biome-ignore lint/a11y/useSemanticElements: a frame takes part in an application's focus
      <div
        ref={frame}
        className={`sb-frame sb-family-logic sb-frame-${detail}${selected ? ' sb-selected' : ''}${isFocused ? ' sb-focused' : ''}`}
        style={{ width, height }}
        data-card={id}
        data-status={run?.status}
        role="group"
        aria-roledescription={words.nodeDescription}
        aria-label={cardName(node, {
          run,
          problems,
          isPinned: false,
          isReached: data.facts.isReached,
          place,
          of: canvas.state.getState().order.size,
        })}
        tabIndex={-1}
      >
        <div className="sb-frame-head">
          <NodeGlyphTile type="Loop" />
          <span className="sb-card-name" title={node.name}>
            {node.name}
          </span>
          {detail === 'full' && (
            <span className="sb-frame-rule" title={settings?.continueCondition?.expression}>
              {words.loop.continueWhile} <code>{settings?.continueCondition?.expression}</code> ·{' '}
              {words.loop.rounds(settings?.maxIterations ?? 10)}
            </span>
          )}
          {run?.rounds !== undefined && (
            <span className="sb-frame-rounds sb-figure">{words.rounds(run.rounds)}</span>
          )}
          {run && (
            <span className={`sb-card-badge sb-status-${run.status}`}>
              <StatusIcon status={run.status} />
              {detail === 'full' && (
                <>
                  {words.status[run.status]}
                  {run.iterations && (
                    <span className="sb-figure">
                      {' '}
                      {words.iterations(run.iterations.ok, run.iterations.total)}
                    </span>
                  )}
                </>
              )}
            </span>
          )}
          <button
            type="button"
            tabIndex={-1}
            className="sb-frame-close nodrag"
            data-open="loop"
            aria-label={words.loop.close(node.name)}
            title={words.loop.close(node.name)}
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
              <path d="M9.5 2.5v4h4M6.5 13.5v-4h-4M9.5 6.5l4-4M6.5 9.5l-4 4" />
            </svg>
          </button>
        </div>
        {node.inputs.map(({ name, type, expression }, index) => (
          <span
            key={name}
            className={`sb-wall-port sb-wall-input${fit ? (fit.inputs.get(name)?.kind === 'refused' ? ' sb-port-refuses' : ' sb-port-fits') : ''}`}
            style={{ top: 40 + index * 24 }}
            data-port="input"
            data-name={name}
            data-node={id}
            title={words.inputTitle(name, words.types[type] ?? type, expression)}
          >
            <span
              className={`sb-port-mark nodrag nopan${connected.has(`input:${name}`) ? ' sb-port-connected' : ''}`}
            >
              <TypeMark type={type} />
            </span>
          </span>
        ))}
        {node.outputs.map(({ name, type }, index) => (
          <span
            key={name}
            className="sb-wall-port sb-wall-output"
            style={{ top: 40 + index * 24 }}
            data-port="output"
            data-name={name}
            data-node={id}
            title={words.outputTitle(name, words.types[type] ?? type)}
          >
            <span
              className={`sb-port-mark nodrag nopan${connected.has(`output:${name}`) ? ' sb-port-connected' : ''}`}
            >
              <TypeMark type={type} />
            </span>
          </span>
        ))}
        <ReturnArc loop={id} height={height} names={backNames(controller)} isNamed={detail === 'full'} />
      </div>
    );
  },
  sameIn<FrameProps>('id', 'data', 'selected', 'width', 'height'),
);

const backNames = (controller: CardNode['data']['placed']['node'] | undefined): readonly string[] =>
  (controller?.inputs ?? [])
    .filter(({ category }) => category === 'ReturnValueToLoopStart')
    .map(({ name }) => name);

const useController = (loop: NodeId) =>
  useDocument(({ scopes, nodes }) => {
    for (const id of scopes.get(loop)?.nodes ?? []) {
      const node = nodes.get(id);
      if (node?.type === 'LoopController') return node;
    }
    return undefined;
  });

/** From the controller along the floor back to the start: drawn, since the definition has no connection for it. */
const ReturnArc = ({
  loop,
  height,
  names,
  isNamed,
}: {
  readonly loop: NodeId;
  readonly height: number;
  readonly names: readonly string[];
  readonly isNamed: boolean;
}) => {
  const canvas = useCanvas();
  const walls = useWalls(loop);
  const frame = canvas.places.get(loop);
  if (!walls || !frame) return null;
  const floor = height - 32;
  const from = {
    x: walls.end.x + walls.end.width / 2 - frame.x,
    y: walls.end.y + walls.end.height - frame.y,
  };
  const to = {
    x: walls.start.x + walls.start.width / 2 - frame.x,
    y: walls.start.y + walls.start.height - frame.y,
  };
  const bend = 12;
  const path = `M${from.x} ${from.y}V${floor - bend}Q${from.x} ${floor} ${from.x - bend} ${floor}H${to.x + bend}Q${to.x} ${floor} ${to.x} ${floor - bend}V${to.y + 8}`;
  return (
    <>
      <svg className="sb-return" aria-hidden="true">
        <path className="sb-return-arc" d={path} />
        <path
          className="sb-return-tip"
          d={`M${to.x - 5} ${to.y + 10}L${to.x} ${to.y + 2}L${to.x + 5} ${to.y + 10}Z`}
        />
      </svg>
      {isNamed && (
        <span
          className="sb-return-label"
          style={{ transform: `translate(${(from.x + to.x) / 2}px, ${floor}px) translate(-50%, -50%)` }}
        >
          {words.loop.back(names)}
        </span>
      )}
    </>
  );
};

const useWalls = (loop: NodeId) => {
  const canvas = useCanvas();
  const before = useRef<{ key: string; walls: ReturnType<typeof read> }>({ key: '', walls: undefined });
  const read = () => {
    const body = canvas.snapshot().scopes.get(loop)?.nodes ?? [];
    const placeOf = (type: string) => {
      const id = body.find((node) => canvas.snapshot().nodes.get(node)?.type === type);
      return id === undefined ? undefined : canvas.places.get(id);
    };
    const start = placeOf('LoopInput');
    const end = placeOf('LoopController');
    return start && end ? { start, end } : undefined;
  };
  return useSyncExternalStore(
    useCallback((listener: () => void) => canvas.places.subscribe(listener), [canvas]),
    () => {
      const walls = read();
      const key = JSON.stringify(walls);
      if (key !== before.current.key) before.current = { key, walls };
      return before.current.walls;
    },
  );
};
