import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { brokenSource } from '../sources/brokenSource';
import { InflatedSource } from '../sources/inflatedSource';
import { PagedSource } from '../sources/pagedSource';
import { SourcePart } from '../sources/sourceViews';
import { SummedPart } from '../sources/summedPart';
import { crc32 } from './crc32';
import { tellGaps, type ZipExtent } from './zipGaps';
import { zipList, type ListedMember } from './zipList';
import { zipMarks } from './zipMarks';

export interface ZipMember {
  name: string;
  /** Its bytes as they were before they were packed, compared with their checksum as they are read. */
  source: ByteSource;
  /** Null where it cannot be read. */
  summed: SummedPart | null;
  /** It can be read forwards only without reading it again from its start. */
  isPacked: boolean;
}

/** A zip that is open: its list was read, and no member. */
export interface ZipFile {
  source: FileSource;
  members: ZipMember[];
  /** What is wrong with the zip, and whatever else is found. */
  problems: FileProblem[];
}

const maxMembers = 200_000;
/** Deflate makes no more of a byte. */
const maxRatio = 1032;
/** Of what is large, more than this is no data but a trap. */
const maxLargeRatio = 250;
const largeBytes = 2 ** 30;

export const isZip = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && ((start[2] === 3 && start[3] === 4) || (start[2] === 5 && start[3] === 6));

/** The headers and short members of which many are in one page. */
const pageBytes = 2 ** 13;

/**
 * The members of a zip in the order of its list, folders left out; nothing is unpacked. One that is not as it should be is
 * there and cannot be read. Throws LayerglassError where there is no list, or it names places outside.
 */
export function zipMembers(content: ByteSource, file: string, problems: FileProblem[]): ZipMember[] {
  const list = zipList(content, file, maxMembers);
  const source = new PagedSource(content, pageBytes);
  const members: (ZipMember & ZipExtent)[] = [];
  const folders: ZipExtent[] = [];
  for (const listed of list.members) {
    const member = memberOf(listed, source, problems);
    if (listed.name.endsWith('/')) folders.push(member);
    else members.push(member);
  }
  tellGaps([...members, ...folders], list, source, file, problems);
  let covered = 0;
  for (const member of members.toSorted((a, b) => a.start - b.start)) {
    if (member.start < covered && member.summed)
      refuse(member, 'overlapping-members', 'Its bytes are those of another member too.', problems);
    covered = Math.max(covered, member.end);
  }
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) addProblem(problems, 'duplicate-name', 'The zip has more than one member of this name.', name);
    names.add(name);
  }
  return members;
}

/** Of a member's own header: APPNOTE.TXT 4.3.7. */
const headerBytes = 30;
const header = new Uint8Array(headerBytes);
const headerView = new DataView(header.buffer);
/** Reused: there are many names, and few of a zip are longer than others. */
let localName = new Uint8Array(256);

/** Where a member's bytes begin. Throws LayerglassError `bad-member` where that cannot be told. */
function dataPlace({ name, start, packedBytes }: ListedMember, source: ByteSource): number {
  const bad = (why: string): LayerglassError => new LayerglassError('bad-member', why, { where: name });
  if (!(start + headerBytes <= source.size)) throw bad('it lies behind the end');
  source.read(header, start);
  if (headerView.getUint32(0, true) !== zipMarks.member) throw bad('there is no member where it is said to be');
  const length = headerView.getUint16(26, true);
  const place = start + headerBytes + length + headerView.getUint16(28, true);
  if (!(place + packedBytes <= source.size)) throw bad(`it would end at ${place + packedBytes}, behind the end`);
  if (length === 0) throw bad('its header has no name');
  return place;
}

/** Whether the header that was read last has the name that the list has. */
function isNamedSo({ start, nameBytes }: ListedMember, source: ByteSource): boolean {
  const length = headerView.getUint16(26, true);
  if (length > localName.length) localName = new Uint8Array(length);
  const own = localName.subarray(0, length);
  source.read(own, start + headerBytes);
  return nameBytes.equals(own);
}

function memberOf(listed: ListedMember, source: ByteSource, problems: FileProblem[]): ZipMember & ZipExtent {
  const { name, packedBytes, bytes: size, method, start, flags } = listed;
  const member: ZipMember & ZipExtent = {
    name,
    source,
    summed: null,
    isPacked: method !== 0,
    start,
    end: start + packedBytes,
    hasDescriptor: (flags & 8) !== 0,
  };
  let place: number;
  try {
    place = dataPlace(listed, source);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return refuse(member, 'bad-member', `It cannot be found: ${error.message}.`, problems);
  }
  member.end = place + packedBytes;
  if (!isNamedSo(listed, source))
    return refuse(member, 'name-differs', 'It has another name where it begins.', problems);
  if (flags & 1) return refuse(member, 'encrypted', 'It is encrypted.', problems);
  if (method !== 0 && method !== 8)
    return refuse(member, 'unknown-compression', `It is packed by method ${method}.`, problems);
  if (size > maxRatio * (packedBytes + 1) || (size > largeBytes && size > maxLargeRatio * packedBytes))
    return refuse(member, 'zip-bomb', `${size} bytes would come out of ${packedBytes}.`, problems);
  const packed = new SourcePart(
    source,
    place,
    packedBytes,
    () => new LayerglassError('member-short', `${name} ends after ${packedBytes} bytes`, { where: name }),
  );
  const bytes = method === 0 ? packed : new InflatedSource(packed, size, name);
  member.summed = new SummedPart(bytes, name, new Crc32(), listed.crc);
  member.source = member.summed;
  return member;
}

function refuse<T extends ZipMember>(member: T, code: string, message: string, problems: FileProblem[]): T {
  addProblem(problems, code, message, member.name);
  member.source = brokenSource(
    new LayerglassError(code, `${member.name} cannot be read: ${message.slice(0, -1)}`, { where: member.name }),
  );
  member.summed = null;
  return member;
}

class Crc32 {
  value = 0;
  add(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }
}
