import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import {
  type ConnectionChange,
  type DefinitionDiff,
  diffDefinitions,
  type FieldChange,
  type NodeChange,
  restoreChange,
  takeChange,
} from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert, lazyPart, showToast } from '../../components/index.ts';
import type { StudioContent } from '../../document/index.ts';
import { keysNow, matchesKeys, showKeys } from '../../editor/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useDiff, useSide } from '../versions/diff-preview.tsx';
import { MoveAliasDialog } from '../versions/move-alias-dialog.tsx';
import { PublishDialog } from '../versions/publish-dialog.tsx';
import {
  all,
  DRAFT,
  type FlowSide,
  listAliases,
  listVersions,
  loadSide,
  loadStudioContent,
  PREPARED,
  runOfSide,
  TEST_ALIAS,
  versionKeys,
} from '../versions/queries.ts';
import { updateDraft } from '../versions/save-draft.ts';
import { ChangeList, walkOf } from './change-list.tsx';
import { DiffSummary } from './diff-summary.tsx';
import { JsonCompare } from './json-compare.tsx';
import { WALK_KEYS } from './walk-keys.ts';
import './compare-page.css';

const words = versionMessages.compare;
const DiffCanvas = lazyPart(async () => (await import('../../canvas/still/diff-canvas.tsx')).DiffCanvas);

const SIDES = /^(DRAFT|PREPARED|\d{1,5}|run-[0-9a-f-]{36})\.\.(DRAFT|PREPARED|\d{1,5}|run-[0-9a-f-]{36})$/;

/** `2..DRAFT` or `PREPARED..DRAFT` as its two sides; undefined for anything else. */
export const sidesOf = (range: string | undefined): readonly [string, string] | undefined => {
  const match = SIDES.exec(range ?? '');
  return match ? [match[1]!, match[2]!] : undefined;
};

/** `/flows/ID/compare/2..DRAFT`: what differs between two of a flow's draft and versions. */
export function ComparePage({ flowId }: { readonly flowId: string }) {
  const { range } = useParams();
  const sides = sidesOf(range);
  if (!sides)
    return (
      <div className="sb-page">
        <ErrorAlert error={{ message: words.wrongAddress }} title={words.failed} />
      </div>
    );
  return <Comparison flowId={flowId} base={sides[0]} head={sides[1]} />;
}

interface ComparisonProps {
  readonly flowId: string;
  readonly base: string;
  readonly head: string;
}

function Comparison({ flowId, base, head }: ComparisonProps) {
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const [before, after] = [useSide(flowId, base), useSide(flowId, head)];
  const diff = useDiff(before.data, after.data);
  const view = parameters.get('view') === 'json' ? 'json' : 'changes';
  const labels = [versionMessages.version(base), versionMessages.version(head)] as const;
  usePageTitle(words.title(...labels));
  const go = (one: string, other: string) =>
    void navigate({
      pathname: `/flows/${flowId}/compare/${one}..${other}`,
      search: parameters.toString(),
    });
  const error = before.error ?? after.error;
  const missing = before.error ? base : head;
  const found = error && failureOf(error);
  const failure = found?.isNotFound
    ? { ...found, message: words.missing(versionMessages.version(missing).toLowerCase()) }
    : found;
  return (
    <div className="sb-compare">
      <div className="sb-compare-head">
        <h2 className="sb-visually-hidden">{words.title(...labels)}</h2>
        <Sides flowId={flowId} base={base} head={head} onChange={go} />
        {diff && <DiffSummary diff={diff} />}
        <div className="sb-compare-actions">
          <SegmentedControl
            label={words.views}
            selectedId={view}
            options={[
              { id: 'changes', text: versionMessages.diff.list },
              { id: 'json', text: words.json },
            ]}
            onChange={({ detail }) =>
              setParameters(detail.selectedId === 'json' ? { view: 'json' } : {}, { replace: true })
            }
          />
          <Bring flowId={flowId} base={base} head={head} isSame={diff?.isEmpty ?? true} />
        </div>
      </div>
      {failure ? (
        <div className="sb-compare-failed">
          <ErrorAlert
            error={failure}
            title={words.failed}
            onRetry={() => {
              void before.refetch();
              void after.refetch();
            }}
          />
        </div>
      ) : !diff || !before.data || !after.data ? (
        <div className="sb-compare-failed">
          <StatusIndicator type="loading">{words.loading}</StatusIndicator>
        </div>
      ) : view === 'json' ? (
        <div className="sb-compare-json">
          <JsonCompare
            base={before.data.definition}
            head={after.data.definition}
            baseLabel={labels[0]}
            headLabel={labels[1]}
          />
        </div>
      ) : (
        <Changes flowId={flowId} base={before.data} head={after.data} diff={diff} />
      )}
    </div>
  );
}

interface SidesProps extends ComparisonProps {
  onChange(base: string, head: string): void;
}

