/** Why connections are refused and what a drop would do; the words of validation where validation says the same. */
export const connectingMessages = {
  gone: 'This is not there any more.',
  itself: 'A node cannot lead into itself. Repeat work with a Loop.',
  input: 'Input starts the flow; nothing leads into it.',
  loopInput: 'LoopInput starts the loop; its values come from the Loop’s own inputs.',
  border: (loop: string) => `Crosses the border of loop ${loop}.`,
  cycle: (names: readonly string[]) => `Would close a cycle ${names.join(' → ')}. Repeat work with a Loop.`,
  branchIntoInput: 'A branch carries no data. Drop it on the node, and connect a value to this input.',
  types: (from: string, to: string) =>
    `${from} does not fit ${to}: set the input to ${from}, or put Inline code between.`,
  setType: (input: string, type: string) => `Set ${input} to ${type}`,
  insertCode: 'Put Inline code between',
  connects: (node: string, input: string) => `→ ${node}.${input}`,
  replaces: (node: string, output: string) => `replaces ${node}.${output}`,
  pickMember: (node: string, input: string) => `→ ${node}.${input}, pick a member`,
  branch: (node: string) => `→ ${node}`,
  choose: (node: string) => `→ ${node}, choose an input`,
  newInput: (name: string) => `new input ${name}`,
  noInputs: (node: string) => `${node} takes no inputs.`,
} as const;

/** Why a node type cannot be added here. */
export const quickAddMessages = {
  onlyInLoops: 'Lives inside a loop',
  notInLoops: (type: string) =>
    type === 'Iterator' || type === 'Collector'
      ? 'Iterators cannot live in a loop'
      : `No ${type} inside a loop`,
  single: (type: string) => (type === 'Input' ? 'One Input per flow' : `One ${type} per loop`),
  nothingLeadsThere: (type: string) => `Nothing leads into ${type}`,
  takesNot: (_type: string, given: string) => `Takes no ${given}`,
} as const;

export const clipboardMessages = {
  empty:
    'The clipboard is empty. Copy nodes, a definition, a GetFlow answer or a CloudFormation template first.',
  noNodes: 'What is on the clipboard holds no nodes of a flow.',
  atLine: (line: number, message: string) => `Line ${line}: ${message}`,
  leftOut: (what: readonly string[]) => `Left out, since it is no flow: ${what.join(', ')}.`,
  missing: (name: string, placeholder: string) =>
    `${name} has no value here; ${placeholder} stands in its place.`,
  onlyFirst: (count: number) => `The text holds ${count} flows; the first one was pasted.`,
  step: (count: number) => (count === 1 ? 'paste a node' : `paste ${count} nodes`),
} as const;

export const problemMessages = {
  wrongForm: (node: string, field: string) => `${node}, ${field}: is not written as the service wants it`,
  constraint: (node: string, field: string, message: string) =>
    `${node}${field === '' ? '' : `, ${field}`}: ${message}`,
  /** Where the wire says that a text must have a length of at least 1. */
  isEmpty: (node: string, field: string) => (field === '' ? `${node} is empty` : `${node} has no ${field}`),
  bothSampling: (node: string) =>
    `${node} sets both temperature and topP; models are made for one of the two. Reset one.`,
  noSearchResults: (node: string) =>
    `The prompt template of ${node} lacks $search_results$, so the model does not see the passages. Add it.`,
} as const;

export const fixMessages = {
  connect: (from: string, to: string) => `Connect ${from} to ${to}`,
  addDefault: 'Add the default condition',
  setType: (slot: string, type: string) => `Set ${slot} to ${type}`,
  addInput: (slot: string) => `Add input ${slot}`,
  removeInput: (slot: string) => `Remove input ${slot}`,
  removeOutput: (slot: string) => `Remove output ${slot}`,
  removeConnection: 'Remove the connection',
  wholeValue: 'Use the whole value, $.data',
  step: {
    connect: 'connect',
    addDefault: 'add default',
    setType: 'set type',
    addInput: 'add input',
    removeInput: 'remove input',
    removeOutput: 'remove output',
    removeConnection: 'remove connection',
    wholeValue: 'use the whole value',
  },
} as const;

/** Steps that putting two developments together makes. */
export const mergeMessages = { takeTheirs: 'take what was changed elsewhere' } as const;
