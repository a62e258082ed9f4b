import { ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type LargeFlow, largeFlow } from '../../../conformance/studio/support/large-flow.ts';

/* React Flow alone with a plain box for each node of the same flow: what `npm run bench:studio` prints beside ours. */

const flow = largeFlow(Number(new URLSearchParams(location.search).get('nodes') ?? 40));

const boxes = ({ definition, positions }: LargeFlow) => ({
  nodes: definition.nodes!.map(({ name }) => ({
    id: name,
    position: { x: positions[name]![0], y: positions[name]![1] },
    data: { label: name },
    style: { width: 240, height: 104 },
    sourcePosition: 'right' as const,
    targetPosition: 'left' as const,
  })),
  edges: definition.connections!.map(({ name, source, target }) => ({
    id: name,
    source,
    target,
    type: 'smoothstep',
  })),
});

function Bare() {
  const { nodes, edges } = useMemo(() => boxes(flow), []);
  return (
    <ReactFlowProvider>
      <ReactFlow
        aria-label="Flow"
        defaultNodes={nodes as never}
        defaultEdges={edges}
        fitView
        fitViewOptions={{ minZoom: 0.6, maxZoom: 1 }}
        minZoom={0.05}
        panOnScroll
        selectionKeyCode="Shift"
      />
    </ReactFlowProvider>
  );
}

function Page() {
  const [isOpen, setOpen] = useState(false);
  if (isOpen)
    return (
      <div style={{ width: '100vw', height: '100vh' }}>
        <Bare />
      </div>
    );
  return (
    <button type="button" onClick={() => setOpen(true)}>
      Open
    </button>
  );
}

createRoot(document.getElementById('root')!).render(<Page />);
