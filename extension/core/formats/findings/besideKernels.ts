import type { TensorEntry } from '../../../protocol/reader';
import type { KnownTensor } from './fileRule';

/** What is added to what comes out, or multiplies it one by one; states; tokens that are learnt, rows of a codebook. */
const besideWords =
  /(^|_)(bias(es)?|beta|gamma|alpha|gain|scales?|shift|offset|temperature|lambda|log|decay|memory|queue|buffer|cache|tokens?|queries|prompts?|codebook)(_(\d+|l\d+|reverse|[khv]h?|ih))*$/i;
/** Those that only their letters tell, and those of state space models, which all layers begin with alike. */
const besideNames =
  /^(b|g|D|A|ssm_[ad]|A_log|log_A|A_real|A_imag|dt_bias|cls|latents|[hc]_?0|((initial|init|hidden|cell)_)?states?|(running|moving)_\w+|time_(decay|first|mix\w*))$/;
/** Rows of a table that is not trained by gradients, beside its own averages. */
const inCodebook = /(^|[._/])(codebook|quantizer|quantize|vq)s?[._/](.*[._/])?embed(_avg|ding)?$/i;
/** Groups of Keras' layers, or a model's own words for them, that have no kernel. */
const withoutKernel = /(^|[/_])(ln|bn|(?<!(spectral|weight)_)[a-z]*norm(alization)?|p_?re_?lu)(_?\d+)?$/i;
const locallyConnected = /(^|\/)locally_connected\w*$/;
/** What a graph of TensorFlow reads is called by the operation that takes it. */
const readBy = /^(.*?)(\/Casted)?\/ReadVariableOp(_\d+)?(\/resource)?$/;
/** Additions and products one by one; of recurrent layers the bias is what is read third. */
const oneByOne = /\/(add|sub|mul|BiasAdd|Read_2)(_\d+)?$/;
const variable = /^(.*)\/vars\/(\d+)$/;

/** A tensor's own names, most telling first: without what TensorFlow adds to all. */
const namesOf = ({ name, fullName }: TensorEntry): string[] =>
  [fullName, name].filter(n => n !== undefined).map(n => n.replace(/(:\d+|\/\.ATTRIBUTES\/VARIABLE_VALUE)$/, ''));

/** The last part of a name that is no number: lists of parameters are numbered. */
const lastWord = (name: string): string => name.split(/[./]/).findLast(part => !/^\d+$/.test(part)) ?? '';

/**
 * Tells whether a tensor of several axes is a layer's and not its kernel: biases of attention have heads as an axis, scales of a
 * normalization as many as it goes over.
 */
export function besideKernels(tensors: readonly KnownTensor[]): (known: KnownTensor) => boolean {
  const shapes = new Map(tensors.map(({ tensor: { entry } }) => [entry.name, entry.shape]));
  return ({ tensor: { entry } }) => {
    const names = namesOf(entry);
    const found = variable.exec(entry.name);
    // What its variables are called is told, or their places say it.
    if (found && names.length < 2) return isBesideFirst(found[1]!, Number(found[2]), entry.shape, shapes);
    if (inCodebook.test(names[0]!)) return true;
    const reader = readBy.exec(names[0]!)?.[1];
    if (reader !== undefined)
      return oneByOne.test(reader) || withoutKernel.test(reader.replace(/\/Reshape(_\d+)?$/, ''));
    const word = lastWord(names[0]!);
    if (besideWords.test(word) || besideNames.test(word)) return true;
    if (word !== 'weight') return false;
    // A normalization's scale is as large as its bias; of a kernel that has several axes the bias has fewer.
    return sameShape(shapes.get(entry.name.replace(/weight$/, 'bias')), entry.shape);
  };
}

/** Of the variables of a group in a file of Keras, which have no names: the kernel is the first. */
function isBesideFirst(group: string, place: number, shape: number[], shapes: ReadonlyMap<string, number[]>): boolean {
  if (withoutKernel.test(group)) return true;
  const first = shapes.get(`${group}/vars/0`);
  if (place === 0 || first === undefined) return false;
  if (locallyConnected.test(group)) return true;
  // A GRU has a bias for its input and one for its state.
  if (place === 2 && shape[0] === 2 && shape.length === 2 && shape[1] === first.at(-1)) return true;
  return shape.length < first.length && sameShape(first.slice(-shape.length), shape);
}

const sameShape = (a: readonly number[] | undefined, b: readonly number[]): boolean =>
  a?.length === b.length && a.every((size, i) => size === b[i]);
