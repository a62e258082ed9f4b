/** What the studio's document costs on a flow of 1,000 nodes with 1.3 lines each. Prints figures, decides nothing. */
import { largeFlow } from '../../conformance/studio/support/large-flow.ts';
import {
  beginConnecting,
  createFlowDocument,
  keepWorkingCopy,
  problemsOf,
  type WorkingCopyStorage,
} from '../../packages/studio/src/document/index.ts';
import { report } from '../support/measure.ts';

const { definition, nodes, connections } = largeFlow(1_000);
console.log(`${nodes} nodes, ${connections} connections`);

const measure = (what: string, goal: number, rounds: number, run: (round: number) => unknown): void => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run(round);
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  const median = times[rounds >> 1]!;
  report(what, `${median.toFixed(2)} / ${times.at(-1)!.toFixed(2)} ms`, {
    text: `≤ ${goal} ms`,
    met: median <= goal,
  });
};

measure('open', 200, 5, () => createFlowDocument({ definition }).definition());
const document = createFlowDocument({ definition });
const views = [...document.snapshot().nodes.values()];
const prompt = views.find(({ type }) => type === 'Prompt')!;
const path = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration', 'text', 'text'];
const read = () => [document.snapshot(), document.definition()];
measure('one edit, snapshot, definition', 2, 100, (round) => {
  document.edit('remark', (edit) => edit.setRemark(prompt.id, `x${round}`));
  read();
});
measure('one letter in a prompt', 2, 100, (round) => {
  document.edit('type', (edit) => edit.writeText(prompt.id, path, `Say ${'a'.repeat(round)}`), {
    joins: 'text',
  });
  read();
});
measure('move one, studio content', 5, 100, (round) => {
  document.edit('move', (edit) => edit.moveNodes(new Map([[prompt.id, { x: round, y: 0 }]])));
  document.studioContent();
});
measure('problems after an edit', 50, 20, (round) => {
  document.edit('remark', (edit) => edit.setRemark(prompt.id, `y${round}`));
  problemsOf(document.snapshot(), document.definition());
});
const broken = createFlowDocument({ definition: { ...definition, connections: [] } });
measure('problems when nothing is connected', 50, 5, () =>
  problemsOf(broken.snapshot(), broken.definition()),
);
const hungry = createFlowDocument({
  definition: {
    ...definition,
    nodes: definition.nodes!.map((node) =>
      node.type === 'Prompt'
        ? { ...node, inputs: [...node.inputs!, { name: 'more', type: 'Boolean', expression: '$.data' }] }
        : node,
    ),
  },
});
measure('problems when every Prompt has an input that nothing fits', 50, 5, () =>
  problemsOf(hungry.snapshot(), hungry.definition(), nodes),
);
const from = { node: prompt.id, output: 'modelCompletion' };
measure('begin to connect', 5, 20, () => beginConnecting(document.snapshot(), from));
const connecting = beginConnecting(document.snapshot(), from);
measure('1,000 places that it could connect to', 100, 10, () => {
  for (const { id } of views) connecting.to(id);
});
const text = structuredClone(document.definition());
measure('replace the definition (JSON tab), one change', 100, 5, (round) => {
  text.nodes![3]!.name = `Renamed_${round}`;
  document.edit('json', (edit) => edit.replaceDefinition(text));
  read();
});
const ids = views.slice(100, 400).map(({ id }) => id);
measure('duplicate 300', 300, 1, () => document.edit('duplicate', (edit) => edit.duplicate(ids)));
measure('remove 300', 100, 1, () => document.edit('remove', (edit) => edit.removeNodes(ids)));
measure('undo', 100, 1, () => document.history.undo());
const storage: WorkingCopyStorage = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => {},
  keys: async () => [],
};
const keeper = keepWorkingCopy({
  document,
  storage,
  place: { accountId: '0', region: 'r', flowId: 'F', tab: 't' },
  clock: { now: () => 0, after: () => () => {} },
  saver: {
    base: () => ({
      draft: { name: 'f', status: 'NotPrepared', definition, updatedAt: '' },
      studio: { content: { version: 1 }, revision: 0 },
    }),
    subscribe: () => () => {},
    hasUnsent: () => true,
  },
});
measure('write the working copy', 50, 5, () => keeper.flush());
