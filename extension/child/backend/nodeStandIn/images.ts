import type * as tfjs from '@tensorflow/tfjs';
import { LayerglassError } from '../../../protocol/errors';
import { decodePixels, encodeJpeg, encodePng, imageKind } from './imageCodecs';
import { withChannels } from './imagePixels';
import { unavailable } from './unavailable';

/** The image functions of `tf.node`: the same arguments, and int32 tensors [height, width, channels] from 0 to 255. */
export function createImageFunctions(tf: typeof tfjs): Record<string, unknown> {
  const decode = (bytes: Uint8Array, kind: 'png' | 'jpeg' | 'bmp', channels: number): tfjs.Tensor3D => {
    const allowed = { png: [0, 1, 3, 4], jpeg: [0, 1, 3], bmp: [0, 3, 4] }[kind];
    if (!allowed.includes(channels))
      throw new LayerglassError(
        'bad-image',
        `A ${kind.toUpperCase()} image is decoded to ${allowed.join(', ')} channels, not ${channels}.`,
      );
    const image = withChannels(decodePixels(bytes, kind), channels);
    return tf.tensor3d(Int32Array.from(image.data), [image.height, image.width, image.channels], 'int32');
  };
  const decodeGif = unavailable('tf.node.decodeGif', 'Convert the images to PNG. ');
  const pixelsOf = async (
    image: tfjs.Tensor3D,
  ): Promise<{ width: number; height: number; channels: number; data: Uint8Array }> => {
    const [height, width, channels] = image.shape;
    return { width, height, channels, data: Uint8Array.from(await image.data(), v => Math.max(0, Math.min(255, v))) };
  };
  return {
    decodePng: (bytes: Uint8Array, channels = 0) => decode(bytes, 'png', channels),
    decodeJpeg: (bytes: Uint8Array, channels = 0) => decode(bytes, 'jpeg', channels),
    decodeBmp: (bytes: Uint8Array, channels = 0) => decode(bytes, 'bmp', channels),
    decodeGif,
    decodeImage: (bytes: Uint8Array, channels = 0) => {
      const kind = imageKind(bytes);
      if (kind === null) throw new LayerglassError('bad-image', 'The image is no PNG, JPEG, BMP or GIF.');
      return kind === 'gif' ? decodeGif() : decode(bytes, kind, channels);
    },
    encodePng: async (image: tfjs.Tensor3D, compression = 1) => encodePng(await pixelsOf(image), compression),
    encodeJpeg: async (image: tfjs.Tensor3D, _format = '', quality = 95) => encodeJpeg(await pixelsOf(image), quality),
  };
}
