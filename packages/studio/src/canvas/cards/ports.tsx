import { memo } from 'react';
import type { ConnectOutcome, NodeView } from '../../document/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import type { CardGeometry } from '../geometry/card-geometry.ts';
import { useCanvasState } from '../state/canvas-context.ts';
import type { Detail } from '../state/canvas-state.ts';
import { TypeMark } from './port-mark.tsx';
import './ports.css';

interface PortsProps {
  readonly node: NodeView;
  readonly geometry: CardGeometry;
  readonly connected: ReadonlySet<string>;
  readonly detail: Detail;
  /** Branches that a run took last. */
  readonly taken: readonly string[] | undefined;
  readonly isFolding: boolean;
}

/** The rows of a card where lines begin and end. Controls here are for the pointer; each has its twin for the keyboard. */
export const Ports = memo(({ node, geometry, connected, detail, taken, isFolding }: PortsProps) => {
  const fit = useCanvasState(({ drawing }) => drawing?.fits.get(node.id));
  const overInput = useCanvasState(({ drawing }) =>
    drawing?.over?.node === node.id ? drawing.over.input : undefined,
  );
  const isFull = detail === 'full';
  const conditions = node.configuration.condition?.conditions ?? [];
  return (
    <div className="sb-ports">
      {connected.has('gate') && <span className="sb-gate nodrag nopan" aria-hidden="true" />}
      {node.inputs
        .filter(({ name }) => !geometry.folded.has(name))
        .map(({ name, type, expression, category }) => (
          <div
            key={name}
            className={`sb-port-row sb-port-input${inputClass(fit?.inputs.get(name), overInput === name)}`}
            data-port="input"
            data-name={name}
            data-node={node.id}
          >
            <span
              className={`sb-port-mark nodrag nopan${connected.has(`input:${name}`) ? ' sb-port-connected' : ''}`}
              title={words.inputTitle(name, words.types[type] ?? type, expression)}
            >
              <TypeMark type={type} />
            </span>
            {isFull && (
              <>
                <span className="sb-port-name">{name}</span>
                <span className="sb-port-expression">{category === undefined ? expression : ''}</span>
                {category !== undefined && <span className="sb-port-category">{categoryOf(category)}</span>}
              </>
            )}
          </div>
        ))}
      {isFolding && (geometry.foldY !== undefined || detail === 'full') && geometry.folded.size > 0 && (
        <div className="sb-port-row">
          {isFull && (
            <button type="button" tabIndex={-1} className="sb-port-fold nodrag" data-open="ports">
              {words.showMorePorts(geometry.folded.size)}
              <span className="sb-visually-hidden"> {words.showMorePortsName(node.name)}</span>
            </button>
          )}
        </div>
      )}
      {node.outputs.map(({ name, type }) => (
        <div
          key={name}
          className="sb-port-row sb-port-output"
          data-port="output"
          data-name={name}
          data-node={node.id}
        >
          {isFull && <span className="sb-port-name">{name}</span>}
          <span
            className={`sb-port-mark nodrag nopan${connected.has(`output:${name}`) ? ' sb-port-connected' : ''}`}
            title={words.outputTitle(name, words.types[type] ?? type)}
          >
            <TypeMark type={type} />
          </span>
          <AddAfter
            node={node}
            place={name}
            isLast={!connected.has(`output:${name}`) && isOnlyLoose(node, connected)}
          />
        </div>
      ))}
      {conditions.map((condition) => {
        const { name } = condition;
        const expression = 'expression' in condition ? condition.expression : undefined;
        return (
          <div
            key={name}
            className={`sb-port-row sb-port-branch${taken?.includes(name) ? ' sb-branch-taken' : ''}`}
            data-port="branch"
            data-name={name}
            data-node={node.id}
          >
            {isFull && (
              <>
                <span className="sb-branch-truth" aria-hidden="true">
                  {taken?.includes(name) ? '▶' : ''}
                </span>
                <span className="sb-port-expression">{expression ?? words.otherwise}</span>
                <span className="sb-branch-name">{name}</span>
              </>
            )}
            <span
              className={`sb-port-mark sb-port-mark-branch nodrag nopan${connected.has(`branch:${name}`) ? ' sb-port-connected' : ''}`}
              title={words.branchTitle(name, expression)}
            >
              <TypeMark type={undefined} />
            </span>
            <AddAfter node={node} place={name} isLast={!connected.has(`branch:${name}`)} />
          </div>
        );
      })}
    </div>
  );
});

/** The first output of a card that leads nowhere shows its + always. */
const isOnlyLoose = (node: NodeView, connected: ReadonlySet<string>): boolean =>
  node.outputs.every(({ name }) => !connected.has(`output:${name}`));

const AddAfter = ({
  node,
  place,
  isLast,
}: {
  readonly node: NodeView;
  readonly place: string;
  readonly isLast: boolean;
}) => (
  <button
    type="button"
    tabIndex={-1}
    className={`sb-port-add nodrag nopan${isLast ? ' sb-port-add-last' : ''}`}
    data-open="add"
    aria-label={words.addAfter(node.name, place)}
  >
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M6 2v8M2 6h8" />
    </svg>
  </button>
);

const inputClass = (outcome: ConnectOutcome | undefined, isOver: boolean): string => {
  if (!outcome) return '';
  const fits = outcome.kind === 'refused' ? ' sb-port-refuses' : ' sb-port-fits';
  return isOver ? `${fits} sb-port-over` : fits;
};

const categoryOf = (category: string): string =>
  (words.loop.categories as Readonly<Record<string, string>>)[category] ?? category;
