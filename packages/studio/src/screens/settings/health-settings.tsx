import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import type { Check, CheckStatus, DoctorPart } from '@streambed/model/streambed';
import { useQueries } from '@tanstack/react-query';
import { useApi } from '../../api/index.ts';
import { ErrorAlert, StateChip, type StateTone } from '../../components/index.ts';
import { settingsMessages } from '../../messages/settings.ts';

const TONES: Readonly<Record<CheckStatus, StateTone>> = {
  ok: 'ok',
  warning: 'warning',
  error: 'failed',
  skipped: 'stopped',
};
/** What is broken stands first. */
const ORDER: readonly CheckStatus[] = ['error', 'warning', 'ok', 'skipped'];
/** From the quickest to the slowest. */
const PARTS: readonly DoctorPart[] = ['Server', 'Services', 'Models', 'InlineCode'];

/** The server's checks of itself, each with what to do about it. A part is shown as soon as it was looked at. */
export function HealthSettings() {
  const { streambed } = useApi();
  const found = useQueries({
    queries: PARTS.map((part) => ({
      queryKey: ['doctor', part],
      queryFn: ({ signal }: { signal: AbortSignal }) => streambed.doctor({ part }, { signal }),
    })),
  });
  const { health } = settingsMessages;
  const again = () => {
    for (const { refetch } of found) void refetch();
  };
  const error = found.find((part) => part.error)?.error;
  const isLooking = found.some(({ isPending }) => isPending);
  // Those after one that is still looked at wait, or its rows would push them down.
  const firstOpen = found.findIndex(({ isPending }) => isPending);
  const checks = found.flatMap(({ data }) => data?.checks ?? []);
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return (
    <>
      <Header
        variant="h1"
        description={health.description}
        actions={
          <Button iconName="refresh" loading={found.some(({ isFetching }) => isFetching)} onClick={again}>
            {health.again}
          </Button>
        }
      >
        {health.title}
      </Header>
      {error && <ErrorAlert error={error} title={health.failed} onRetry={again} />}
      {!error && (
        <p role="status">{isLooking ? health.loading : health.summary(count('error'), count('warning'))}</p>
      )}
      <table className="sb-health-checks">
        <thead>
          <tr>
            <th scope="col">{health.state}</th>
            <th scope="col">{health.check}</th>
            <th scope="col">{health.detail}</th>
          </tr>
        </thead>
        {(isLooking ? PARTS.slice(0, firstOpen + 1) : PARTS).map((part, at) => (
          <tbody key={part}>
            <tr>
              <th scope="rowgroup" colSpan={3} className="sb-health-part">
                {health.checked[part]}
              </th>
            </tr>
            {found[at]?.isPending && (
              <tr>
                <td>
                  <StateChip tone="busy">{health.looking}</StateChip>
                </td>
                <td />
                <td />
              </tr>
            )}
            {worstFirst(found[at]?.data?.checks ?? []).map((check) => (
              <CheckRow key={`${check.name} ${check.detail}`} check={check} />
            ))}
          </tbody>
        ))}
      </table>
    </>
  );
}

const worstFirst = (checks: readonly Check[]): readonly Check[] =>
  checks.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));

function CheckRow({ check: { name, status, detail, remedy } }: { readonly check: Check }) {
  const { health } = settingsMessages;
  return (
    <tr>
      <td>
        <StateChip tone={TONES[status]}>{health.states[status]}</StateChip>
      </td>
      <th scope="row">{name}</th>
      <td>
        {detail}
        {remedy !== undefined && (
          <small>
            <strong>{health.remedy}:</strong> {remedy}
          </small>
        )}
      </td>
    </tr>
  );
}
