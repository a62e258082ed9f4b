import type { Iteration } from '@streambed/model/streambed';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatCost, formatCount, formatDuration } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ColumnHeader, GridCell, GridRow, RowGroup, RowHeader, TreeGrid } from '../controls/grid-parts.tsx';
import { Segmented } from '../controls/segmented.tsx';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { StatusMark } from '../controls/status-mark.tsx';
import { useRunRevision } from '../controls/use-run.ts';
import { sayIteration } from '../errors/explain-fault.ts';
import { iterationOf, NONE, type RunStore, type Step } from '../run-store/index.ts';
import { criticalPath } from './critical-path.ts';
import {
  iterationOfRow,
  partsOf,
  scaleMarks,
  type TimelineRow,
  ticksOf,
  timelineRows,
} from './timeline-rows.ts';
import './timeline.css';

const ROW = 24;
const NARROWEST = 1;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where the rows with the highest cost and the longest time are, so that one sees them without comparing. */
interface Extremes {
  readonly costliest: string | undefined;
  readonly slowest: string | undefined;
}

const extremesOf = (rows: readonly TimelineRow[]): Extremes => {
  let costliest: TimelineRow | undefined;
  let slowest: TimelineRow | undefined;
  for (const row of rows) {
    if (row.kind === 'iteration' || row.start === NONE) continue;
    if (row.usd > (costliest?.usd ?? 0)) costliest = row;
    // A loop or an iterator lasts as long as what is inside; naming it would help nobody.
    const isAround = row.node.type === 'Loop' || row.node.type === 'Iterator';
    if (!isAround && (timeOf(row) ?? 0) > (slowest ? (timeOf(slowest) ?? 0) : 0)) slowest = row;
  }
  return { costliest: costliest?.id, slowest: slowest?.id };
};

/** How long a row's node worked in all, without waiting for its turn; undefined when it never began. */
const timeOf = ({ times, step, end }: TimelineRow): number | undefined => {
  if (times) return times.sum;
  return step === undefined || step.startedAt === NONE || step.status === 'skipped'
    ? undefined
    : end - step.startedAt;
};

export interface TimelineViewProps {
  readonly store: RunStore;
  /** Path of the node that is looked at. */
  readonly selected: string | undefined;
  readonly iteration: readonly Iteration[];
  onSelect(path: string, iteration: readonly Iteration[]): void;
}

