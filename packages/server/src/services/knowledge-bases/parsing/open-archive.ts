import { causeOf, DocumentProblem, shownName } from './document-problem.ts';
import type { ParsingLimits } from './limits.ts';

/** The parts of an Office file by their names, as far as they are wanted; safe to hand to a library. */
export type ArchiveParts = ReadonlyMap<string, Uint8Array>;

/** More entries than this has no document; threats: zip bombs. */
const ENTRIES = 10_000;
/** Deflate reaches 1,032 to 1 on zeros. Sheets full of alike rows reach 50; below the size below it does not matter. */
const RATIO = 200;
const HARMLESS_SIZE = 8 * 1024 * 1024;

/**
 * Unpacks those entries of a zip file that `wanted` names, after it looked at the sizes that all of them claim. What an
 * entry really holds is never more than it claims, since it is unpacked into a buffer of that size. Throws
 * DocumentProblem when the file is broken or made to exhaust whoever unpacks it.
 */
export const openArchive = async (
  name: string,
  bytes: Uint8Array,
  wanted: (entry: string) => boolean,
  { unpackedSize }: Pick<ParsingLimits, 'unpackedSize'>,
): Promise<ArchiveParts> => {
  const { unzipSync } = await import('fflate');
  const parts = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  let total = 0;
  try {
    const unpacked = unzipSync(bytes, {
      filter: ({ name: entry, size, originalSize }) => {
        if (seen.has(entry) || seen.size >= ENTRIES)
          throw bomb(name, 'it has entries without end, or the same one twice');
        seen.add(entry);
        if (!wanted(entry)) return false;
        total += originalSize;
        if (total > unpackedSize)
          throw bomb(
            name,
            `its parts claim more than ${Math.round(unpackedSize / 1024 / 1024)} MiB unpacked`,
          );
        if (originalSize > HARMLESS_SIZE && originalSize > size * RATIO)
          throw bomb(name, `one of its parts grows more than ${RATIO}-fold when unpacked`);
        return true;
      },
    });
    for (const [entry, part] of Object.entries(unpacked)) parts.set(entry, part);
  } catch (error) {
    if (error instanceof DocumentProblem) throw error;
    throw damaged(name, error);
  }
  return parts;
};

const bomb = (name: string, why: string): DocumentProblem =>
  new DocumentProblem(
    'expands-too-much',
    `${shownName(name)} is refused, since ${why}. If it is a document of yours, open it and save it anew, or split it.`,
  );

/** What is said when a library cannot read a file of the format that it is for. */
export const damaged = (name: string, error: unknown): DocumentProblem =>
  new DocumentProblem(
    'broken',
    `${shownName(name)} is damaged or cut off (${causeOf(error)}). Upload it again, or open it, save it anew and give that file.`,
    { cause: error },
  );
