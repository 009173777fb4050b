/**
 * A glob pattern as a regular expression of whole paths with `/`: `*` and `?` within a folder, `**` over folders,
 * `{a,b}`, `[a-z]`, `[!a]`. A pattern without `/` is meant in every folder, as in .gitignore. What is no pattern is taken as it is.
 */
export function globPattern(glob: string): RegExp {
  const pattern = glob.replace(/^\.\//, '').replaceAll('\\', '/');
  const source = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
  try {
    return new RegExp(`^${sourceOf(source)}$`);
  } catch {
    return new RegExp(`(?:^|/)${escaped(pattern)}$`);
  }
}

function sourceOf(glob: string): string {
  let result = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    if (c === '*' && glob[i + 1] === '*') {
      // `**/` stands for no folder too
      const isFolder = glob[i + 2] === '/';
      result += isFolder ? '(?:[^/]*/)*' : '.*';
      i += isFolder ? 2 : 1;
    } else if (c === '*') result += '[^/]*';
    else if (c === '?') result += '[^/]';
    else if (c === '[' && glob.indexOf(']', i + 2) > 0) {
      const end = glob.indexOf(']', i + 2);
      const inner = glob
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\');
      result += `[${inner}]`;
      i = end;
    } else if (c === '{' && glob.indexOf('}', i) > 0) {
      result += '(?:';
      depth++;
    } else if (c === '}' && depth > 0) {
      result += ')';
      depth--;
    } else if (c === ',' && depth > 0) result += '|';
    else result += escaped(c);
  }
  return result;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