/** The waterfall of a run, or the same rows as figures. */
export function TimelineView({ store, selected, iteration, onSelect }: TimelineViewProps) {
  const revision = useRunRevision(store);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [isCritical, setCritical] = useState(false);
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const [zoom, setZoom] = useState<Range | undefined>();
  /** The row that the arrows went to, as long as nothing else is selected elsewhere. */
  const [active, setActive] = useState<{ readonly id: string; readonly place: string } | undefined>();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const { state } = store;

  // The state changes underneath; its revision says when.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const rows = useMemo(() => timelineRows(state, open), [state, revision, open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const critical = useMemo(
    () => (isCritical ? new Set<Step>(criticalPath(state)) : undefined),
    [state, revision, isCritical],
  );
  const extremes = useMemo(() => extremesOf(rows), [rows]);
  const whole: Range = { from: 0, to: Math.max(1, state.lastAt) };
  const range = zoom ?? whole;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingStart: 28,
  });

  const place = `${selected ?? ''} ${iteration.map(({ index }) => index).join('.')}`;
  const wanted = active?.place === place ? active.id : rowOf(rows, selected, iteration)?.id;
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === wanted),
  );
  // A node that is selected elsewhere is brought into sight here.
  const wantedAt = useRef(wanted);
  useEffect(() => {
    if (wantedAt.current === wanted) return;
    wantedAt.current = wanted;
    virtual.scrollToIndex(at);
  });

  const choose = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setActive({ id: row.id, place });
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const select = (row: TimelineRow) => onSelect(row.node.path, iterationOfRow(row));
  const toggle = (row: TimelineRow) => {
    if (row.kind !== 'folded') return;
    const next = new Set(open);
    if (!next.delete(row.node.path)) next.add(row.node.path);
    setOpen(next);
  };
  const zoomTo = ({ from, to }: Range) => {
    const width = Math.max(NARROWEST, to - from);
    const start = Math.max(whole.from, Math.min(from, whole.to - width));
    const end = Math.min(whole.to, start + width);
    setZoom(start <= whole.from && end >= whole.to ? undefined : { from: start, to: end });
  };
  const zoomBy = (factor: number) => {
    const middle = (range.from + range.to) / 2;
    const half = ((range.to - range.from) / 2) * factor;
    zoomTo({ from: middle - half, to: middle + half });
  };
  const pan = (share: number) => {
    const by = (range.to - range.from) * share;
    zoomTo({ from: range.from + by, to: range.to + by });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.floor((box.current?.clientHeight ?? 240) / ROW) - 1;
    const moves: { readonly [key: string]: () => void } = {
      ArrowDown: () => choose(at + 1),
      ArrowUp: () => choose(at - 1),
      PageDown: () => choose(at + page),
      PageUp: () => choose(at - page),
      Home: () => choose(0),
      End: () => choose(rows.length - 1),
      ArrowRight: () => (event.shiftKey ? pan(0.25) : row && !row.isOpen && toggle(row)),
      ArrowLeft: () => (event.shiftKey ? pan(-0.25) : row?.isOpen && toggle(row)),
      Enter: () => row && select(row),
      ' ': () => row && select(row),
      '+': () => zoomBy(0.5),
      '-': () => zoomBy(2),
      '0': () => setZoom(undefined),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <div className="sb-timeline">
      <div className="sb-timeline-bar">
        <Segmented<'chart' | 'table'>
          label={words.timeline.view}
          options={[
            { id: 'chart', label: words.timeline.chart },
            { id: 'table', label: words.timeline.table },
          ]}
          value={view}
          onChange={setView}
        />
        <SmallButton aria-pressed={isCritical} onClick={() => setCritical(!isCritical)}>
          {words.timeline.criticalPath}
        </SmallButton>
        {view === 'chart' && (
          <>
            <SmallButton icon={ICONS.zoomIn} label={words.timeline.zoomIn} onClick={() => zoomBy(0.5)} />
            <SmallButton icon={ICONS.zoomOut} label={words.timeline.zoomOut} onClick={() => zoomBy(2)} />
            <SmallButton icon={ICONS.fit} label={words.timeline.fit} onClick={() => setZoom(undefined)} />
            <ul className="sb-timeline-legend" aria-label={words.timeline.legend}>
              {(['waiting', 'service', 'own'] as const).map((part) => (
                <li key={part}>
                  <span className={`sb-span-part sb-span-${part}`} />
                  {words.timeline[part]}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <TreeGrid
        ref={box}
        className={`sb-timeline-grid sb-timeline-${view}`}
        aria-label={words.timeline.grid}
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        aria-activedescendant={rows.length > 0 ? `${id}${at}` : undefined}
        onKeyDown={onKeyDown}
      >
        <GridRow className="sb-timeline-row sb-timeline-head" aria-rowindex={1}>
          {view === 'chart' ? <ChartHead range={range} onBrush={zoomTo} /> : <TableHead />}
        </GridRow>
        <RowGroup className="sb-timeline-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]!;
            return (
              <GridRow
                key={row.id}
                id={`${id}${index}`}
                aria-rowindex={index + 2}
                aria-level={row.depth + 1}
                aria-expanded={row.kind === 'folded' ? row.isOpen : undefined}
                aria-selected={row.id === wanted}
                className={`sb-timeline-row${index === at ? ' sb-timeline-active' : ''}`}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => {
                  setActive({ id: row.id, place });
                  select(row);
                }}
              >
                <NameCell row={row} onToggle={() => toggle(row)} />
                {view === 'chart' ? (
                  <ChartCells
                    row={row}
                    revision={revision}
                    now={state.lastAt}
                    from={range.from}
                    to={range.to}
                    critical={critical}
                    extremes={extremes}
                  />
                ) : (
                  <TableCells row={row} now={state.lastAt} critical={critical} extremes={extremes} />
                )}
              </GridRow>
            );
          })}
        </RowGroup>
      </TreeGrid>
    </div>
  );
}

const rowOf = (
  rows: readonly TimelineRow[],
  path: string | undefined,
  iteration: readonly Iteration[],
): TimelineRow | undefined => {
  if (path === undefined) return undefined;
  const key = iteration.map(({ index }) => index).join('.');
  return rows.find(({ id }) => id === `${path} ${key}`) ?? rows.find(({ id }) => id === path);
};

const nameOf = ({ kind, node, step }: TimelineRow): string =>
  kind === 'iteration' ? sayIteration(iterationOf(node, step!.key)) : node.name;

function NameCell({ row, onToggle }: { row: TimelineRow; onToggle(): void }) {
  return (
    <RowHeader className="sb-timeline-name" style={{ paddingLeft: 4 + row.depth * 16 }} title={row.node.path}>
      {row.kind === 'folded' ? (
        <button
          type="button"
          tabIndex={-1}
          className="sb-timeline-fold"
          aria-label={row.isOpen ? words.timeline.fold(row.node.name) : words.timeline.unfold(row.node.name)}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d={row.isOpen ? 'M4 6l4 4 4-4' : 'M6 4l4 4-4 4'} />
          </svg>
        </button>
      ) : (
        <span className="sb-timeline-fold" />
      )}
      <StatusMark status={row.status} />
      <span className="sb-visually-hidden">{words.status[row.status]}, </span>
      <span className="sb-timeline-label">{nameOf(row)}</span>
    </RowHeader>
  );
}

/** What the bar says in words. */
const barLabel = (row: TimelineRow, now: number, critical: ReadonlySet<Step> | undefined): string => {
  if (row.times)
    return words.timeline.ticks(
      row.times.count,
      row.node.name,
      row.times.p50 === undefined ? words.figures.none : formatDuration(row.times.p50),
      row.times.slowest === undefined
        ? words.figures.none
        : sayIteration(iterationOf(row.node, row.times.slowest.key)),
    );
  if (!row.step || row.start === NONE) return words.status[row.status];
  const { waiting, service, own } = partsOf(row.step, now);
  return [
    formatDuration(service + own),
    waiting > 0 && `${words.timeline.waiting} ${formatDuration(waiting)}`,
    service > 0 && `${words.timeline.service} ${formatDuration(service)}`,
    `${words.timeline.own} ${formatDuration(own)}`,
    critical?.has(row.step) && words.timeline.onCriticalPath,
  ]
    .filter(Boolean)
    .join(' · ');
};

const ChartCells = memo(function ChartCells({
  row,
  now,
  from,
  to,
  critical,
  extremes,
}: {
  row: TimelineRow;
  /** Rows of a running node change without becoming another. */
  revision: number;
  now: number;
  from: number;
  to: number;
  critical: ReadonlySet<Step> | undefined;
  extremes: Extremes;
}) {
  const label = barLabel(row, now, critical);
  const time = timeOf(row);
  const cost = formatCost({
    tokens: row.inputTokens + row.outputTokens,
    usd: row.usd,
    unpriced: row.unpriced,
  });
  return (
    <>
      <GridCell className="sb-timeline-bars" aria-label={label} title={label}>
        <div className="sb-timeline-track">
          {row.times ? (
            <Ticks row={row} from={from} to={to} now={now} critical={critical} />
          ) : (
            row.step && <Bar row={row} step={row.step} from={from} to={to} now={now} critical={critical} />
          )}
        </div>
      </GridCell>
      <NumberCell strong={extremes.slowest === row.id} hint={words.timeline.slowest}>
        {time === undefined ? '' : formatDuration(time)}
      </NumberCell>
      <NumberCell>{tokensOf(row)}</NumberCell>
      <NumberCell strong={extremes.costliest === row.id} hint={words.timeline.costliest}>
        {cost}
      </NumberCell>
    </>
  );
});

const tokensOf = ({ inputTokens, outputTokens }: TimelineRow): string =>
  inputTokens + outputTokens === 0 ? '' : words.figures.tokensOf(inputTokens, outputTokens);

function NumberCell({ children, strong, hint }: { children: string; strong?: boolean; hint?: string }) {
  return (
    <GridCell
      className={`sb-timeline-number${strong ? ' sb-timeline-most' : ''}`}
      title={strong ? hint : undefined}
    >
      {children}
      {strong && <span className="sb-visually-hidden"> ({hint})</span>}
    </GridCell>
  );
}

interface Drawn {
  readonly row: TimelineRow;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly critical: ReadonlySet<Step> | undefined;
}

function Bar({ row, step, from, to, now, critical }: Drawn & { step: Step }) {
  if (row.start === NONE || row.status === 'skipped' || row.end < from || row.start > to) return null;
  const share = (ms: number) => (ms / (to - from)) * 100;
  const { waiting, service, own } = partsOf(step, now);
  const left = share(row.start - from);
  const isOn = critical?.has(step);
  const className = [
    'sb-span',
    row.status === 'failed' && 'sb-span-failed',
    critical && (isOn ? 'sb-span-critical' : 'sb-span-aside'),
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div
      className={className}
      style={{ left: `${left}%`, width: `max(3px, ${share(row.end - row.start)}%)` }}
    >
      <span className="sb-span-part sb-span-waiting" style={{ flexGrow: waiting }} />
      <span className="sb-span-part sb-span-service" style={{ flexGrow: service }} />
      <span
        className="sb-span-part sb-span-own"
        style={{ flexGrow: waiting + service + own === 0 ? 1 : own }}
      />
    </div>
  );
}

const COLUMNS = 300;

function Ticks({ row, from, to, now, critical }: Drawn) {
  const ticks = ticksOf(row.node, from, to, COLUMNS, now);
  const onPath = critical && [...row.node.steps.values()].some((step) => critical.has(step));
  const scale = 1_000 / (to - from);
  const path = (failed: boolean) =>
    ticks
      .filter(({ status }) => (status === 'failed') === failed)
      .map((tick) => {
        const x = Math.max(0, (tick.from - from) * scale);
        // A gap of one part in a thousand keeps neighbours apart.
        const width = Math.max(1.5, Math.min(1_000, (tick.to - from) * scale) - x - 1);
        return `M${x.toFixed(1)} 0h${width.toFixed(1)}v10h-${width.toFixed(1)}z`;
      })
      .join('');
  return (
    <svg
      className={`sb-ticks${critical ? (onPath ? ' sb-span-critical' : ' sb-span-aside') : ''}`}
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="sb-tick" d={path(false)} />
      <path className="sb-tick-failed" d={path(true)} />
    </svg>
  );
}

/** Room for the longest time on the scale, in pixels. */
const MARK_WIDTH = 64;

function ChartHead({ range, onBrush }: { range: Range; onBrush(range: Range): void }) {
  const track = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<Range | undefined>();
  const timeAt = (event: PointerEvent): number => {
    const { left, width } = track.current!.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
    return range.from + share * (range.to - range.from);
  };
  const share = (at: number) => ((at - range.from) / (range.to - range.from)) * 100;
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const marks = scaleMarks(
    range.from,
    range.to,
    Math.max(1, Math.min(5, Math.floor(width / (1.5 * MARK_WIDTH)))),
  );
  const isAtEnd = (mark: number) => (share(mark) / 100) * width > width - MARK_WIDTH;
  return (
    <>
      <ColumnHeader className="sb-timeline-name">{words.timeline.name}</ColumnHeader>
      <ColumnHeader
        aria-label={words.timeline.start}
        className="sb-timeline-bars sb-timeline-scale"
        title={words.timeline.brush}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = timeAt(event);
          setBrush({ from: at, to: at });
        }}
        onPointerMove={(event) => {
          if (brush) setBrush({ from: brush.from, to: timeAt(event) });
        }}
        onPointerCancel={() => setBrush(undefined)}
        onPointerUp={() => {
          setBrush(undefined);
          if (!brush) return;
          const from = Math.min(brush.from, brush.to);
          const to = Math.max(brush.from, brush.to);
          if (share(to) - share(from) > 0.5) onBrush({ from, to });
        }}
      >
        <div ref={track} className="sb-timeline-track">
          {marks.map((mark) => (
            <span
              key={mark}
              className={`sb-timeline-mark${isAtEnd(mark) ? ' sb-timeline-mark-last' : ''}`}
              style={{ left: `${share(mark)}%` }}
            >
              {formatDuration(mark)}
            </span>
          ))}
          {brush && (
            <span
              className="sb-timeline-brush"
              style={{
                left: `${share(Math.min(brush.from, brush.to))}%`,
                width: `${Math.abs(share(brush.to) - share(brush.from))}%`,
              }}
            />
          )}
        </div>
      </ColumnHeader>
      <HeadCell>{words.timeline.time}</HeadCell>
      <HeadCell>{words.timeline.tokens}</HeadCell>
      <HeadCell>{words.timeline.cost}</HeadCell>
    </>
  );
}

