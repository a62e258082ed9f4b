import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ExchangeError, type FlowFile, parseText, readFlows } from '@streambed/flow/exchange';
import { usageFailure } from '../failure.ts';

/** Code of an InlineCode node alone may have 5 MB, and a flow five of them. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Reads the flows of a file: a definition, a CreateFlow request, a GetFlow answer, a CloudFormation template, its
 * AWS::Bedrock::Flow alone or its PascalCase definition; JSON or YAML; `-` is standard input. `given` are the values
 * of `--set`. Throws a Failure that says what is wrong with the file.
 */
export const readFlowFile = (path: string, given: ReadonlyMap<string, string> = new Map()): FlowFile => {
  const file = path === '-' ? 'standard input' : path;
  try {
    return readFlows(parseText(readText(path, file), file), file, given);
  } catch (error) {
    if (error instanceof ExchangeError) throw usageFailure(error.message, { cause: error });
    throw error;
  }
};

/**
 * The name a flow gets when nobody gave one: the file's, or its folder's when the file is called `flow` or
 * `definition`, in letters that names may have.
 */
export const nameFromPath = (path: string): string | undefined => {
  if (path === '-') return undefined;
  const stem = basename(path).replace(/(?:\.(?:json|ya?ml|template))+$/i, '');
  const plain = /^(?:flow|definition|template)$/i.test(stem) ? basename(dirname(resolve(path))) : stem;
  const name = plain
    .replace(/[^0-9a-zA-Z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 100);
  return name === '' ? undefined : name;
};

const readText = (path: string, file: string): string => {
  try {
    if (path !== '-' && statSync(path).size > LARGEST_FILE)
      throw usageFailure(`${file} is larger than ${LARGEST_FILE} bytes, which no flow is.`);
    const bytes = readFileSync(path === '-' ? 0 : path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usageFailure(`There is no file ${file}.`, { cause: error });
    if (code === 'EISDIR')
      throw usageFailure(`${file} is a folder; give the file of the flow in it.`, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw usageFailure(`${file} is not UTF-8 text.`, { cause: error });
    if (code === undefined) throw error;
    throw usageFailure(`${file} cannot be read (${code}).`, { cause: error });
  }
};
