import type { ZipMember } from '../containers/zipMember';
import type { ZipFile } from '../containers/zipMembers';

/**
 * The storages of an archive, by their keys. PyTorch numbers them: those are found by their numbers, for which no name has to
 * be put together and looked for.
 */
export class StorageMembers {
  private readonly numbered: (ZipMember | undefined)[] = [];

  /** @param prefix of their names, before their keys */
  constructor(
    private readonly zip: ZipFile,
    private readonly prefix: string,
  ) {
    const { members } = zip;
    for (const member of members) {
      const { name } = member;
      const number = name.startsWith(prefix) ? numberAt(name, prefix.length, members.length) : -1;
      if (number < 0) continue;
      // No holes, so that it stays a plain list.
      while (this.numbered.length <= number) this.numbered.push(undefined);
      // The first of a name.
      this.numbered[number] ??= member;
    }
  }

  /** Null where there is none of that key. */
  member(key: string): ZipMember | null {
    const number = numberAt(key, 0, this.numbered.length);
    return (number < 0 ? this.zip.byName.get(this.prefix + key) : this.numbered[number]) ?? null;
  }
}

/** The number below `limit` that a text is from there on, as it is written by itself; -1 where it is none. */
function numberAt(text: string, start: number, limit: number): number {
  const { length } = text;
  if (start === length || (text.charCodeAt(start) === 0x30 && length > start + 1)) return -1;
  let number = 0;
  for (let at = start; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
    if (number >= limit) return -1;
  }
  return number;
}
