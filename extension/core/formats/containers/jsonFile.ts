import * as path from 'node:path';
import * as v from 'valibot';
import { LayerglassError } from '../../../protocol/errors';
import { readBounded } from '../../runs/readBounded';
import { missingFile } from '../sources/byteSource';

/** A topology with its weights' names is some megabytes at most. */
const maxJsonBytes = 256 * 2 ** 20;

/**
 * A JSON file's content, checked. Throws LayerglassError `file-missing`, `too-large`, `bad-json` (what is wrong in
 * `message`), `bad-schema` (where in `where`).
 */
export function readJson<S extends v.GenericSchema>(file: string, name: string, schema: S): v.InferOutput<S> {
  const bytes = readBounded(file, maxJsonBytes);
  if (!bytes) throw missingFile(name);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new LayerglassError('bad-json', `${name} is no JSON: ${(error as Error).message}`, {
      where: name,
      remedy: 'It was not written to its end, or changed by hand: copy it again, or choose another checkpoint.',
    });
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1)
    throw new LayerglassError('newer-version', `${name} was written by a newer Layerglass (version ${version})`, {
      where: name,
      remedy: 'Update Layerglass.',
    });
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue!) ?? '';
  throw new LayerglassError('bad-schema', `${path.basename(name)} is not as it should be: ${issue!.message}`, {
    where: place ? `${name}: ${place}` : name,
    remedy: 'It was changed by hand, or is not what its name says.',
  });
}
