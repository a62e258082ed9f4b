import type { SyntaxNode, Tree } from '@lezer/common';

/** Statements whose expressions a REPL echoes, as the server's runner does for the last one of the code. */
const COMPOUND = new Set([
  'IfStatement',
  'ForStatement',
  'WhileStatement',
  'WithStatement',
  'TryStatement',
  'MatchStatement',
]);
/** What is inside of these runs at another time. */
const APART = new Set(['FunctionDefinition', 'ClassDefinition', 'LambdaExpression']);

export interface ResultRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The expressions whose value becomes the result: the last statement, if it is one, or those inside a last statement
 * that branches or repeats, of which the one that runs last counts. Empty when the code yields nothing.
 */
export const resultRanges = (tree: Tree): readonly ResultRange[] => {
  const last = lastStatement(tree.topNode);
  if (!last) return [];
  if (last.name === 'ExpressionStatement') return [{ from: last.from, to: last.to }];
  if (!COMPOUND.has(last.name)) return [];
  const ranges: ResultRange[] = [];
  const walk = (node: SyntaxNode) => {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (APART.has(child.name)) continue;
      if (child.name === 'ExpressionStatement') ranges.push({ from: child.from, to: child.to });
      else walk(child);
    }
  };
  walk(last);
  return ranges;
};

const lastStatement = (script: SyntaxNode): SyntaxNode | undefined => {
  for (let node = script.lastChild; node; node = node.prevSibling) {
    if (node.name === 'Comment' || node.type.isAnonymous) continue;
    // `a; b` is one group of statements; the last of them counts.
    return node.name === 'StatementGroup' ? (lastStatement(node) ?? node) : node;
  }
  return undefined;
};
