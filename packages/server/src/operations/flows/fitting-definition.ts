import { connectionsWith } from '@streambed/flow/definition';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';
import type { Quotas } from '../quotas.ts';

/**
 * Holds a definition, and the bodies of its loops, to the quota of nodes and to the connections that go with it. The
 * cloud's wire model carries this bound, so what is too large is refused in the words of a broken constraint, before
 * anything is stored. Throws a ValidationException that names the place and the way out.
 */
export function assertFits(definition: FlowDefinition | undefined, { nodesPerFlow }: Quotas): void {
  const pending = [{ definition, path: 'definition' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { nodes = [], connections = [] } = next.definition ?? {};
    if (nodes.length > nodesPerFlow) throw tooMany(`${next.path}.nodes`, nodes.length, nodesPerFlow);
    const most = connectionsWith(nodesPerFlow);
    if (connections.length > most) throw tooMany(`${next.path}.connections`, connections.length, most);
    for (const [index, { configuration }] of nodes.entries()) {
      const body = configuration?.loop?.definition;
      if (body)
        pending.push({
          definition: body,
          path: `${next.path}.nodes.${index + 1}.member.configuration.loop.definition`,
        });
    }
  }
}

const tooMany = (path: string, count: number, most: number) =>
  validationException(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than ` +
      `or equal to ${most}. It has ${count}; start Streambed with STREAMBED_QUOTAS="nodesPerFlow=off" to allow more.`,
    [{ name: path, message: `Member must have length less than or equal to ${most}` }],
  );
