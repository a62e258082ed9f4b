import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { executionMessages as words } from '../../messages/executions.ts';
import { Option } from '../controls/grid-parts.tsx';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { sayIteration } from '../errors/explain-fault.ts';
import { iterationOf, type NodeRun, type RunStore } from '../run-store/index.ts';
import { iterationList, notRunCount, stepKey } from './iteration-list.ts';
import './iteration-picker.css';

const SQUARE = 24;
/** A shape for each status, in a square of 12. */
const SHAPES = {
  succeeded: 'M1 1h10v10H1z',
  failed: 'M6 0l6 6-6 6-6-6z',
  skipped: 'M1 5h10v2H1z',
  running: 'M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1z',
  queued: 'M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1z',
  stopped: 'M2.5 2.5h7v7h-7z',
  notRun: 'M6 4.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z',
} as const;

/** A square per iteration, by shape and colour; ten thousand of them are drawn only where they are seen. */
export function IterationPicker({
  store,
  node,
  selected,
  onSelect: select,
}: {
  store: RunStore;
  node: NodeRun;
  /** Key of the iteration that is shown. */
  selected: string;
  onSelect(key: string): void;
}) {
  const latest = useRef(select);
  latest.current = select;
  const onSelect = useCallback((key: string) => latest.current(key), []);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [columns, setColumns] = useState(10);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = iterationList(store.state, node, onlyFailed && node.counts.failed > 0);
  const at = list.indexOf(selected);
  const rows = Math.ceil(list.count / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => box.current,
    estimateSize: () => SQUARE,
    overscan: 1,
  });
  useLayoutEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() =>
      setColumns(Math.max(1, Math.floor((element.clientWidth - 4) / SQUARE))),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shownRow = at === -1 ? undefined : Math.floor(at / columns);
  useEffect(() => {
    const element = box.current;
    if (shownRow === undefined || !element) return;
    // Rows are all alike, so the place is known: no need for the virtualizer's search, which takes several frames.
    const top = shownRow * SQUARE;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + SQUARE > element.scrollTop + element.clientHeight)
      element.scrollTop = top + SQUARE - element.clientHeight + 4;
  }, [shownRow]);

  const go = (index: number) => {
    if (list.count > 0) onSelect(list.keyAt(Math.max(0, Math.min(list.count - 1, index))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: list.count - 1,
    }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(at === -1 ? 0 : target);
  };
  const { succeeded, failed, skipped } = node.counts;
  const by = (step: number) => {
    const key = stepKey(list, selected, step);
    if (key !== undefined) onSelect(key);
  };

  return (
    <div className="sb-squares">
      <div className="sb-squares-bar">
        <span className="sb-squares-counts">
          {words.data.counts(succeeded, failed, skipped, notRunCount(store.state, node))}
        </span>
        <SmallButton icon={ICONS.previous} label={words.data.previous} onClick={() => by(-1)} />
        <SmallButton icon={ICONS.next} label={words.data.next} onClick={() => by(1)} />
        {failed > 0 && (
          <SmallButton aria-pressed={onlyFailed} onClick={() => setOnlyFailed(!onlyFailed)}>
            {words.data.onlyFailed}
          </SmallButton>
        )}
      </div>
      <div
        ref={box}
        className="sb-squares-grid"
        role="listbox"
        aria-label={words.data.picker(node.name)}
        aria-orientation="horizontal"
        tabIndex={0}
        aria-activedescendant={at === -1 ? undefined : `${id}${at}`}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className="sb-squares-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index: row, start }) =>
            Array.from({ length: Math.min(columns, list.count - row * columns) }, (_, column) => {
              const index = row * columns + column;
              const key = list.keyAt(index);
              return (
                <Square
                  key={key}
                  id={`${id}${index}`}
                  node={node}
                  iteration={key}
                  status={list.statusAt(index)}
                  isSelected={index === at}
                  left={column * SQUARE}
                  top={start}
                  position={index + 1}
                  count={list.count}
                  onSelect={onSelect}
                />
              );
            }),
          )}
        </div>
      </div>
    </div>
  );
}

/** Painted again only when something of it changes: at a thousand events a second most of them stay as they are. */
const Square = memo(function Square({
  id,
  node,
  iteration,
  status,
  isSelected,
  left,
  top,
  position,
  count,
  onSelect,
}: {
  id: string;
  node: NodeRun;
  iteration: string;
  status: keyof typeof SHAPES;
  isSelected: boolean;
  left: number;
  top: number;
  position: number;
  count: number;
  onSelect(key: string): void;
}) {
  const says = words.data.square(sayIteration(iterationOf(node, iteration)), words.status[status]);
  return (
    <Option
      id={id}
      aria-selected={isSelected}
      aria-label={says}
      aria-setsize={count}
      aria-posinset={position}
      title={says}
      className={`sb-square sb-square-${status}`}
      style={{ transform: `translate(${left}px, ${top}px)` }}
      onClick={() => onSelect(iteration)}
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[status]} />
      </svg>
    </Option>
  );
});
