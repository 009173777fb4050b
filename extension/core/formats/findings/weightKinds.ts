import type { TensorEntry } from '../../../protocol/reader';
import { besideKernels } from './besideKernels';
import type { KnownTensor, FileFacts } from './fileRule';
import { onnxConstants } from './onnxConstants';

/** Tables, masks and filters that are computed and not learnt; they may be alike, or hold zeros in rows. */
const computed =
  /mask|freq|anchor|grid|window|rope|rotary|_table|fft|stft|spectro|fbank|(^|[._/])mel|(^|[._/])(pe|filt|scales?|zeros?)$|(^|[._/])pos(ition(al|s)?)?(_|[._/]|$)/i;
/** Layers whose kernels are fixed. */
const fixed = /blur|gauss|resampl|dct|wavelet/i;
/** Words of layers that are learnt whatever part of the model they are in: `mask_decoder.0.k_proj.weight`. */
const learnt = /proj|conv|dense|linear|mlp|qkv|fc\d?|lin\d|query|key|value|layers?/i;
/** True for a kernel of such a layer. By parts, since one pattern for a whole name tries a long one a billion ways. */
function isLearnt(name: string): boolean {
  const parts = name.split(/[./]/);
  const own = /(^|_)(weight|kernel)$/i.exec(parts.at(-1)!);
  if (!own) return false;
  const last = parts.pop()!;
  if (last !== own[2]) parts.push(last.slice(0, own.index));
  return learnt.test(parts.findLast(part => !/^\d+(_\d+)*$/.test(part)) ?? '');
}
const isComputed = ({ name, fullName }: TensorEntry): boolean => {
  const plain = (fullName ?? name).replace(/\.parametrizations\.weight\.original\d?$/, '.weight');
  return fixed.test(name) || (computed.test(name) && !isLearnt(plain));
};
const embedding = /emb|lookup|(^|[._/])w[tp]e[._/]/i;
/** Adapters, gates and places to look at begin at zero, so that they change nothing before they are trained. */
const zeroAtFirst =
  /lora[._]?(\w+_)?(b|up)([._/]|$)|lora_embedding_a|hada_w2_a|zero_?conv|zero_module|controlnet_|input_hint_block|adaln|modulation|attention_weights\.|adapter\w*[._/](.*[._/])?\w*up|offsets?(_mask)?[._/]/i;

/** By its name, or that of another tensor that is the same in the file: the kernel of a language model's head often is. */
export function embeddingsOf({ tensors }: FileFacts): (known: KnownTensor) => boolean {
  const isNamed = ({ tensor: { entry } }: KnownTensor): boolean =>
    embedding.test(entry.name) || embedding.test(entry.fullName ?? '');
  const places = new Map<object, Set<number>>();
  for (const known of tensors.filter(isNamed)) {
    const { source, at } = known.tensor;
    places.set(source, (places.get(source) ?? new Set()).add(at));
  }
  return known => isNamed(known) || (places.get(known.tensor.source)?.has(known.tensor.at) ?? false);
}
export const mayBeginAtZero = ({ tensor }: KnownTensor): boolean => zeroAtFirst.test(tensor.entry.name);

/** The layer that a tensor is of, for a message; the tensor where none is told. */
export const layerName = ({ tensor: { entry } }: KnownTensor): string => entry.layer ?? entry.name;

/** Formats of arrays that may be anything. */
export const dataFormats = ['npy', 'hdf5', 'tensorboard'];

/**
 * Weights that are learnt and connect two sides: real numbers along at least two axes that are longer than 1, no array of a
 * file of plain data, and nothing that is beside a kernel.
 */
export function kernelsOf(facts: FileFacts): readonly KnownTensor[] {
  const kernels = found.get(facts) ?? kernelsIn(facts);
  found.set(facts, kernels);
  return kernels;
}
/** Several rules ask for those of one file. */
const found = new WeakMap<FileFacts, readonly KnownTensor[]>();

function kernelsIn({ tensors, format }: FileFacts): KnownTensor[] {
  if (dataFormats.includes(format)) return [];
  const isBeside = besideKernels(tensors);
  const isConstantOfOnnx = format === 'onnx' ? onnxConstants(tensors) : () => false;
  return tensors.filter(known => {
    const { entry, stored, quantization } = known.tensor;
    return (
      entry.role === 'weight' &&
      (/^b?float/.test(stored) || quantization !== null) &&
      entry.shape.filter(size => size > 1).length >= 2 &&
      known.summary.count >= minValues &&
      !isComputed(entry) &&
      !isBeside(known) &&
      !isConstantOfOnnx(known)
    );
  });
}
const minValues = 16;

export const isFinite = ({ summary }: KnownTensor): boolean => summary.nan + summary.posInf + summary.negInf === 0;
export const isZero = ({ summary }: KnownTensor): boolean => summary.zeros === summary.count;
export const isConstant = (known: KnownTensor): boolean => isFinite(known) && known.summary.min === known.summary.max;
