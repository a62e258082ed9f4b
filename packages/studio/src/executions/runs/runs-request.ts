import type { ListRunsRequest, RunKind, RunStatus } from '@streambed/model/streambed';
import type { FilterQuery } from '../../components/index.ts';

const STATUSES: readonly RunStatus[] = ['Running', 'Succeeded', 'Failed', 'Stopped'];
const KINDS: readonly RunKind[] = ['Invoke', 'Test', 'Partial'];

const timeOf = (text: string): string | undefined => {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

/**
 * What of a table's filter the server can apply. The rest, and this once more, is applied to the rows that came; with
 * "or" between conditions the server is asked for everything.
 */
export const runsRequest = (filter: FilterQuery): ListRunsRequest => {
  const request: ListRunsRequest = {};
  if (filter.operation === 'or' && filter.tokens.length > 1) return request;
  for (const { propertyKey, operator, value } of filter.tokens) {
    if (propertyKey === 'started') {
      const time = timeOf(value);
      if (time === undefined) continue;
      if (operator === '>' || operator === '>=') request.startedAfter = time;
      if (operator === '<' || operator === '<=') request.startedBefore = time;
    } else if (propertyKey === 'duration') {
      const least = Math.round(Number(value));
      if ((operator === '>' || operator === '>=') && least >= 0) request.minDurationMs = least;
    } else if (operator === '=')
      switch (propertyKey) {
        case 'status':
          request.status = STATUSES.find((status) => status === value) ?? request.status!;
          break;
        case 'kind':
          request.kind = KINDS.find((kind) => kind === value) ?? request.kind!;
          break;
        case 'flow':
          if (/^[0-9a-zA-Z]{10}$/.test(value)) request.flowIdentifier = value;
          break;
        case 'alias':
          request.flowAliasId = value;
          break;
        case 'version':
          request.flowVersion = value;
          break;
        case 'error':
          request.errorKind = value;
          break;
        case 'node':
          request.node = value;
          break;
        case 'by':
          request.principalArn = value;
          break;
      }
  }
  for (const name of ['status', 'kind'] as const) if (request[name] === undefined) delete request[name];
  return request;
};
