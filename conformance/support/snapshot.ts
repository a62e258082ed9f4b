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

  /** As `list` and `read`, of what is listed by POST, and may be gone before it is read: deletions end in the background. */
  const post = async (path: string, member: string): Promise<readonly Record<string, string>[]> => {
    const rows: Record<string, string>[] = [];
    let nextToken: string | undefined;
    do {
      const asked = { maxResults: 1000, ...(nextToken !== undefined && { nextToken }) };
      const answer = await raw.call('POST', path, asked, { region });
      if (answer.status === 404) return rows;
      if (answer.status !== 200) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
      seen.set(`POST ${path} ${nextToken ?? ''}`, answer.text);
      const page = answer.json();
      rows.push(...(page[member] as Record<string, string>[]));
      nextToken = page.nextToken as string | undefined;
    } while (nextToken !== undefined);
    return rows;
  };
  const readIfThere = async (path: string): Promise<void> => {
    const answer = await raw.call('GET', path, undefined, { region });
    if (answer.status === 404) return;
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`);
    seen.set(path, answer.text);
  };

  for (const { knowledgeBaseId } of await post('/knowledgebases/', 'knowledgeBaseSummaries')) {
    const path = `/knowledgebases/${knowledgeBaseId}`;
    await readIfThere(path);
    const shown = seen.get(path);
    if (shown === undefined) continue;
    const { knowledgeBase } = JSON.parse(shown) as { knowledgeBase: { knowledgeBaseArn: string } };
    await readIfThere(`/tags/${encodeURIComponent(knowledgeBase.knowledgeBaseArn)}`);
    for (const { dataSourceId } of await post(`${path}/datasources/`, 'dataSourceSummaries')) {
      const source = `${path}/datasources/${dataSourceId}`;
      await readIfThere(source);
      await post(`${source}/ingestionjobs/`, 'ingestionJobSummaries');
      await post(`${source}/documents`, 'documentDetails');
    }
  }
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
