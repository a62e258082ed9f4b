import type { Template } from '../template.ts';
import { code, collector, definition, input, iterator, output, prompt, retrieval, storage } from './build.ts';

const BUCKET = 'sample-reports';

export const folderReport: Template = {
  id: 'folder-report',
  title: 'Report of a folder',
  flowName: 'Folder-report',
  summary:
    'Reads every document of a list from a bucket, summarises each, and stores one report of them all.',
  teaches: ['Objects inside an Iterator', 'Gathering with a Collector', 'A key made of the input'],
  minutes: 6,
  needs: [
    {
      kind: 'objects',
      bucket: BUCKET,
      objects: [
        {
          key: 'gauges/hodenhagen.txt',
          content:
            'Gauge Hodenhagen. The river stood at 2.31 metres on Monday and fell by 12 centimetres until Sunday. The water is clear, and the reed on the east bank has grown back. The ladder of the gauge is rusty and should be replaced this year. No boats were counted because the camera had no power.\n',
        },
        {
          key: 'gauges/rethem.txt',
          content:
            'Gauge Rethem. Heavy rain on Wednesday raised the river by 40 centimetres within a day. The weir was opened for nine hours. The flap on the left side jams and must be looked at before the autumn. Fish were seen above the ladder for the first time since March.\n',
        },
        {
          key: 'gauges/verden.txt',
          content:
            'Gauge Verden. The week was quiet, with levels between 3.02 and 3.10 metres. A tree lies in the river below the railway bridge and catches driftwood. The town was told on Friday. Divers found no damage at the pillars.\n',
        },
      ],
    },
  ],
  definition: definition(
    [
      input('Request', 'Object'),
      iterator('EachKey', 'array: Array = $.data.keys', 'String'),
      retrieval('ReadDocument', BUCKET, 'objectKey: String'),
      prompt(
        'Summarise',
        ['text: String'],
        'Summarise the report in two sentences. Say what should be done.\n\n<report>\n{{text}}\n</report>',
        { temperature: 0.2, maxTokens: 300 },
      ),
      code('Section', ['key: String', 'summary: String'], 'String', 'f"## {key}\\n\\n{summary.strip()}"'),
      collector('AllSections', 'String'),
      code(
        'Report',
        ['title: String = $.data.title', 'sections: Array'],
        'Object',
        'name = title.lower().replace(" ", "-")\n{"text": f"# {title}\\n\\n" + "\\n\\n".join(sections) + "\\n", "key": f"reports/{name}.md"}',
      ),
      storage('KeepReport', BUCKET, ['content: String = $.data.text', 'objectKey: String = $.data.key']),
      output('Text', 'document: String = $.data.text'),
      output('Place', 'document: String'),
    ],
    [
      'Request.document → EachKey.array',
      'EachKey.arrayItem → ReadDocument.objectKey',
      'ReadDocument.s3Content → Summarise.text',
      'EachKey.arrayItem → Section.key',
      'Summarise.modelCompletion → Section.summary',
      'Section.response → AllSections.arrayItem',
      'EachKey.arraySize → AllSections.arraySize',
      'Request.document → Report.title',
      'AllSections.collectedArray → Report.sections',
      'Report.response → KeepReport.content',
      'Report.response → KeepReport.objectKey',
      'Report.response → Text.document',
      'KeepReport.s3Uri → Place.document',
    ],
  ),
  positions: {
    Request: [0, 160],
    EachKey: [320, 80],
    ReadDocument: [640, 0],
    Summarise: [960, 0],
    Section: [1280, 80],
    AllSections: [1600, 80],
    Report: [1920, 160],
    Text: [2240, 80],
    KeepReport: [2240, 240],
    Place: [2560, 240],
  },
  savedInputs: [
    {
      id: 'all',
      name: 'All three gauges',
      document: {
        title: 'River week',
        keys: ['gauges/hodenhagen.txt', 'gauges/rethem.txt', 'gauges/verden.txt'],
      },
    },
    { id: 'one', name: 'Only Rethem', document: { title: 'Rethem week', keys: ['gauges/rethem.txt'] } },
  ],
};
