import { expect, test } from 'vitest';
import type { FilterQuery } from '../../components/index.ts';
import { runsRequest } from './runs-request.ts';

const and = (...tokens: FilterQuery['tokens']): FilterQuery => ({ operation: 'and', tokens });

test.each<[string, FilterQuery, object]>([
  ['nothing', and(), {}],
  ['a status', and({ propertyKey: 'status', operator: '=', value: 'Failed' }), { status: 'Failed' }],
  ['a status that there is not', and({ propertyKey: 'status', operator: '=', value: 'Odd' }), {}],
  ['not a status', and({ propertyKey: 'status', operator: '!=', value: 'Failed' }), {}],
  ['words', and({ operator: ':', value: 'Failed' }), {}],
  [
    'a time and a duration',
    and(
      { propertyKey: 'started', operator: '>=', value: '2026-11-22' },
      { propertyKey: 'duration', operator: '>', value: '1500' },
    ),
    { startedAfter: '2026-11-22T00:00:00.000Z', minDurationMs: 1_500 },
  ],
  ['a time that is none', and({ propertyKey: 'started', operator: '>=', value: 'soon' }), {}],
  ['a flow id that the service would refuse', and({ propertyKey: 'flow', operator: '=', value: 'x y' }), {}],
  [
    'one or the other',
    {
      operation: 'or',
      tokens: [
        { propertyKey: 'status', operator: '=', value: 'Failed' },
        { propertyKey: 'kind', operator: '=', value: 'Test' },
      ],
    },
    {},
  ],
])('the server is asked for %s', (_, filter, request) => {
  expect(runsRequest(filter)).toEqual(request);
});
