import type { KnownTensor, FileFacts } from './fileRule';

/** Tables, masks and filters that are computed and not learnt; they may be alike, or hold zeros in rows. */
const computed =
  /mask|freq|anchor|grid|window|rope|rotary|_table|blur|gauss|resampl|dct|fft|stft|spectro|fbank|wavelet|(^|[._/])mel|(^|[._/])(pe|filt|scales?|zeros?)$|(^|[._/])pos(ition(al|s)?)?(_|[._/]|$)/i;
const embedding = /emb|lookup|(^|[._/])w[tp]e[._/]/i;
/** Adapters begin at zero, so that they change nothing before they are trained. */
const zeroAtFirst = /lora_?(b|up)\b|lora_?(b|up)[._/]|zero_?conv|zero_module/i;

export const isEmbedding = ({ tensor }: KnownTensor): boolean => embedding.test(tensor.entry.name);
export const mayBeginAtZero = ({ tensor }: KnownTensor): boolean => zeroAtFirst.test(tensor.entry.name);

/** The layer that a tensor is of, for a message; the tensor where none is told. */
export const layerName = ({ tensor: { entry } }: KnownTensor): string => entry.layer ?? entry.name;

/** Formats of arrays that may be anything. */
const dataFormats = ['npy', 'hdf5', 'tensorboard'];

/**
 * Weights that are learnt and connect two sides: real numbers along at least two axes that are longer than 1, and no array
 * of a file of plain data.
 */
export const kernelsOf = ({ tensors, format }: FileFacts): KnownTensor[] =>
  dataFormats.includes(format)
    ? []
    : tensors.filter(
        ({ tensor: { entry, stored, quantization }, summary }) =>
          entry.role === 'weight' &&
          (/^b?float/.test(stored) || quantization !== null) &&
          entry.shape.filter(size => size > 1).length >= 2 &&
          summary.count >= minValues &&
          !computed.test(entry.name),
      );
const minValues = 16;

export const isFinite = ({ summary }: KnownTensor): boolean => summary.nan + summary.posInf + summary.negInf === 0;
export const isZero = ({ summary }: KnownTensor): boolean => summary.zeros === summary.count;
export const isConstant = (known: KnownTensor): boolean => isFinite(known) && known.summary.min === known.summary.max;
