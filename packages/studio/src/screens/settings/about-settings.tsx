import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/index.ts';
import { Copyable } from '../../components/index.ts';
import { settingsMessages } from '../../messages/settings.ts';

/** What runs here, and as whom. */
export function AboutSettings() {
  const { streambed, endpoint, region, accountId, principalArn } = useApi();
  const { data } = useQuery({
    queryKey: ['doctor', 'Server'],
    queryFn: ({ signal }) => streambed.doctor({ part: 'Server' }, { signal }),
  });
  const { about } = settingsMessages;
  return (
    <>
      <Header variant="h1">{about.title}</Header>
      <dl className="sb-about">
        <dt>{about.version}</dt>
        <dd>{data?.version ?? '…'}</dd>
        <dt>{about.endpoint}</dt>
        <dd>
          <Copyable text={endpoint} what={about.copyEndpoint} />
        </dd>
        <dt>{about.region}</dt>
        <dd className="sb-mono">{region}</dd>
        <dt>{about.account}</dt>
        <dd className="sb-mono">{accountId}</dd>
        <dt>{about.principal}</dt>
        <dd>
          <Copyable text={principalArn} what={about.copyPrincipal} />
        </dd>
      </dl>
      <p>{about.text}</p>
      <p className="sb-secondary">{about.fonts}</p>
    </>
  );
}
