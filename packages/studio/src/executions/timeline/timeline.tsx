import { useEditor } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import { RunBanner } from '../errors/run-banner.tsx';
import { RunHeadline } from '../figures/run-headline.tsx';
import { TimelineView } from './timeline-view.tsx';
import '../data/run-data.css';

/** The Timeline tab: where the time and the money of the last run went. */
export function Timeline() {
  const editor = useEditor();
  const executions = useExecutions();
  const store = useExecutionsState((state) => state.store);
  const isReading = useExecutionsState((state) => state.isReading);
  const iteration = useExecutionsState((state) => state.iteration);
  const selected = useExecutionsState((state) => state.dataNode);
  if (!store || isReading)
    return (
      <section className="sb-executions-panel" aria-label={words.timeline.region}>
        <RunBanner isBrief />
        <p className="sb-executions-empty">{isReading ? words.reading : words.timeline.empty}</p>
      </section>
    );
  return (
    <section className="sb-executions-panel" aria-label={words.timeline.region}>
      <RunBanner isBrief />
      <RunHeadline store={store} />
      <TimelineView
        store={store}
        selected={selected}
        iteration={iteration}
        onSelect={(path, chosen) => {
          executions.setIteration(chosen);
          executions.setDataNode(path);
          const node = executions.source.idOf(path);
          if (node !== undefined) editor.select({ nodes: new Set([node]) });
        }}
      />
    </section>
  );
}
