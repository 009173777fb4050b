// A close-up as bytes: a table of its layers, then figures and pixels as blocks (tabledBytes.ts). One layer can be read
// without the others. The blocks:
//
//   figures   7 x count x f32: zeros, atBound, notFinite, mean, std, min, max, each for all units
//   pixels    i8 of kernels (filter, channel, row, column) and of maps (example, channel, row, column); u8 of inputs
//             (example, row, column, channel)
//   scales    f32 for each filter, or channel: what a pixel of 127 stands for
import * as v from 'valibot';
import {
  unitFigureNames,
  type ActivationMaps,
  type CloseUp,
  type InputPictures,
  type KernelPictures,
  type LayerCloseUp,
  type PicturesAt,
  type UnitFigures,
  type UnitsAt,
} from '../../protocol/closeUp';
import { LayerglassError } from '../../protocol/errors';
import { blockPlaceSchema, readBlock, readTabled, TabledBytes, type BlockPlace, type ReadBytes } from './tabledBytes';

/** No picture and no list has a side longer than this. */
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 20));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());

const unitsSchema = v.object({ count: size, values: size, figures: blockPlaceSchema });
const kernelsSchema = v.object({
  weight: v.string(),
  filters: size,
  total: size,
  channels: size,
  height: size,
  width: size,
  pixels: blockPlaceSchema,
  scales: blockPlaceSchema,
});
const mapsSchema = v.object({
  examples: size,
  channels: size,
  total: size,
  height: size,
  width: size,
  fullHeight: size,
  fullWidth: size,
  pixels: blockPlaceSchema,
  scales: blockPlaceSchema,
});
const inputsSchema = v.object({
  name: v.string(),
  examples: size,
  channels: v.picklist([1, 3]),
  height: size,
  width: size,
  low: finite,
  high: finite,
  pixels: blockPlaceSchema,
});
const tableSchema = v.object({
  fit: v.number(),
  model: v.string(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  examples: v.array(whole),
  inputs: v.nullable(inputsSchema),
  layers: v.array(
    v.object({
      name: v.string(),
      units: v.nullable(unitsSchema),
      kernels: v.nullable(kernelsSchema),
      maps: v.nullable(mapsSchema),
    }),
  ),
});
type Table = v.InferOutput<typeof tableSchema>;
type LayerTable = Table['layers'][number];

export function encodeCloseUp(closeUp: CloseUp): Uint8Array {
  const blocks = new TabledBytes();
  const add = (array: ArrayBufferView): BlockPlace =>
    blocks.add(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const unitsTable = (units: UnitFigures): LayerTable['units'] => {
    const count = units.mean.length;
    const figures = new Float32Array(count * unitFigureNames.length);
    unitFigureNames.forEach((name, i) => figures.set(units[name], i * count));
    return { count, values: units.values, figures: add(figures) };
  };
  const withPlaces = <T extends { pixels: Int8Array; scales: Float32Array }>(pictures: T) => ({
    ...pictures,
    pixels: add(pictures.pixels),
    scales: add(pictures.scales),
  });
  const layerTable = ({ name, units, kernels, maps }: LayerCloseUp): LayerTable => ({
    name,
    units: units && unitsTable(units),
    kernels: kernels && withPlaces(kernels),
    maps: maps && withPlaces(maps),
  });
  const { fit, model, step, epoch, examples, inputs } = closeUp;
  const table: Table = {
    ...{ fit, model, step, epoch, examples },
    inputs: inputs && { ...inputs, channels: inputs.channels === 3 ? 3 : 1, pixels: add(inputs.pixels) },
    layers: closeUp.layers.map(layerTable),
  };
  return blocks.encode(table);
}

/** The units of a layer; null where the close-up has none of it. Throws LayerglassError `close-up-damaged`. */
export function readUnits(read: ReadBytes, layer: string): UnitsAt | null {
  const { table, blocksAt } = readTabled(tableSchema, read, damaged);
  const units = layerOf(table, layer)?.units;
  if (!units) return null;
  const { count, values } = units;
  const figures = floats(units.figures, count * unitFigureNames.length, blocksAt, read);
  const [zeros, atBound, notFinite, mean, std, min, max] = unitFigureNames.map((_, i) =>
    figures.slice(i * count, (i + 1) * count),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
  return { ...refOf(table), units: { values, zeros, atBound, notFinite, mean, std, min, max } };
}

/** The pictures of a layer, with the inputs; null where it has none. Throws LayerglassError `close-up-damaged`. */
export function readPictures(read: ReadBytes, layer: string): PicturesAt | null {
  const { table, blocksAt } = readTabled(tableSchema, read, damaged);
  const found = layerOf(table, layer);
  if (!found?.kernels && !found?.maps) return null;
  const { inputs, examples } = table;
  return {
    ...refOf(table),
    examples,
    inputs: inputs && readInputs(inputs, blocksAt, read),
    kernels: found.kernels && readKernels(found.kernels, blocksAt, read),
    maps: found.maps && readMaps(found.maps, blocksAt, read),
  };
}

const layerOf = (table: Table, name: string): LayerTable | undefined => table.layers.find(l => l.name === name);
const refOf = ({ fit, model, step, epoch }: Table): Pick<Table, 'fit' | 'model' | 'step' | 'epoch'> => ({
  fit,
  model,
  step,
  epoch,
});

function readKernels(kernels: NonNullable<LayerTable['kernels']>, blocksAt: number, read: ReadBytes): KernelPictures {
  const { filters, channels, height, width } = kernels;
  return {
    ...kernels,
    pixels: signed(kernels.pixels, filters * channels * height * width, blocksAt, read),
    scales: floats(kernels.scales, filters, blocksAt, read),
  };
}
function readMaps(maps: NonNullable<LayerTable['maps']>, blocksAt: number, read: ReadBytes): ActivationMaps {
  const { examples, channels, height, width } = maps;
  return {
    ...maps,
    pixels: signed(maps.pixels, examples * channels * height * width, blocksAt, read),
    scales: floats(maps.scales, channels, blocksAt, read),
  };
}
function readInputs(inputs: NonNullable<Table['inputs']>, blocksAt: number, read: ReadBytes): InputPictures {
  const { examples, channels, height, width } = inputs;
  return { ...inputs, pixels: block(inputs.pixels, examples * channels * height * width, blocksAt, read) };
}

/** A block that has as many bytes as what it holds needs. */
function block(place: BlockPlace, length: number, blocksAt: number, read: ReadBytes): Uint8Array {
  if (place.bytes !== length) throw damaged('it has not as many values as it says');
  return readBlock(place, blocksAt, read, damaged);
}
const signed = (place: BlockPlace, length: number, blocksAt: number, read: ReadBytes): Int8Array =>
  new Int8Array(block(place, length, blocksAt, read).slice().buffer);
const floats = (place: BlockPlace, length: number, blocksAt: number, read: ReadBytes): Float32Array =>
  new Float32Array(block(place, length * 4, blocksAt, read).slice().buffer);

export function damaged(what: string, cause?: unknown): LayerglassError {
  return new LayerglassError('close-up-damaged', `The units and pictures of this step cannot be read: ${what}`, {
    cause,
    remedy: 'Those of other steps are unaffected. Run the program again to have these anew.',
  });
}
