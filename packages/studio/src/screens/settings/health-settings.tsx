import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import type { CheckStatus } from '@streambed/model/streambed';
import { useQuery } from '@tanstack/react-query';
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

/** The server's checks of itself, each with what to do about it. */
export function HealthSettings() {
  const { streambed } = useApi();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['doctor'],
    queryFn: ({ signal }) => streambed.doctor({ signal }),
  });
  const { health } = settingsMessages;
  const checks = (data?.checks ?? []).toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return (
    <>
      <Header
        variant="h1"
        description={health.description}
        actions={
          <Button iconName="refresh" loading={isFetching} onClick={() => void refetch()}>
            {health.again}
          </Button>
        }
      >
        {health.title}
      </Header>
      {error && <ErrorAlert error={error} title={health.failed} onRetry={() => void refetch()} />}
      {!data && !error && (
        <p role="status">
          <Spinner /> {health.loading}
        </p>
      )}
      {data && (
        <>
          <p role="status">{health.summary(count('error'), count('warning'))}</p>
          <table className="sb-health-checks">
            <thead>
              <tr>
                <th scope="col">{health.state}</th>
                <th scope="col">{health.check}</th>
                <th scope="col">{health.detail}</th>
              </tr>
            </thead>
            <tbody>
              {checks.map(({ name, status, detail, remedy }) => (
                <tr key={`${name} ${detail}`}>
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
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
