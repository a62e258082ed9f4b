import type { JsonValue } from '@streambed/model';
import { authorFault, type Work } from '../ports/index.ts';

/** The value of an input that the node type requires. Throws an author's fault when the definition lacks it. */
export function inputValue(work: Work, name: string): JsonValue {
  const input = work.inputs.find((candidate) => candidate.name === name);
  if (input === undefined)
    throw authorFault(`Node ${work.nodeName} has no input ${name}; ${work.nodeType} nodes need it.`);
  return input.value;
}
