/** The number that old files begin with, as a pickle of its own: of protocols 2 and 3, of 4 and 5 with a frame, of 1 in digits. */
const magicNumber = '8a0a6cfc9c46f9206aa850192e';
const magicPickle = new RegExp(
  `^(80(02|03|0[45]950d00000000000000)${magicNumber}|${Buffer.from('L119547037146038801333356L\n.').toString('hex')})`,
);
/** So many bytes of a file are looked at for it. */
export const magicBytes = 28;
export const isOldFile = (start: Uint8Array): boolean =>
  magicPickle.test(Buffer.from(start.subarray(0, magicBytes)).toString('hex'));

/** True for what `torch.save` wrote before PyTorch 1.6, and for plain pickles: of protocol 2 and newer, or by their name. */
export function isTorchPickle(place: string, start: Uint8Array, end: Uint8Array): boolean {
  if (isOldFile(start)) return true;
  const isEnded = end.at(-1) === 0x2e;
  if (start[0] === 0x80) return isEnded && start[1]! >= 2 && start[1]! <= 5;
  // Protocols 0 and 1 begin with a mark, an empty container or a class.
  return isEnded && /\.(pt|pth|pkl|pickle)$/i.test(place) && '(]}c)'.includes(String.fromCharCode(start[0] ?? 0));
}

/** Names of what PyTorch 0.1 put into a tar. */
const tarMembers = ['sys_info', 'pickle', 'tensors', 'storages'];
export const isTorchTar = (start: Uint8Array): boolean =>
  tarMembers.includes(new TextDecoder('latin1').decode(start).replace(/\0[^]*$/, ''));
