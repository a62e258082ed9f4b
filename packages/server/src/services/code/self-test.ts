import { dirname } from 'node:path';
import { parseBoundedJson } from './bounded-json.ts';
import { type EscapeTargets, escapeProbes, type ProbeReport, probeProgram } from './escape-probes.ts';
import type { PythonProcess } from './python-process.ts';

/** What the self-test reaches for: this server's own process and a file that is there on every system. */
const targets: EscapeTargets = {
  file: process.execPath,
  folder: dirname(process.execPath),
  secret: 'ELF',
  pid: process.pid,
  // The discard port, where nobody listens; that the network is closed shows in the probes that listen themselves.
  port: 9,
  socket: '/run/streambed-self-test',
};

/**
 * Runs every escape probe in a fresh child. Resolves with undefined when all ways are closed, otherwise with a
 * list of those that are open. Rejects when the child could not answer.
 */
export const runSelfTest = async (child: PythonProcess): Promise<string | undefined> => {
  const outcome = await child.run(JSON.stringify({ code: probeProgram(escapeProbes(targets)), inputs: {} }));
  if (outcome.kind !== 'value') {
    const detail = 'detail' in outcome ? outcome.detail : 'json' in outcome ? outcome.json : '';
    throw new Error(
      `the self-test of the Python sandbox gave no answer (${outcome.kind}${detail ? `: ${detail.slice(0, 500)}` : ''}).`,
    );
  }
  const report = parseBoundedJson(outcome.json) as unknown as ProbeReport;
  if (report.escaped.length > 0)
    return report.escaped.map(([name, evidence]) => `${name} (${evidence})`).join('; ');
  if (report.closed.length === 0) throw new Error('the self-test of the Python sandbox tried no probe.');
  return undefined;
};
