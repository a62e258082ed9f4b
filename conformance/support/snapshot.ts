import type { RawClient, RawResponse } from './raw-client.ts';

/**
 * Every resource of a region as the API shows it, byte for byte, by path. Two snapshots are equal exactly when nothing
 * was added, changed or lost in between.
 */
export const snapshotOf = async (raw: RawClient, region: string): Promise<ReadonlyMap<string, string>> => {
  const seen = new Map<string, string>();
  const read = async (path: string): Promise<RawResponse> => {
    const answer = await raw.call('GET', path, undefined, { region });
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`);
    seen.set(path, answer.text);
    return answer;
  };
  /** The whole list, page by page; answers its summaries. */
  const list = async (path: string, member: string): Promise<readonly Summary[]> => {
    const rows: Summary[] = [];
    let token: string | undefined;
    do {
      const query = `maxResults=1000${token === undefined ? '' : `&nextToken=${encodeURIComponent(token)}`}`;
      const page = (await read(`${path}${path.includes('?') ? '&' : '?'}${query}`)).json();
      rows.push(...(page[member] as Summary[]));
      token = page.nextToken as string | undefined;
    } while (token !== undefined);
    return rows;
  };
  const tags = (arn: string) => read(`/tags/${encodeURIComponent(arn)}`);

  const guardrailTags = async (resourceARN: string): Promise<void> => {
    const path = '/listTagsForResource';
    const answer = await raw.call('POST', path, { resourceARN }, { region });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    seen.set(`${path} ${resourceARN}`, answer.text);
  };

  for (const flow of await list('/flows/', 'flowSummaries')) {
    await read(`/flows/${flow.id}/`);
    await tags(flow.arn);
    for (const { version } of await list(`/flows/${flow.id}/versions`, 'flowVersionSummaries'))
      await read(`/flows/${flow.id}/versions/${version}/`);
    for (const alias of await list(`/flows/${flow.id}/aliases`, 'flowAliasSummaries')) {
      await read(`/flows/${flow.id}/aliases/${alias.id}`);
      await tags(alias.arn);
    }
  }
  for (const prompt of await list('/prompts/', 'promptSummaries')) {
    for (const { version, arn } of await list(`/prompts/?promptIdentifier=${prompt.id}`, 'promptSummaries')) {
      await read(`/prompts/${prompt.id}/?promptVersion=${version}`);
      await tags(arn);
    }
  }
  for (const guardrail of await list('/guardrails', 'guardrails')) {
    for (const { version } of await list(`/guardrails?guardrailIdentifier=${guardrail.id}`, 'guardrails'))
      await read(`/guardrails/${guardrail.id}?guardrailVersion=${version}`);
    await guardrailTags(guardrail.arn);
  }
  return seen;
};

interface Summary {
  readonly id: string;
  readonly arn: string;
  readonly version: string;
}
