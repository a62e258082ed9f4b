import { useMemo, useState } from 'react';
import { type BranchPlace, candidates, type OutputPlace } from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { NodeGlyphTile } from '../../nodes/index.ts';
import { commitOutcome, placeName } from '../actions/commit-outcome.ts';
import { bestScore } from '../adding/fuzzy.ts';
import { TypeMark } from '../cards/port-mark.tsx';
import { branchesOf } from '../geometry/card-geometry.ts';
import { FilterList, type FilterOption } from '../menus/filter-list.tsx';
import { Popover } from '../menus/popover.tsx';
import { useCanvas } from '../state/canvas-context.ts';
import type { Popup } from '../state/canvas-state.ts';

const words = canvasMessages.connect;

/** Connecting without a drag: from which output or branch, then to where. Fitting places first, the others with reasons. */
export const ConnectList = ({ popup }: { readonly popup: Extract<Popup, { kind: 'connect' }> }) => {
  const node = useDocument(({ nodes }) => nodes.get(popup.node));
  const places: readonly (OutputPlace | BranchPlace)[] = node
    ? [
        ...node.outputs.map(({ name }) => ({ node: node.id, output: name })),
        ...branchesOf(node).map((condition) => ({ node: node.id, condition })),
      ]
    : [];
  const [chosen, setChosen] = useState(popup.from ?? (places.length === 1 ? places[0] : undefined));
  return chosen ? (
    <Targets popup={popup} from={chosen} />
  ) : (
    <Sources popup={popup} places={places} onChoose={setChosen} />
  );
};

const Sources = ({
  popup,
  places,
  onChoose,
}: {
  readonly popup: Extract<Popup, { kind: 'connect' }>;
  readonly places: readonly (OutputPlace | BranchPlace)[];
  onChoose(place: OutputPlace | BranchPlace): void;
}) => {
  const canvas = useCanvas();
  const node = useDocument(({ nodes }) => nodes.get(popup.node));
  const [typed, setTyped] = useState('');
  const options = places.flatMap((place): readonly FilterOption[] => {
    const name = 'output' in place ? place.output : place.condition;
    if (bestScore(typed, [name]) === 0) return [];
    const type =
      'output' in place ? node?.outputs.find((output) => output.name === place.output)?.type : undefined;
    return [
      {
        id: name,
        label: name,
        line: type ?? canvasMessages.line.conditional,
        icon: <TypeMark type={type} />,
        choose: () => onChoose(place),
      },
    ];
  });
  const label = words.chooseOutput(canvas.snapshot().nodes.get(popup.node)?.name ?? '');
  return (
    <Popover at={popup.at} label={label} width={344}>
      <h2 className="sb-popover-title">{label}</h2>
      <FilterList
        label={label}
        listLabel={words.outputs}
        placeholder={words.placeholder}
        typed={typed}
        onType={setTyped}
        options={options}
        none={words.none}
      />
    </Popover>
  );
};

const Targets = ({
  popup,
  from,
}: {
  readonly popup: Extract<Popup, { kind: 'connect' }>;
  readonly from: OutputPlace | BranchPlace;
}) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const snapshot = useDocument((now) => now);
  const [typed, setTyped] = useState('');
  const all = useMemo(() => candidates(snapshot, from), [snapshot, from]);
  const options = all.flatMap(({ to, label, outcome }): readonly FilterOption[] => {
    if (bestScore(typed, [label]) === 0) return [];
    const id = typeof to === 'string' ? to : to.node;
    return [
      {
        id: typeof to === 'string' ? to : `${to.node}.${to.input}`,
        label,
        icon: <NodeGlyphTile type={snapshot.nodes.get(id)?.type ?? ''} />,
        ...(outcome.kind === 'refused' ? { reason: outcome.reason } : { line: outcome.says }),
        choose: () => {
          commitOutcome(canvas, from, outcome, popup.at);
          if (outcome.kind === 'connects' || outcome.kind === 'newInput' || outcome.kind === 'branch')
            canvas.focusCanvas();
        },
      },
    ];
  });
  const label = words.title(placeName(canvas, from));
  return (
    <Popover at={popup.at} label={label} width={360}>
      <h2 className="sb-popover-title">{label}</h2>
      <FilterList
        label={label}
        listLabel={words.list}
        placeholder={words.placeholder}
        typed={typed}
        onType={setTyped}
        options={options}
        none={words.none}
        onRefused={({ label: place, reason }) => {
          const candidate = all.find((one) => one.label === place);
          if (candidate?.outcome.kind === 'refused' && candidate.outcome.remedies.length > 0)
            commitOutcome(canvas, from, candidate.outcome, popup.at);
          else editor.announce(`${place}: ${reason}`);
        }}
      />
    </Popover>
  );
};

/** Several inputs would take what was dropped on the card. */
export const ChooseInput = ({ popup }: { readonly popup: Extract<Popup, { kind: 'chooseInput' }> }) => {
  const canvas = useCanvas();
  const node = useDocument(({ nodes }) => nodes.get(popup.node));
  const all = useMemo(() => candidates(canvas.snapshot(), popup.from), [canvas, popup.from]);
  const [typed, setTyped] = useState('');
  if (!node) return null;
  const label = words.chooseInput(node.name);
  const options = popup.inputs.flatMap((input): readonly FilterOption[] => {
    const candidate = all.find(
      ({ to }) => typeof to !== 'string' && to.node === node.id && to.input === input,
    );
    if (!candidate || bestScore(typed, [input]) === 0) return [];
    const declared = node.inputs.find(({ name }) => name === input);
    return [
      {
        id: input,
        label: input,
        line: candidate.outcome.kind === 'refused' ? candidate.outcome.reason : candidate.outcome.says,
        icon: <TypeMark type={declared?.type} />,
        choose: () => {
          commitOutcome(canvas, popup.from, candidate.outcome, popup.at);
          canvas.focusCanvas();
        },
      },
    ];
  });
  return (
    <Popover at={popup.at} label={label} width={300}>
      <h2 className="sb-popover-title">{label}</h2>
      <FilterList
        label={label}
        listLabel={words.list}
        placeholder={words.placeholder}
        typed={typed}
        onType={setTyped}
        options={options}
        none={words.none}
      />
    </Popover>
  );
};