function HeadCell({ children }: { children: string }) {
  return <ColumnHeader className="sb-timeline-number">{children}</ColumnHeader>;
}

function TableHead() {
  const { columns } = words.timeline;
  return (
    <>
      <ColumnHeader className="sb-timeline-name">{columns.node}</ColumnHeader>
      {(['start', 'waiting', 'service', 'own', 'duration', 'tokens', 'cost'] as const).map((column) => (
        <HeadCell key={column}>{columns[column]}</HeadCell>
      ))}
    </>
  );
}

function TableCells({
  row,
  now,
  critical,
  extremes,
}: {
  row: TimelineRow;
  now: number;
  critical: ReadonlySet<Step> | undefined;
  extremes: Extremes;
}) {
  const parts = row.step && row.start !== NONE ? partsOf(row.step, now) : undefined;
  const ms = (time: number | undefined) => (time === undefined ? '' : formatDuration(time));
  const isOn = row.step && critical?.has(row.step);
  return (
    <>
      <NumberCell>{row.start === NONE ? '' : formatDuration(row.start)}</NumberCell>
      <NumberCell>{ms(parts?.waiting)}</NumberCell>
      <NumberCell>{ms(parts?.service)}</NumberCell>
      <NumberCell>{ms(parts?.own)}</NumberCell>
      <NumberCell
        strong={critical ? isOn === true : extremes.slowest === row.id}
        hint={critical ? words.timeline.onCriticalPath : words.timeline.slowest}
      >
        {row.times
          ? `${formatCount(row.times.count)} × ${ms(row.times.p50) || words.figures.none}`
          : ms(timeOf(row))}
      </NumberCell>
      <NumberCell>{tokensOf(row)}</NumberCell>
      <NumberCell strong={extremes.costliest === row.id} hint={words.timeline.costliest}>
        {formatCost({ tokens: row.inputTokens + row.outputTokens, usd: row.usd, unpriced: row.unpriced })}
      </NumberCell>
    </>
  );
}
