/** The number that old files begin with, as a pickle of its own. */
const magicPickle = '80028a0a6cfc9c46f9206aa850192e';
/** So many bytes of a file are looked at for it. */
export const magicBytes = magicPickle.length / 2;
export const isOldFile = (start: Uint8Array): boolean =>
  Buffer.from(start.subarray(0, magicBytes)).toString('hex') === magicPickle;

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
