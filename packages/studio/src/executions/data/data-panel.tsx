import type { JsonObject, JsonValue } from '@streambed/model';
import { useMemo, useState } from 'react';
import { MenuButton } from '../../components/index.ts';
import type { NodeId } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import { PinsBanner } from '../errors/pins-banner.tsx';
import { RunBanner } from '../errors/run-banner.tsx';
import { PinEditor } from './pin-editor.tsx';
import { type DataTools, RunData } from './run-data.tsx';
import { takersOf } from './takers.ts';

interface Edited {
  readonly node: NodeId;
  readonly output: string;
  readonly value: JsonValue;
}

/** The Data tab: values of the last run, which can be pinned, changed into pins, and picked for expressions. */
export function DataPanel() {
  const editor = useEditor();
  const executions = useExecutions();
  const store = useExecutionsState((state) => state.store);
  const isReading = useExecutionsState((state) => state.isReading);
  const previous = useExecutionsState((state) => state.previous);
  const iteration = useExecutionsState((state) => state.iteration);
  const selected = useExecutionsState((state) => state.dataNode);
  const pins = useDocument((snapshot) => snapshot.pins);
  const mayEdit = useEditorState(({ access }) => access.mode === 'edit');
  const [edited, setEdited] = useState<Edited | undefined>();
  const { document } = editor;

  const tools = useMemo((): DataTools => {
    const idOf = (path: string) => executions.source.idOf(path);
    const takers = (path: string, output: string) => takersOf(document.snapshot(), idOf(path), output);
    const pin = (path: string, outputs: JsonObject) => {
      const node = idOf(path);
      if (node === undefined) return;
      const { name } = document.snapshot().nodes.get(node)!;
      document.edit(`pin ${name}`, (edit) => edit.setPin({ node, outputs }));
      editor.announce(words.pins.made(name));
    };
    const difference = (node: NodeId) =>
      executions.differs().has(node) && <span className="sb-data-type">{words.data.differs}</span>;
    return {
      wentTo: (path, output) => takers(path, output).map(({ says }) => says),
      ...(mayEdit && {
        nodeActions: (path: string, outputs: JsonObject | undefined) => {
          const node = idOf(path);
          if (node === undefined) return null;
          if (pins.has(node))
            return (
              <>
                {difference(node)}
                <SmallButton
                  icon={ICONS.pin}
                  aria-pressed
                  onClick={() => document.edit('remove pin', (edit) => edit.removePins([node]))}
                >
                  {words.data.unpin}
                </SmallButton>
              </>
            );
          return (
            <>
              {difference(node)}
              <SmallButton
                icon={ICONS.pin}
                unavailable={outputs ? undefined : words.commands.noOutput}
                onClick={() => outputs && pin(path, outputs)}
              >
                {words.data.pin}
              </SmallButton>
            </>
          );
        },
        outputActions: (path: string, output: string, value: JsonValue, expression: string) => {
          const node = idOf(path);
          if (node === undefined) return null;
          const into = takers(path, output);
          return (
            <>
              <SmallButton icon={ICONS.edit} onClick={() => setEdited({ node, output, value })}>
                {words.data.editPin}
              </SmallButton>
              <MenuButton
                label={words.data.useInExpression}
                className="sb-small-menu"
                align="start"
                items={
                  into.length === 0
                    ? [
                        {
                          id: 'none',
                          label: words.data.noTakers,
                          unavailable: words.data.noTakers,
                          onSelect() {},
                        },
                      ]
                    : into.map((taker) => ({
                        id: taker.says,
                        label: `${taker.says} ← ${expression}`,
                        onSelect: () => {
                          document.edit(`set expression of ${taker.says}`, (edit) =>
                            edit.changeInput(taker.node, taker.input, { expression }),
                          );
                          editor.goTo({ node: taker.node, field: `input:${taker.input}.expression` });
                        },
                      }))
                }
              >
                {words.data.useInExpression}
              </MenuButton>
            </>
          );
        },
      }),
    };
  }, [document, editor, executions, pins, mayEdit]);

  if (!store || isReading)
    return (
      <section className="sb-executions-panel" aria-label={words.data.region}>
        <RunBanner isBrief />
        <p className="sb-executions-empty">{isReading ? words.reading : words.data.empty}</p>
      </section>
    );
  return (
    <section className="sb-executions-panel" aria-label={words.data.region}>
      <RunBanner isBrief />
      <PinsBanner />
      <RunData
        store={store}
        previous={previous}
        selected={selected}
        iteration={iteration}
        tools={tools}
        onSelect={(path) => {
          executions.setDataNode(path);
          const node = executions.source.idOf(path);
          if (node !== undefined) editor.select({ nodes: new Set([node]) });
        }}
        onIteration={executions.setIteration}
      />
      {edited && (
        <PinEditor
          name={edited.output}
          value={edited.value}
          onClose={() => setEdited(undefined)}
          onSave={(value) => {
            const { node, output } = edited;
            const view = document.snapshot().nodes.get(node);
            const path = executions.source.pathOf(node);
            const recorded = path === undefined ? undefined : store.nodeRun(path)?.outputs;
            if (view)
              document.edit(`pin ${view.name}`, (edit) =>
                edit.setPin({ node, outputs: { ...recorded, ...pins.get(node)?.outputs, [output]: value } }),
              );
            setEdited(undefined);
          }}
        />
      )}
    </section>
  );
}
