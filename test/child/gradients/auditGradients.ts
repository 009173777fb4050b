import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import type { BackendRequest } from '../../../extension/child/backend/backendChoice';
import type { Notice } from '../../../extension/protocol/run';
import { runOnBackend } from '../support/backendTrial';
import { makeProject } from '../support/trial';
import type { AuditEnd, CaseResult, GradientFixture } from './gradientCase';

const casesFile = path.join(import.meta.dirname, '../../fixtures/gradients/gradients.json');
/** What TensorFlow itself computes. */
export const gradientFixture = JSON.parse(fs.readFileSync(casesFile, 'utf8')) as GradientFixture;

export interface Audit {
  results: Map<string, CaseResult>;
  end: AuditEnd;
  notices: Notice[];
}

/** Runs every case in a child with the chosen backend, loaded as it is for a person's program. */
export async function auditGradients(request: Partial<BackendRequest>): Promise<Audit> {
  const folder = makeProject({});
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'gradientProgram.ts')],
    outfile: path.join(folder, 'gradientProgram.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@tensorflow/*'],
    logLevel: 'warning',
  });
  const environment = { GRADIENT_CASES: casesFile };
  const { printed, stderr, notices } = await runOnBackend(folder, 'gradientProgram.mjs', { ...request, environment });
  const end = printed.pop() as AuditEnd | undefined;
  if (!end?.registered) throw new Error(`The audit ended early, after ${printed.length} cases: ${stderr.slice(-2000)}`);
  return { results: new Map((printed as CaseResult[]).map(r => [r.name, r])), end, notices };
}

/** What is wrong with a case, in a few words; null where it agrees with TensorFlow to `tolerance`. */
export function faultOf(result: CaseResult | undefined, tolerance: number): string | null {
  if (!result) return 'not run';
  if (result.failure) return result.failure;
  const bad = (n: number | string | undefined): boolean => !(Number(n) <= tolerance);
  if (bad(result.forward)) return `forward ${result.forward}`;
  const worst = (result.gradients ?? []).map((n, i) => (bad(n) ? `gradient ${i}: ${n}` : '')).filter(Boolean);
  return worst.length ? worst.join(', ') : null;
}
