import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withoutSuppressed } from '../../../extension/cli/checkedFindings';
import { finding } from './findingSamples';

describe('checkedFindings', () => {
  let base = '';
  let project = '';
  before(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'checked-')));
    project = path.join(base, 'project');
    fs.mkdirSync(project);
    const source = 'a;\n// layerglass-disable-next-line poor-initialization -- meant so\nb;\n';
    fs.writeFileSync(path.join(project, 'net.ts'), source);
    fs.writeFileSync(path.join(base, 'outside.ts'), source);
    fs.mkdirSync(path.join(project, 'folder.ts'));
  });
  after(() => fs.rmSync(base, { recursive: true }));

  const at = (file: string, line: number, rule = 'poor-initialization') =>
    finding({ rule, site: { file, line, column: 1 } });
  const parted = (...findings: ReturnType<typeof finding>[]) => {
    const { findings: kept, suppressed } = withoutSuppressed(findings, project, [project]);
    return { kept: kept.map(f => findings.indexOf(f)), suppressed: suppressed.map(f => findings.indexOf(f)) };
  };

  describe('withoutSuppressed', () => {
    it('parts what a comment at the place switches off, rule by rule, in order', () => {
      const found = parted(at('net.ts', 1), at('net.ts', 3), at('net.ts', 3, 'dead-units'), at('net.ts', 3));
      assert.deepEqual(found, { kept: [0, 2], suppressed: [1, 3] });
    });
    it('keeps what has no place, or one in a file that is not there', () => {
      assert.deepEqual(parted(finding({ site: null }), at('gone.ts', 3)), { kept: [0, 1], suppressed: [] });
    });
    it('reads nothing outside of the roots, nor what is no file', function () {
      assert.deepEqual(parted(at('../outside.ts', 3)).kept, [0]);
      assert.deepEqual(parted(at(path.join(base, 'outside.ts'), 3)).kept, [0]);
      assert.deepEqual(parted(at('folder.ts', 3)).kept, [0]);
      if (process.platform === 'win32') return;
      fs.symlinkSync('../outside.ts', path.join(project, 'link.ts'));
      assert.deepEqual(parted(at('link.ts', 3)).kept, [0]);
    });
  });
});
