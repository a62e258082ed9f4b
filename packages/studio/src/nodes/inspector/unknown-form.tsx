import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';

/** A type that a newer cloud may know: shown as it came, kept as it is. */
export function UnknownForm() {
  const { node } = useNodeForm();
  return (
    <Section title={words.definition}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="sb-json" tabIndex={0} aria-label={words.definitionJson}>
        <pre className="sb-flat">
          {JSON.stringify(
            { configuration: node.configuration, inputs: node.inputs, outputs: node.outputs },
            undefined,
            2,
          )}
        </pre>
      </section>
    </Section>
  );
}
