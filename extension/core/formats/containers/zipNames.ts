import { crc32 } from './crc32';
import { isAscii } from './isAscii';
import { utf8Flag } from './zipMarks';

/** Code page 437 from 128 on, which names are in otherwise: https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT. */
const upper =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The name of a member.
 * @param unicode the field that has it in UTF-8 beside (APPNOTE.TXT 4.6.9), if there is one
 */
export function listedName(bytes: Buffer, flags: number, unicode: Uint8Array | undefined): string {
  const own = unicode && unicodeName(unicode, bytes);
  if (own !== undefined) return own;
  if (isAscii(bytes, 0, bytes.length)) return bytes.toString('latin1');
  return flags & utf8Flag ? decoder.decode(bytes) : ofCodePage(bytes);
}

const ofCodePage = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => (byte < 128 ? String.fromCharCode(byte) : upper[byte - 128]!)).join('');

/** Undefined where it is of another version, or was written for a name that has been changed since. */
function unicodeName(field: Uint8Array, bytes: Uint8Array): string | undefined {
  if (field.length < 6 || field[0] !== 1) return undefined;
  const sum = new DataView(field.buffer, field.byteOffset).getUint32(1, true);
  return sum === crc32(bytes, 0) ? decoder.decode(field.subarray(5)) : undefined;
}
