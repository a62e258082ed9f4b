/** What people read about the types of nodes wherever they meet them. */
export const nodeMessages = {
  families: {
    boundary: 'Boundary',
    model: 'Models',
    data: 'Data',
    logic: 'Logic',
    code: 'Code',
    unknown: 'Unknown',
  },
  types: {
    Input: { label: 'Input', oneLine: 'What callers send.', synonyms: ['start', 'begin', 'request'] },
    Output: {
      label: 'Output',
      oneLine: 'What callers get back.',
      synonyms: ['end', 'result', 'return', 'response'],
    },
    Prompt: {
      label: 'Prompt',
      oneLine: 'Asks a model, with variables in its text.',
      synonyms: ['LLM', 'model', 'chat', 'generate', 'completion', 'GPT', 'Claude'],
    },
    Agent: {
      label: 'Agent',
      oneLine: 'Hands a task to an agent, which may ask back.',
      synonyms: ['assistant', 'bot', 'tools', 'multi-turn'],
    },
    KnowledgeBase: {
      label: 'Knowledge base',
      oneLine: 'Finds passages in documents, or answers from them.',
      synonyms: ['RAG', 'search', 'documents', 'retrieve', 'vector'],
    },
    Retrieval: {
      label: 'S3 retrieval',
      oneLine: 'Reads an object from a bucket.',
      synonyms: ['S3', 'read', 'file', 'bucket', 'get object', 'load'],
    },
    Storage: {
      label: 'S3 storage',
      oneLine: 'Writes an object to a bucket.',
      synonyms: ['S3', 'write', 'file', 'bucket', 'put object', 'save'],
    },
    Condition: {
      label: 'Condition',
      oneLine: 'Takes the first branch whose condition holds.',
      synonyms: ['if', 'else', 'switch', 'branch', 'router', 'choice'],
    },
    Iterator: {
      label: 'Iterator',
      oneLine: 'Runs what follows once for each item of an array.',
      synonyms: ['map', 'for each', 'items', 'split'],
    },
    Collector: {
      label: 'Collector',
      oneLine: 'Gathers the results of an iterator into an array.',
      synonyms: ['reduce', 'gather', 'join', 'aggregate'],
    },
    Loop: {
      label: 'Loop',
      oneLine: 'Repeats its body while a condition holds.',
      synonyms: ['DoWhile', 'while', 'repeat', 'retry', 'refine'],
    },
    LoopInput: {
      label: 'Loop input',
      oneLine: 'What each round of the loop begins with.',
      synonyms: ['loop start'],
    },
    LoopController: {
      label: 'Loop controller',
      oneLine: 'Decides whether another round follows.',
      synonyms: ['loop end', 'continue', 'break'],
    },
    LambdaFunction: {
      label: 'Lambda function',
      oneLine: 'Calls a function with the inputs.',
      synonyms: ['AWS Lambda', 'function', 'API', 'code', 'serverless'],
    },
    InlineCode: {
      label: 'Inline code',
      oneLine: 'Runs a few lines of Python.',
      synonyms: ['python', 'script', 'transform', 'code', 'convert'],
    },
    Lex: {
      label: 'Lex',
      oneLine: 'Asks a Lex bot for the intent of a text.',
      synonyms: ['bot', 'intent', 'utterance', 'Amazon Lex'],
    },
  },
  unknownType: (type: string) => ({
    label: type,
    oneLine: 'A type that this version of Streambed does not know. It is kept as it is.',
  }),
  summary: {
    notConfigured: 'Not configured',
    temperature: (value: number) => `T ${value}`,
    maxTokens: (value: number) => `≤ ${value} tok`,
    guarded: 'guarded',
    library: 'library',
    passages: (count: number) => `top ${count}`,
    answerBy: (model: string) => `answer by ${model}`,
    eachOf: (source: string) => `each of ${source}`,
    each: 'each item',
    toArray: '→ Array',
    more: (count: number) => `+${count}`,
    nodes: (count: number) => (count === 1 ? '1 node' : `${count} nodes`),
    rounds: (most: number) => `≤ ${most}`,
    while: (condition: string) => `while ${condition}`,
  },
} as const;
