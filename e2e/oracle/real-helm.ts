import { spawn } from 'node:child_process';
import type { Dialect } from '../../lib/engine/dialect';
import type { ReleaseRequest } from '../../lib/engine/renderer';
import { findHelm } from '../../lib/helm/helm-binary';
import { templateArguments } from '../../lib/helm/helm-process';
import { HELM_RELEASES } from '../../lib/helm/helm-releases';
import type { JsonObject } from '../../lib/json';

export const DIALECTS = Object.keys(HELM_RELEASES) as Dialect[];

/** What came of a render: the stream, or the words of the refusal. */
export type Outcome = { readonly text: string } | { readonly refusal: string };

/** Asks the real Helm, in a process of its own. */
export async function helmTemplate(request: ReleaseRequest, dialect: Dialect): Promise<Outcome> {
  const child = spawn(findHelm(dialect), templateArguments(request), {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.end(yamlSafeJson(request.values));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return code === 0
    ? { text: Buffer.concat(stdout).toString('utf8') }
    : { refusal: refusalWords(Buffer.concat(stderr).toString('utf8')) };
}

/** JSON that go-yaml reads: it takes no control characters as they are, and JSON escapes only some of them. */
export function yamlSafeJson(values: JsonObject): string {
  return JSON.stringify(values).replace(
    /[\x7f-\ud7ff\ue000-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The last `Error: ` of stderr: warnings stand before it, and a hint about --debug after it. */
function refusalWords(stderr: string): string {
  const at = stderr.startsWith('Error: ') ? 0 : stderr.lastIndexOf('\nError: ') + 1;
  return stderr
    .slice(at)
    .replace(/^Error: /, '')
    .replace(/\n\nUse --debug flag to render out invalid YAML\n$/, '')
    .trim();
}
