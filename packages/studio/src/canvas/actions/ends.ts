import type { BranchPlace, NodeId, NodeView, OutputPlace } from '../../document/index.ts';
import { branchesOf } from '../geometry/card-geometry.ts';
import type { CanvasController } from '../state/canvas-controller.ts';

/** The node's first branch or output that leads nowhere: what is added goes on from there. */
export const looseEnd = (canvas: CanvasController, id: NodeId): OutputPlace | BranchPlace | undefined => {
  const node = canvas.snapshot().nodes.get(id);
  const connected = canvas.facts(id)?.connected ?? new Set();
  if (!node) return undefined;
  const branch = branchesOf(node).find((name) => !connected.has(`branch:${name}`));
  if (branch !== undefined) return { node: id, condition: branch };
  const output = node.outputs.find(({ name }) => !connected.has(`output:${name}`));
  return output && { node: id, output: output.name };
};

/** The node's first branch, or else output, wherever it leads. */
export const anyEnd = (node: NodeView): OutputPlace | BranchPlace | undefined => {
  const [branch] = branchesOf(node);
  if (branch !== undefined) return { node: node.id, condition: branch };
  const [output] = node.outputs;
  return output && { node: node.id, output: output.name };
};