/** Both sides to choose, and to swap. */
function Sides({ flowId, base, head, onChange }: SidesProps) {
  const api = useApi();
  const { data: versions = [] } = useQuery({
    queryKey: [...versionKeys.versions(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listVersions(api, flowId, token, signal)),
  });
  const options = [
    DRAFT,
    PREPARED,
    ...versions.map(({ version }) => version).sort((a, b) => Number(b) - Number(a)),
    ...[base, head].filter((side) => runOfSide(side) !== undefined),
  ].map((version) => ({ value: version, label: versionMessages.version(version) }));
  const select = (label: string, value: string, choose: (version: string) => void) => (
    <Select
      ariaLabel={label}
      inlineLabelText={label}
      selectedOption={
        options.find((option) => option.value === value) ?? { value, label: versionMessages.version(value) }
      }
      options={options}
      onChange={({ detail }) => choose(detail.selectedOption.value ?? value)}
    />
  );
  return (
    <div className="sb-compare-sides">
      {select(words.base, base, (version) => onChange(version, head))}
      <Button
        variant="icon"
        ariaLabel={words.swap}
        iconSvg={
          <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M1.5 5h12M10.5 2l3 3-3 3M14.5 11h-12M5.5 8l-3 3 3 3" />
          </svg>
        }
        onClick={() => onChange(head, base)}
      />
      {select(words.head, head, (version) => onChange(base, version))}
    </div>
  );
}

/** What can be done with the newer side: the draft is published, a version promoted to an alias. */
function Bring({ flowId, base, head, isSame }: ComparisonProps & { readonly isSame: boolean }) {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [aliasId, setAliasId] = useState<string>();
  const { data: aliases = [] } = useQuery({
    queryKey: [...versionKeys.aliases(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listAliases(api, flowId, token, signal)),
  });
  const movable = aliases.filter(({ id }) => id !== TEST_ALIAS);
  const refresh = () => queryClient.invalidateQueries({ queryKey: versionKeys.all(flowId) });
  const isVersion = (side: string) => /^\d+$/.test(side);
  if (head === DRAFT || base === DRAFT) {
    // Of what is prepared or was run there need not be a version yet.
    const isPublished = isSame && (isVersion(base) || isVersion(head));
    return (
      <>
        <Button
          variant="primary"
          disabled={isPublished}
          {...(isPublished && { disabledReason: words.draftNoDifference })}
          onClick={() => setOpen(true)}
        >
          {words.publish}
        </Button>
        {isOpen && (
          <PublishDialog
            flowId={flowId}
            onClose={() => setOpen(false)}
            onPublished={(version) => {
              void refresh();
              if (version !== undefined) void navigate(`/flows/${flowId}/compare/${base}..${version}`);
            }}
          />
        )}
      </>
    );
  }
  // An alias points to a version: what is prepared, or was run, is published as the draft is.
  if (![base, head].every(isVersion)) return null;
  const alias = movable.find(({ id }) => id === aliasId) ?? movable.find(({ target }) => target !== head);
  const unavailable = movable.length === 0 ? words.noAlias : undefined;
  return (
    <>
      <Button
        variant="primary"
        disabled={alias === undefined}
        {...(alias === undefined && { disabledReason: unavailable ?? versionMessages.move.same })}
        onClick={() => setOpen(true)}
      >
        {words.promote}
      </Button>
      {isOpen && alias && (
        <MoveAliasDialog
          key={alias.id}
          flowId={flowId}
          alias={alias}
          {...(movable.length > 1 && {
            which: (
              <FormField label={versionMessages.publish.whichAlias}>
                <Select
                  selectedOption={{ value: alias.id, label: alias.name }}
                  options={movable.map(({ id, name, target }) => ({
                    value: id,
                    label: versionMessages.move.fromOption(name, versionMessages.shortVersion(target)),
                  }))}
                  onChange={({ detail }) => setAliasId(detail.selectedOption.value)}
                />
              </FormField>
            ),
          })}
          versions={[head, base]}
          initialTarget={head}
          onClose={() => setOpen(false)}
          onMoved={(target) => {
            setOpen(false);
            showToast(
              versionMessages.aliases.moved(alias.name, versionMessages.version(target).toLowerCase()),
              undefined,
              'success',
            );
            void refresh();
          }}
        />
      )}
    </>
  );
}

interface ChangesProps {
  readonly flowId: string;
  readonly base: FlowSide;
  readonly head: FlowSide;
  readonly diff: DefinitionDiff;
}

function Changes({ flowId, base, head, diff }: ChangesProps) {
  const walk = useMemo(() => walkOf(diff), [diff]);
  const [current, setCurrent] = useState<string>();
  const at = walk.findIndex(({ key }) => key === current);
  const step = (by: number) => {
    if (walk.length === 0) return;
    const next = at < 0 ? (by > 0 ? 0 : walk.length - 1) : (at + by + walk.length) % walk.length;
    setCurrent(walk[next]?.key);
  };
  useEffect(() => {
    const walkByKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isTyping =
        target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const asks = (command: { readonly id: string; readonly keys: readonly string[] }) =>
        keysNow(command)?.some((keys) => matchesKeys(keys, event));
      const by = asks(WALK_KEYS.next) ? 1 : asks(WALK_KEYS.previous) ? -1 : undefined;
      if (by === undefined) return;
      event.preventDefault();
      step(by);
    };
    addEventListener('keydown', walkByKey);
    return () => removeEventListener('keydown', walkByKey);
  });
  const walkKeys = [WALK_KEYS.next, WALK_KEYS.previous].flatMap((command) => keysNow(command) ?? []);
  const take = useTake(flowId, base, head);
  const api = useApi();
  const { data: content } = useQuery({
    queryKey: versionKeys.studio(flowId),
    queryFn: () => loadStudioContent(api, flowId).then((loaded) => loaded ?? null),
  });
  const positions = (content as StudioContent | null | undefined)?.positions;
  const shown = walk[at]?.change;
  const selected = shown && 'path' in shown ? shown.path : undefined;
  const onSelect = useCallback(
    (path: string) => {
      const found = walk.find(({ change }) => 'path' in change && change.path === path);
      if (found) setCurrent(found.key);
    },
    [walk],
  );
  const unchanged = useMemo(() => unchangedNodes(head.definition, diff), [head, diff]);
  if (walk.length === 0)
    return <p className="sb-compare-equal">{diff.isEmpty ? words.equal : versionMessages.diff.onlyOrder}</p>;
  return (
    <div className="sb-compare-body">
      <section className="sb-compare-canvas" aria-label={words.canvasLabel}>
        {content !== undefined && (
          <DiffCanvas
            base={base.definition}
            head={head.definition}
            diff={diff}
            positions={positions}
            selected={selected}
            onSelect={onSelect}
          />
        )}
      </section>
      <section className="sb-compare-list" aria-label={versionMessages.diff.list}>
        <div className="sb-compare-walk">
          <Button iconName="angle-up" variant="icon" ariaLabel={words.previous} onClick={() => step(-1)} />
          <Button iconName="angle-down" variant="icon" ariaLabel={words.next} onClick={() => step(1)} />
          <span className="sb-figure" role="status">
            {at < 0 ? '' : words.position(at + 1, walk.length)}
          </span>
          {walkKeys.length > 0 && (
            <span className="sb-compare-keys">
              {walkKeys.map((keys) => (
                <kbd key={keys}>{showKeys(keys)}</kbd>
              ))}{' '}
              {words.keys}
            </span>
          )}
        </div>
        <ChangeList
          diff={diff}
          unchanged={unchanged}
          current={current}
          onCurrent={setCurrent}
          takeFrom={take.from}
          onTake={take.run}
        />
      </section>
    </div>
  );
}

/** Names of nodes that are the same in both, loops' bodies with their paths. */
const unchangedNodes = (definition: FlowDefinition, diff: DefinitionDiff): string[] => {
  const touched = new Set(diff.nodes.map(({ path }) => path));
  const found: string[] = [];
  const look = (scope: FlowDefinition, path: string) => {
    for (const node of scope.nodes ?? []) {
      const at = path === '' ? node.name : `${path}/${node.name}`;
      if (!touched.has(at)) found.push(at);
      const isNew = diff.nodes.some((change) => change.path === at && change.kind === 'added');
      const body = node.configuration?.loop?.definition;
      if (body && !isNew) look(body, at);
    }
  };
  look(definition, '');
  return found;
};

/** Brings single changes from the other side into the draft, on what the draft is by then. */
const useTake = (flowId: string, base: FlowSide, head: FlowSide) => {
  const api = useApi();
  const queryClient = useQueryClient();
  const isDraftHead = head.version === DRAFT;
  if (!isDraftHead && base.version !== DRAFT) return { from: undefined, run: () => undefined };
  const other = isDraftHead ? base : head;
  const shown = isDraftHead ? head : base;
  const refresh = () => queryClient.invalidateQueries({ queryKey: versionKeys.side(flowId, DRAFT) });
  const run = async (change: NodeChange | ConnectionChange, field?: FieldChange) => {
    const { diff } = versionMessages;
    try {
      const draft = await loadSide(api, flowId, DRAFT);
      const taking = { change, ...(field && { field }) };
      if (draft.updatedAt !== shown.updatedAt) {
        await refresh();
        throw new Error(versionMessages.diff.restoreFailed);
      }
      const definition = isDraftHead
        ? restoreChange(other.definition, draft.definition, taking)
        : takeChange(draft.definition, diffDefinitions(draft.definition, other.definition), taking);
      await updateDraft(api, flowId, draft, definition);
      await refresh();
      showToast(
        diff.restored(
          field ? field.label : change.name,
          versionMessages.version(other.version).toLowerCase(),
        ),
        {
          label: versionMessages.versions.undo,
          run: () => void updateDraft(api, flowId, draft, draft.definition).then(refresh),
        },
        'success',
      );
    } catch (error) {
      showToast(`${diff.restoreFailed}: ${failureOf(error).message}`, undefined, 'error');
    }
  };
  return {
    from: { side: versionMessages.version(other.version).toLowerCase(), isBack: isDraftHead },
    run: (change: NodeChange | ConnectionChange, field?: FieldChange) => void run(change, field),
  };
};
