import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameFromPath, readFlowFile } from './read-flow-file.ts';
import { parseSetValues } from './set-values.ts';

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'streambed-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read as JSON or YAML by what stands in it', () => {
    const path = join(folder, 'flow.txt');
    writeFileSync(path, 'nodes:\n  - name: Ask\n');
    expect(readFlowFile(path).flows[0]!.definition).toEqual({ nodes: [{ name: 'Ask' }] });
  });

  test.each([
    ['missing', 'There is no file '],
    ['', ' is a folder; give the file of the flow in it.'],
  ])('that is not there to be read says so', (name, message) => {
    expect(() => readFlowFile(join(folder, name))).toThrow(message);
  });

  test('that is no flow is a mistake of the command line', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{"hello": 1}');
    expect(() => readFlowFile(path)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  test('that is no text says so', () => {
    const path = join(folder, 'picture.json');
    writeFileSync(path, Buffer.from([0x89, 0x50, 0xff, 0xfe]));
    expect(() => readFlowFile(path)).toThrow('is not UTF-8 text');
  });
});

describe('the name from a path', () => {
  test.each([
    ['flows/playlist.json', 'playlist'],
    ['examples/prompt-chain/flow.json', 'prompt-chain'],
    ['my flow (2).template.yaml', 'my-flow-2'],
    ['support_desk.json', 'support-desk'],
    ['-', undefined],
    ['…json', 'json'],
  ])('%s is %s', (path, name) => {
    expect(nameFromPath(path)).toBe(name);
  });
});

describe('--set', () => {
  test('takes everything after the first equals sign', () => {
    expect([...parseSetValues(['a=b=c', 'Role.Arn=x', 'empty='])]).toEqual([
      ['a', 'b=c'],
      ['Role.Arn', 'x'],
      ['empty', ''],
    ]);
    expect(parseSetValues(undefined).size).toBe(0);
  });

  test.each(['name', '=value'])('%s is refused', (text) => {
    expect(() => parseSetValues([text])).toThrow('is not of the form --set name=value');
  });
});
