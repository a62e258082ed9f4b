import {
  bedrock,
  bedrockAgent,
  bedrockAgentRuntime,
  bedrockRuntime,
  type OperationModel,
  type ServiceModel,
  streambed,
} from '@streambed/model';
import { decodePercent } from './query-string.ts';
import { unknownOperation, validationException } from './service-exception.ts';

/** The operation that a request asks for. */
export interface Route {
  readonly operation: OperationModel;
  readonly model: ServiceModel;
  /** Path labels by member name, decoded exactly once. */
  readonly labels: ReadonlyMap<string, string>;
}

interface Candidate {
  readonly operation: OperationModel;
  readonly model: ServiceModel;
  /** Label names from left to right; services name the same segment differently. */
  readonly labelNames: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  /** More than one candidate only where the two agent services have the same path and method (tags). */
  readonly byMethod: Map<string, Candidate[]>;
}

const node = (): Node => ({ literals: new Map(), label: undefined, byMethod: new Map() });

const isLabel = (segment: string) => segment.startsWith('{') && segment.endsWith('}');

/** `/flows/{id}/` and `/flows/{id}` are one path. */
const segmentsOf = (path: string): string[] =>
  path.slice(1, path.length > 1 && path.endsWith('/') ? -1 : undefined).split('/');

const buildTable = (models: readonly ServiceModel[]): Node => {
  const root = node();
  for (const model of models) {
    for (const operation of model.operations) {
      const labelNames: string[] = [];
      let at = root;
      for (const segment of segmentsOf(operation.uri)) {
        if (isLabel(segment)) {
          labelNames.push(segment.slice(1, -1));
          at.label ??= node();
          at = at.label;
        } else {
          const next = at.literals.get(segment) ?? node();
          at.literals.set(segment, next);
          at = next;
        }
      }
      const candidates = at.byMethod.get(operation.method) ?? [];
      at.byMethod.set(operation.method, [...candidates, { operation, model, labelNames }]);
    }
  }
  return root;
};

const table = buildTable([bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed]);

/**
 * Finds the operation for a method and a raw path (as on the request line, without the query). The path is split
 * before anything is decoded, so an ARN with its encoded slashes is one label; a literal segment wins over a label.
 * Throws UnknownOperationException where nothing matches, and ValidationException for malformed percent-encoding.
 */
export const route = (method: string, rawPath: string): Route => {
  if (!rawPath.startsWith('/')) throw unknownOperation(method);
  const rawLabels: string[] = [];
  const candidates = find(table, segmentsOf(rawPath), 0, method, rawLabels);
  if (candidates === undefined) throw unknownOperation(method);
  const labels = rawLabels.map((raw, i) => decodeLabel(raw, candidates[0]!.labelNames[i]!));
  const { operation, model, labelNames } = choose(candidates, labels);
  return { operation, model, labels: new Map(labelNames.map((name, i) => [name, labels[i]!])) };
};

/** Depth is bounded by the longest path of the models; each step tries at most a literal, then a label. */
const find = (
  at: Node,
  segments: readonly string[],
  index: number,
  method: string,
  labels: string[],
): readonly Candidate[] | undefined => {
  if (index === segments.length) return at.byMethod.get(method);
  const segment = segments[index]!;
  const literal = at.literals.get(segment);
  if (literal !== undefined) {
    const found = find(literal, segments, index + 1, method, labels);
    if (found !== undefined) return found;
  }
  // An empty segment is no label: `/flows//aliases` must not reach an operation with an empty identifier.
  if (at.label === undefined || segment === '') return undefined;
  labels.push(segment);
  const found = find(at.label, segments, index + 1, method, labels);
  if (found === undefined) labels.pop();
  return found;
};

const decodeLabel = (raw: string, name: string): string => {
  if (!raw.includes('%')) return raw;
  const decoded = decodePercent(raw);
  if (decoded === undefined) {
    const message = 'has malformed percent-encoding';
    throw validationException(`The path segment '${name}' ${message}.`, [{ name, message }]);
  }
  return decoded;
};

/**
 * The cloud tells the tag operations of its two agent services apart by host; behind one endpoint the resource's type
 * does: sessions are the runtime's, everything else (and anything that is no ARN, to be refused there) is the control
 * plane's. No other two operations of the five services share a path and a method.
 */
const choose = (candidates: readonly Candidate[], labels: readonly string[]): Candidate => {
  if (candidates.length === 1) return candidates[0]!;
  const resource = labels[0]!.split(':', 6)[5] ?? '';
  const service = resource.startsWith('session/') ? bedrockAgentRuntime : bedrockAgent;
  return candidates.find(({ model }) => model === service)!;
};
