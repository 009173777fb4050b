import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { FileSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { PagedSource } from '../sources/pagedSource';
import { tellGaps } from './zipGaps';
import { ZipList, type ListedMember } from './zipList';
import { zipMarks } from './zipMarks';
import { ZipMember } from './zipMember';

/** A zip that is open: its list was read, and no member. */
export interface ZipFile {
  source: FileSource;
  /** In the order of its list, folders left out. */
  members: ZipMember[];
  /** The first of each name. */
  byName: ReadonlyMap<string, ZipMember>;
  /** What is wrong with the zip, and whatever else is found. */
  problems: FileProblem[];
}

/** How zips are packed that are not read: APPNOTE.TXT, 4.4.5. */
const methods: Record<number, string> = { 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'xz' };
const maxMembers = 200_000;
/** Deflate makes no more of a byte. */
const maxRatio = 1032;
/** Of what is large, more than this is no data but a trap. */
const maxLargeRatio = 250;
const largeBytes = 2 ** 30;

/** What is read for a member's header: more where many members are as short as that. */
const pageBytes = 2 ** 13;
const fullPageBytes = 2 ** 16;

/**
 * Opens a zip; nothing is unpacked. A member that is not as it should be is there and cannot be read. Throws LayerglassError
 * where there is no list, or it names places outside.
 */
export function openZipFile(source: FileSource): ZipFile {
  const problems: FileProblem[] = [];
  const list = new ZipList(source, source.name, maxMembers);
  const pages = new PagedSource(source, source.size / list.count < pageBytes ? fullPageBytes : pageBytes);
  const all: ZipMember[] = [];
  for (const listed of list.members()) all.push(memberOf(listed, pages, problems));
  const members = all.some(isFolder) ? all.filter(member => !isFolder(member)) : all;
  const byStart = all.toSorted((a, b) => a.start - b.start);
  tellGaps(byStart, list, source, source.name, problems);
  let covered = 0;
  for (const member of byStart) {
    if (isFolder(member)) continue;
    if (member.start < covered && member.isReadable)
      refuse(member, 'overlapping-members', 'Its bytes are those of another member too.', problems);
    covered = Math.max(covered, member.end);
  }
  const byName = new Map<string, ZipMember>();
  for (const member of members) {
    const { name } = member;
    if (byName.has(name))
      addProblem(problems, 'duplicate-name', 'The zip has more than one member of this name.', name);
    else byName.set(name, member);
  }
  return { source, members, byName, problems };
}

const isFolder = ({ name }: ZipMember): boolean => name.endsWith('/');

/** Of a member's own header: APPNOTE.TXT 4.3.7. */
const headerBytes = 30;

/** Where a member's own name begins, and its bytes. Throws LayerglassError `bad-member` where that cannot be told. */
function placesOf(
  { name, start, packedBytes }: ListedMember,
  pages: PagedSource,
): { nameBytes: number; place: number } {
  const bad = (why: string): LayerglassError => new LayerglassError('bad-member', why, { where: name });
  if (!(start + headerBytes <= pages.size)) throw bad('it lies behind the end');
  const { view, start: pageStart } = pages.pageWith(start, headerBytes);
  const at = start - pageStart;
  if (view.getUint32(at, true) !== zipMarks.member) throw bad('there is no member where it is said to be');
  const nameBytes = view.getUint16(at + 26, true);
  const place = start + headerBytes + nameBytes + view.getUint16(at + 28, true);
  if (!(place + packedBytes <= pages.size)) throw bad(`it would end at ${place + packedBytes}, behind the end`);
  if (nameBytes === 0) throw bad('its header has no name');
  return { nameBytes, place };
}

/** Whether a header has the name that the list has. */
function isNamedSo({ name, start, nameBytes }: ListedMember, length: number, pages: PagedSource): boolean {
  if (length !== (nameBytes ?? name).length) return false;
  // Of what is longer than a page.
  if (length > pageBytes) {
    const own = Buffer.alloc(length);
    pages.read(own, start + headerBytes);
    return own.equals(nameBytes ?? Buffer.from(name, 'latin1'));
  }
  const { bytes, start: pageStart } = pages.pageWith(start + headerBytes, length);
  const at = start + headerBytes - pageStart;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== (nameBytes ? nameBytes[i] : name.charCodeAt(i))) return false;
  return true;
}

function memberOf(listed: ListedMember, pages: PagedSource, problems: FileProblem[]): ZipMember {
  const { packedBytes, bytes: size, method, flags } = listed;
  const member = new ZipMember(listed, pages);
  let places: ReturnType<typeof placesOf>;
  try {
    places = placesOf(listed, pages);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return refuse(member, 'bad-member', `It cannot be found: ${error.message}.`, problems);
  }
  member.end = places.place + packedBytes;
  if (!isNamedSo(listed, places.nameBytes, pages))
    return refuse(member, 'name-differs', 'It has another name where it begins.', problems);
  if (flags & 1) return refuse(member, 'encrypted', 'It is encrypted.', problems);
  if (method !== 0 && method !== 8) {
    const packer = methods[method] ?? `method ${method}`;
    return refuse(
      member,
      'unknown-compression',
      `It is packed by ${packer}: pack it by deflate, or not at all.`,
      problems,
    );
  }
  if (size > maxRatio * (packedBytes + 1) || (size > largeBytes && size > maxLargeRatio * packedBytes))
    return refuse(member, 'zip-bomb', `${size} bytes would come out of ${packedBytes}.`, problems);
  return member;
}

function refuse(member: ZipMember, code: string, message: string, problems: FileProblem[]): ZipMember {
  const { name } = member;
  addProblem(problems, code, message, name);
  member.refuse(new LayerglassError(code, `${name} cannot be read: ${message.slice(0, -1)}`, { where: name }));
  return member;
}
