import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import type {
  BranchPlace,
  ConnectionId,
  ConnectOutcome,
  FlowEdit,
  InputPlace,
  NodeView,
  OutputPlace,
  Point,
  Remedy,
} from '../../document/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { CARD_WIDTH } from '../geometry/card-geometry.ts';
import { COLUMN_GAP } from '../layout/layout-graph.ts';
import type { CanvasController } from '../state/canvas-controller.ts';

const words = canvasMessages.connect;

export const placeName = (
  canvas: CanvasController,
  place: OutputPlace | BranchPlace | InputPlace,
): string => {
  const name = canvas.snapshot().nodes.get(place.node)?.name ?? '';
  const port = 'output' in place ? place.output : 'input' in place ? place.input : place.condition;
  return `${name}.${port}`;
};

/**
 * Does what the outcome says: the connection with what belongs to it is one undo step; what is still to be chosen is
 * asked at `at` (pixels of the canvas), refusals are shown there. The same for pointer, list and quick add.
 */
export const commitOutcome = (
  canvas: CanvasController,
  from: OutputPlace | BranchPlace,
  outcome: ConnectOutcome,
  at: Point,
  moving?: ConnectionId,
): void => {
  const source = placeName(canvas, from);
  const connect = (to: InputPlace) => {
    const step = moving === undefined ? words.step(source, placeName(canvas, to)) : words.reconnect;
    canvas.edit(step, (edit) => {
      if (moving === undefined) edit.connect(from as OutputPlace, to);
      else edit.reconnect(moving, { to });
    });
    canvas.editor.announce(words.done(source, placeName(canvas, to)));
  };
  const undo = { label: words.undo, run: () => canvas.editor.document.history.undo() };
  switch (outcome.kind) {
    case 'connects': {
      connect(outcome.to);
      canvas.closePopup();
      if (outcome.replaces !== undefined && outcome.replaces !== moving)
        canvas.editor.toast(words.replaced(placeName(canvas, outcome.to)), undo);
      return;
    }
    case 'pickMember':
      connect(outcome.to);
      canvas.openPopup({ kind: 'pickMember', at, to: outcome.to });
      if (outcome.replaces !== undefined && outcome.replaces !== moving)
        canvas.editor.toast(words.replaced(placeName(canvas, outcome.to)), undo);
      return;
    case 'newInput': {
      const to = { node: outcome.node, input: outcome.name };
      canvas.edit(
        words.step(source, `${canvas.snapshot().nodes.get(outcome.node)?.name}.${outcome.name}`),
        (edit) => {
          addInputFor(edit, outcome.node, outcome.name, outcome.type);
          if (moving === undefined) edit.connect(from as OutputPlace, to);
          else edit.reconnect(moving, { to });
        },
      );
      canvas.editor.announce(`${words.newInput(outcome.name)} ${words.done(source, placeName(canvas, to))}`);
      canvas.closePopup();
      return;
    }
    case 'chooseInput':
      canvas.openPopup({
        kind: 'chooseInput',
        at,
        from: from as OutputPlace,
        node: outcome.node,
        inputs: outcome.inputs,
      });
      return;
    case 'branch': {
      const target = canvas.snapshot().nodes.get(outcome.target);
      canvas.edit(words.step(source, target?.name ?? ''), (edit) => {
        if (moving === undefined) edit.connectBranch(from as BranchPlace, outcome.target);
        else edit.reconnect(moving, { to: outcome.target });
      });
      canvas.editor.announce(words.done(source, target?.name ?? ''));
      if (target && lacksData(canvas, target)) canvas.openPopup({ kind: 'feed', at, node: target.id });
      else canvas.closePopup();
      return;
    }
    case 'refused':
      canvas.editor.announce(words.refused(outcome.reason));
      canvas.openPopup({ kind: 'refusal', at, outcome, from });
      return;
  }
};

