import * as path from 'node:path';
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import { runManifestSchema, type Notice, type RunManifest } from '../../protocol/run';
import { nodeFileSystem, type FileSystem } from './fileSystem';
import { maxManifestBytes, readBounded } from './readBounded';
import { manifestName } from './runPaths';
import { replaceFile } from './writeFile';

/** Lists in run.json of which one entry that is not right does not spoil the others. */
const listNames = ['models', 'fits', 'epochs', 'data', 'findings', 'notices'] as const;

/**
 * run.json, checked. `notices` says what had to be left out. Throws LayerglassError: `no-run` where there is none,
 * `run-damaged`, `run-too-new`.
 */
export function readManifest(folder: string): { manifest: RunManifest; notices: Notice[] } {
  const file = path.join(folder, manifestName);
  const bytes = readBounded(file, maxManifestBytes);
  if (!bytes)
    throw new LayerglassError('no-run', `No run.json in ${folder}`, {
      where: file,
      remedy: 'Name a run folder: one of those in .layerglass/runs.',
    });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damaged(file, 'it is no JSON', error);
  }
  if (typeof json !== 'object' || json === null) throw damaged(file, 'it is no object');
  const raw = json as Record<string, unknown>;
  if (typeof raw.schemaVersion === 'number' && raw.schemaVersion > 1)
    throw new LayerglassError('run-too-new', 'The run was written by a newer Layerglass', {
      where: file,
      remedy: 'Update Layerglass to open it.',
    });
  const notices: Notice[] = [];
  const lists = Object.fromEntries(listNames.map(name => [name, goodEntries(name, raw[name], notices)]));
  const parsed = v.safeParse(runManifestSchema, { ...raw, ...lists });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw damaged(file, `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  }
  return { manifest: parsed.output, notices };
}

function goodEntries(name: (typeof listNames)[number], value: unknown, notices: Notice[]): unknown {
  if (!Array.isArray(value)) return value;
  const schema = runManifestSchema.entries[name].item;
  const good = value.filter(entry => v.is(schema, entry));
  const bad = value.length - good.length;
  if (bad)
    notices.push({ code: 'run-damaged', message: `${bad} of ${value.length} ${name} in run.json cannot be read` });
  return good;
}

const damaged = (file: string, what: string, cause?: unknown): LayerglassError =>
  new LayerglassError('run-damaged', `run.json cannot be read: ${what}`, {
    where: file,
    cause,
    remedy: 'What else is in the folder may be whole: its checkpoints load by themselves.',
  });

/** Writes run.json as one step. JSON has null where a figure is not finite. Throws LayerglassError. */
export function writeManifest(folder: string, manifest: RunManifest, fileSystem: FileSystem = nodeFileSystem): void {
  replaceFile(fileSystem, path.join(folder, manifestName), [new TextEncoder().encode(JSON.stringify(manifest) + '\n')]);
}

/**
 * Changes run.json of a run whose own writer is gone: its final status and error, told by who started it. Returns what
 * stands there now. Throws LayerglassError.
 */
export function patchManifest(folder: string, patch: Partial<RunManifest>): RunManifest {
  const manifest = { ...readManifest(folder).manifest, ...patch };
  writeManifest(folder, manifest);
  return manifest;
}
