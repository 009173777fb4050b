import { protobufFields } from '../runs/protobufReader';
import { partOf } from './loggedEvent';

/** An image as its writer encoded it. */
export type EncodedImage = Uint8Array;

/** More in one value than anyone pages through. */
const maxImages = 100_000;
/** DT_STRING of TensorFlow. */
const stringType = 7;

/**
 * The images of a value, not decoded: the one of an Image, which TensorFlow 1 and PyTorch write, or those of a tensor of
 * strings, whose first two are width and height. Null where it has none of the two.
 */
export function encodedImages(message: Uint8Array): EncodedImage[] | null {
  const old = partOf(message, 'image');
  if (old) return [imageOf(old)];
  const tensor = partOf(message, 'tensor');
  const strings = tensor && stringsOf(tensor);
  return strings && strings.length >= 2 ? strings.slice(2) : null;
}

/** https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto: encoded_image_string. */
function imageOf(message: Uint8Array): EncodedImage {
  for (const f of protobufFields(message)) if (f.field === 4 && f.type === 'block') return f.value;
  return new Uint8Array(0);
}

/** `string_val` of a TensorProto; null for another type. */
function stringsOf(tensor: Uint8Array): Uint8Array[] | null {
  const strings: Uint8Array[] = [];
  let type = 0;
  for (const f of protobufFields(tensor)) {
    if (f.field === 1 && f.type === 'varint') type = f.value;
    else if (f.field === 8 && f.type === 'block' && strings.length < maxImages + 2) strings.push(f.value);
  }
  return type === stringType ? strings : null;
}
