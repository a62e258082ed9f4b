import Input from '@cloudscape-design/components/input';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatDuration } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ColumnHeader, Grid, GridCell, GridRow, RowGroup } from '../controls/grid-parts.tsx';
import { useRunRevision } from '../controls/use-run.ts';
import { useRunEvent } from '../data/use-step-events.ts';
import { ValueViewer } from '../data/value/value-viewer.tsx';
import { sayIteration } from '../errors/explain-fault.ts';
import { iterationOf, type LoggedEvent, type RunStore } from '../run-store/index.ts';
import './events-table.css';
import '../data/run-data.css';

const ROW = 24;
const MOST = 20_000;

const matches = (event: LoggedEvent, text: string): boolean =>
  `${event.type} ${event.node ?? ''} ${event.key} ${event.says}`.toLowerCase().includes(text);

/** `item 7` */
const placeOf = (store: RunStore, { node, key }: LoggedEvent): string => {
  const run = node === undefined ? undefined : store.nodeRun(node);
  return run && key !== '' ? sayIteration(iterationOf(run, key)) : '';
};

/** The raw events of a run, newest 20,000, to be filtered; the chosen one is shown whole. */
export function EventsTable({ store }: { store: RunStore }) {
  const revision = useRunRevision(store);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<number | undefined>();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log grows underneath; the revision says when
  const all = useMemo(() => store.log(), [store, revision]);
  const text = filter.trim().toLowerCase();
  const rows = useMemo(() => (text === '' ? all : all.filter((event) => matches(event, text))), [all, text]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const columns = words.run.events;
  const at = rows.findIndex(({ number }) => number === chosen);
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setChosen(row.number);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  return (
    <div className="sb-events">
      <div className="sb-events-bar">
        <div className="sb-events-filter">
          <Input
            type="search"
            ariaLabel={columns.filter}
            placeholder={columns.placeholder}
            value={filter}
            onChange={({ detail }) => setFilter(detail.value)}
          />
        </div>
        <span className="sb-data-type" role="status">
          {columns.count(rows.length, store.state.eventCount)}
        </span>
        {store.state.eventCount > MOST && <span className="sb-data-type">{columns.cut}</span>}
      </div>
      <Grid
        ref={box}
        className="sb-events-grid"
        aria-label={words.run.tabs.events}
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        onKeyDown={(event) => {
          const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          go(to);
        }}
      >
        <GridRow className="sb-events-row sb-events-head" aria-rowindex={1}>
          <ColumnHeader className="sb-number">{columns.number}</ColumnHeader>
          <ColumnHeader className="sb-number">{columns.time}</ColumnHeader>
          <ColumnHeader>{columns.type}</ColumnHeader>
          <ColumnHeader>{columns.node}</ColumnHeader>
          <ColumnHeader>{columns.iteration}</ColumnHeader>
          <ColumnHeader>{columns.says}</ColumnHeader>
        </GridRow>
        <RowGroup className="sb-timeline-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]!;
            return (
              <GridRow
                key={row.number}
                className="sb-events-row"
                aria-rowindex={index + 2}
                aria-selected={row.number === chosen}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => setChosen(row.number)}
              >
                <GridCell className="sb-number">{row.number}</GridCell>
                <GridCell className="sb-number">
                  {formatDuration(Math.max(0, row.at - store.state.startedAt))}
                </GridCell>
                <GridCell>{row.type}</GridCell>
                <GridCell title={row.node}>{row.node ?? ''}</GridCell>
                <GridCell>{placeOf(store, row)}</GridCell>
                <GridCell title={row.says}>{row.says}</GridCell>
              </GridRow>
            );
          })}
        </RowGroup>
      </Grid>
      {chosen !== undefined && <EventDetail store={store} number={chosen} />}
    </div>
  );
}

function EventDetail({ store, number }: { store: RunStore; number: number }) {
  const read = useRunEvent(store, number);
  if (read.state !== 'there')
    return <p className="sb-data-note">{read.state === 'loading' ? words.data.loading : words.data.gone}</p>;
  return (
    <ValueViewer value={JSON.parse(JSON.stringify(read.event))} label={`${read.event.type} ${number}`} />
  );
}
