import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { fileDocument } from '../../../extension/cli/fileDocument';
import { jsonText } from '../../../extension/cli/exactNumbers';
import { LayerglassError } from '../../../extension/protocol/errors';
import type { FileDescription, ReaderResults } from '../../../extension/protocol/reader';
import { ask, fixtures } from '../core/formats/numpyOracle';

/** What CLI.md of the design lists, and what is none of those: plain HDF5, graphs without variables, plain pickles. */
const formats = [
  ...['tfjs-layers', 'tfjs-graph', 'keras-h5', 'keras-v3', 'tf-checkpoint', 'saved-model', 'safetensors', 'npz', 'npy'],
  ...['onnx', 'pytorch', 'gguf', 'tensorboard'],
  ...['hdf5', 'tf-graph', 'pickle'],
];
/** Of numbers, as NumPy and ml_dtypes spell them; what has no figures may be anything. */
const numeric =
  /^(bool|u?int(2|4|8|16|32|64)|bfloat16|float(16|32|64)|float8_e(3m4|4m3|4m3b11fnuz|4m3fn|4m3fnuz|5m2|5m2fnuz|8m0fnu)|float6_e(2m3|3m2)fn|float4_e2m1fn|complex(64|128))$/;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const figure = v.pipe(v.number(), v.finite());
const counted = { zeros: count, nan: count, posInf: count, negInf: count };
const figures = { min: v.nullable(figure), max: v.nullable(figure), mean: v.nullable(figure), std: v.nullable(figure) };
const none = v.null();
const noFigures = { min: none, max: none, mean: none, std: none, zeros: none, nan: none, posInf: none, negInf: none };
const text = v.pipe(v.string(), v.nonEmpty());
const tensor = {
  name: v.string(),
  storedDtype: v.optional(text),
  shape: v.array(count),
  count,
  role: v.picklist(['weight', 'optimizer', 'other']),
};
const documentSchema = v.strictObject({
  format: v.picklist(formats),
  tensors: v.array(
    v.union([
      v.strictObject({ ...tensor, dtype: v.pipe(v.string(), v.regex(numeric)), ...figures, ...counted }),
      v.strictObject({ ...tensor, dtype: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/)), ...noFigures }),
    ]),
  ),
  layers: v.optional(
    v.array(
      v.looseObject({ name: text, className: text, parameters: count, trainable: count, site: v.optional(v.never()) }),
    ),
  ),
  step: v.nullable(count),
  metadata: v.record(v.string(), v.string()),
  findings: v.array(v.looseObject({ rule: text, severity: text, message: text, tensors: v.array(v.string()) })),
  problems: v.array(v.strictObject({ code: text, message: text, where: v.string() })),
});

/** Files of the fixtures, but for those that are opened by another one. */
function places(folder = fixtures): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return places(place);
    // What is packed is unpacked by its own tests.
    return /\.(py|mjs|gz|meta|bin)$|\.data-\d|^checkpoint$/.test(entry.name) || path.dirname(place) === fixtures
      ? []
      : [place];
  });
}

interface Outcome {
  place: string;
  description: FileDescription;
  summaries: ReaderResults['summaries'];
  json: string;
}

describe('inspect of a model file as JSON', () => {
  const opened: Outcome[] = [];
  const refused = new Map<string, LayerglassError>();

  before(async () => {
    for (const place of places())
      try {
        const description = await ask('describe', { path: place });
        const summaries = await ask('summaries', { path: place, names: null });
        const models = description.models.flatMap(model => model.layers);
        const layers = description.models.length ? models : null;
        const json = jsonText(fileDocument({ description, summaries, layers }, false));
        opened.push({ place: path.relative(fixtures, place), description, summaries, json });
      } catch (error) {
        assert.ok(error instanceof LayerglassError, `${place}: ${String(error)}`);
        refused.set(path.relative(fixtures, place), error);
      }
  });

  it('has the shape that CLI.md lays down, of every fixture', () => {
    for (const { place, json } of opened) {
      const { issues } = v.safeParse(documentSchema, JSON.parse(json));
      const [issue] = issues ?? [];
      assert.equal(issue && `${v.getDotPath(issue) ?? ''}: ${issue.message}`, undefined, place);
    }
    const found = new Set(opened.map(({ description }) => description.format));
    assert.deepEqual(
      formats.filter(format => !found.has(format)),
      [],
    );
  });

  it('has each number as it was read, and none where there is none', () => {
    let exact = 0;
    for (const { place, summaries, json } of opened) {
      const { tensors } = JSON.parse(json) as { tensors: Record<string, unknown>[] };
      assert.equal(tensors.length, summaries.tensors.length);
      assert.doesNotMatch(json, /: -?(NaN|Infinity)/);
      summaries.tensors.forEach(({ name, summary, exact: digits, count: values }, i) => {
        const at = `${place} ${name}`;
        const own = tensors[i]!;
        assert.equal(own['count'], values, at);
        for (const key of ['min', 'max', 'mean', 'std', 'zeros', 'nan', 'posInf', 'negInf'] as const)
          assert.equal(own[key], summary?.[key] ?? null, `${at} ${key}`);
        if (!digits) return;
        exact++;
        for (const key of ['min', 'max'] as const) assert.match(json, new RegExp(`"${key}": ${digits[key]},`), at);
      });
    }
    assert.ok(exact > 0);
  });

  it('names and orders tensors as the file does', () => {
    for (const { place, description, json } of opened) {
      const { tensors } = JSON.parse(json) as { tensors: { name: string }[] };
      const names = tensors.map(t => t.name);
      assert.equal(new Set(names).size, names.length, place);
      if (!['tfjs-layers'].includes(description.format))
        assert.deepEqual(
          names,
          description.tensors.map(t => t.name),
          place,
        );
    }
    const namesOf = (place: string): string[] =>
      opened.find(one => one.place === place)!.description.tensors.map(t => t.name);
    assert.ok(
      namesOf('keras2/whole.h5').every(
        name => name.startsWith('/model_weights/') || name.startsWith('/optimizer_weights/'),
      ),
    );
    assert.ok(namesOf('npz/stored.npz').every(name => !name.endsWith('.npy')));
    assert.ok(namesOf('tensorflow/v2/ckpt-1.index').some(name => name.endsWith('/.ATTRIBUTES/VARIABLE_VALUE')));
    assert.ok(namesOf('pytorch/checkpoint.pt').includes('optimizer.state.0.exp_avg'));
  });

  it('says of what is no model, or made to do harm, what is wrong and where', () => {
    assert.ok(refused.size > 5);
    for (const [place, { code, message, where }] of refused) {
      assert.match(code, /^[a-z][a-z0-9-]+$/, place);
      assert.notEqual(message, '', place);
      assert.notEqual(where, '', `${place}: ${code}`);
    }
    assert.equal(refused.get(path.join('pytorch', 'unsafe-system.pt'))?.code, 'unsafe-pickle');
  });
});
