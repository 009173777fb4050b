import type { LoggedPicture } from '../../extension/protocol/loggedImages';

const urls = new WeakMap<Uint8Array, string>();
const pieceBytes = 2 ** 15;

/** The picture as an address of its own, which is all that the page may show images from; null where there is none. */
export function pictureUrl({ type, data }: LoggedPicture): string | null {
  if (!type || !data) return null;
  let url = urls.get(data);
  if (url === undefined) {
    let text = '';
    for (let at = 0; at < data.length; at += pieceBytes)
      text += String.fromCharCode(...data.subarray(at, at + pieceBytes));
    urls.set(data, (url = `data:${type};base64,${btoa(text)}`));
  }
  return url;
}