/** A new input; of a Prompt the variable is put into the template as well, since an input without one does nothing. */
export const addInputFor = (edit: FlowEdit, id: string, name: string, type: FlowNodeIODataType): void => {
  edit.addInput(id, { name, type, expression: '$.data' });
  const node = edit.snapshot().nodes.get(id);
  const template = node?.configuration.prompt?.sourceConfiguration.inline?.templateConfiguration;
  if (!node || !template) return;
  const variable = `{{${name}}}`;
  const path = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration'];
  const put = (text: string) =>
    text === '' || text.endsWith('\n') ? `${text}${variable}` : `${text} ${variable}`;
  if (template.text && !template.text.text.includes(variable)) {
    edit.writeText(id, [...path, 'text', 'text'], put(template.text.text));
    edit.configure(
      id,
      [...path, 'text', 'inputVariables'],
      [...(template.text.inputVariables ?? []), { name }],
    );
  }
  const messages = template.chat?.messages ?? [];
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const blocks = messages[last]?.content ?? [];
  const block = blocks.findLastIndex((one) => one.text !== undefined);
  if (template.chat && block !== -1) {
    edit.writeText(
      id,
      [...path, 'chat', 'messages', last, 'content', block, 'text'],
      put(blocks[block]!.text!),
    );
    edit.configure(
      id,
      [...path, 'chat', 'inputVariables'],
      [...(template.chat.inputVariables ?? []), { name }],
    );
  }
};

/** Whether the node waits for values that nothing brings. */
export const lacksData = (canvas: CanvasController, node: NodeView): boolean => {
  const connected = canvas.facts(node.id)?.connected ?? new Set();
  return node.inputs.some(({ name }) => !connected.has(`input:${name}`));
};

/** What a refusal offers instead, as one undo step. */
export const applyRemedy = (
  canvas: CanvasController,
  from: OutputPlace | BranchPlace,
  remedy: Remedy,
): void => {
  canvas.closePopup();
  if (remedy.kind === 'setInputType') {
    canvas.edit(remedy.says, (edit) => {
      edit.changeInput(remedy.to.node, remedy.to.input, { type: remedy.type });
      if ('output' in from) edit.connect(from, remedy.to);
    });
    canvas.editor.announce(words.done(placeName(canvas, from), placeName(canvas, remedy.to)));
    return;
  }
  const source = canvas.arrangement().nodes.get(remedy.from.node);
  const target = canvas.arrangement().nodes.get(remedy.to.node);
  if (!source || !target) return;
  const given = source.node.outputs.find(({ name }) => name === remedy.from.output)?.type;
  const wanted = target.node.inputs.find(({ name }) => name === remedy.to.input)?.type;
  const between = {
    x: Math.round((source.rectangle.x + target.rectangle.x) / 2),
    y: Math.round((source.rectangle.y + target.rectangle.y) / 2),
  };
  // Between two columns that are too near each other there is no room: below then.
  const isNear = target.rectangle.x - source.rectangle.x < 2 * (CARD_WIDTH + COLUMN_GAP / 2);
  const shown = isNear
    ? { x: between.x, y: Math.max(source.rectangle.y, target.rectangle.y) + 160 }
    : between;
  canvas.edit(remedy.says, (edit) => {
    const code = edit.addNode({
      type: 'InlineCode',
      scope: target.node.scope,
      position: canvas.arrangement().documentPosition(remedy.to.node, shown),
      configuration: {
        inlineCode: { language: 'Python_3', code: conversions[wanted ?? 'String'] ?? 'value' },
      },
    });
    for (const { name } of edit.snapshot().nodes.get(code)?.inputs ?? []) edit.removeInput(code, name);
    edit.addInput(code, { name: 'value', type: given ?? 'Object', expression: '$.data' });
    const [output] = edit.snapshot().nodes.get(code)?.outputs ?? [];
    if (!output) return;
    if (wanted) edit.changeOutput(code, output.name, { type: wanted });
    edit.connect(remedy.from, { node: code, input: 'value' });
    edit.connect({ node: code, output: output.name }, remedy.to);
  });
};

/** The line of Python that makes a value of the type. */
const conversions: Readonly<Partial<Record<FlowNodeIODataType, string>>> = {
  String: 'str(value)',
  Number: 'float(value)',
  Boolean: 'bool(value)',
  Array: '[value]',
  Object: '{"value": value}',
};
