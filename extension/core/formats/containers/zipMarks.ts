/** What parts of a zip begin with: APPNOTE.TXT 4.3, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. */
export const zipMarks = {
  /** A member's own header. */
  member: 0x04034b50,
  /** A member in the list. */
  listed: 0x02014b50,
  /** A signature of the list, which may stand behind it. */
  signature: 0x05054b50,
  /** The end of the list. */
  end: 0x06054b50,
  /** Of zips of more than 4 GB: the end of the list, and where that is. */
  largeEnd: 0x06064b50,
  largePlace: 0x07064b50,
};

/** A member's name is in UTF-8: 4.4.4. */
export const utf8Flag = 0x800;

/** True where the first bytes are those of a zip, of an empty one too. */
export const isZip = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && ((start[2] === 3 && start[3] === 4) || (start[2] === 5 && start[3] === 6));
