/** What one document may cost. Every member has a default, in DEFAULT_LIMITS. */
export interface ParsingLimits {
  /** Bytes of a file. The cloud's quota is 50 MB too. */
  readonly inputSize: number;
  /** UTF-16 units of text that may come out of it. */
  readonly textLength: number;
  /** Bytes that the packed parts of an Office file may have together when unpacked. */
  readonly unpackedSize: number;
  /** Levels of elements, values or lists in one another. */
  readonly depth: number;
  /** Pages of a PDF, slides, sheets. */
  readonly pages: number;
  /** Cells of a sheet, from A1 to the last that holds something. */
  readonly cells: number;
  /** Wall time in ms, from the moment a thread begins with it. */
  readonly time: number;
  /** MiB that the thread may use, heap and buffers together; for moments twice as much, as long as V8 collects no garbage. */
  readonly memory: number;
}

export const DEFAULT_LIMITS: ParsingLimits = {
  inputSize: 50 * 1024 * 1024,
  textLength: 128 * 1024 * 1024,
  unpackedSize: 200 * 1024 * 1024,
  depth: 500,
  pages: 10_000,
  cells: 5_000_000,
  time: 120_000,
  memory: 512,
};
