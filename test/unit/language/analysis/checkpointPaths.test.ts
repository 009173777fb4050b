import assert from 'node:assert/strict';
import { checkpointPathAt } from '../../../../language/analysis/checkpointPaths';
import { mayNamePath } from '../../../../language/analysis/checkpointPathText';
import { literalPathAt } from '../../../../language/analysis/literalPaths';
import { pythonPathAt } from '../../../../language/analysis/pythonPaths';

/** What is found at `|`; its text is held against what was marked by `«…»`, which is taken off first. */
function at(marked: string) {
  const from = marked.replaceAll('|', '').indexOf('«');
  const until = marked.replaceAll('|', '').replace('«', '').indexOf('»');
  const cursor = marked.replace(/[«»]/g, '').indexOf('|');
  const text = marked.replace(/[«»|]/g, '');
  const found = checkpointPathAt(text, 'typescript', cursor);
  if (found && from >= 0) assert.deepEqual([found.start, found.end], [from, until], marked);
  return found && `${found.from}:${found.path}`;
}

describe('checkpointPathAt', () => {
  it('reads literals, with file:// taken off', () => {
    assert.equal(at(`await tf.loadLayersModel(«'file://./mo|del/model.json'»);`), 'unknown:./model/model.json');
    assert.equal(at(`tf.loadGraphModel(«"file:///srv/m|odel.json"»)`), 'unknown:/srv/model.json');
    assert.equal(at('tf.loadLayersModel(«`file://C:\\\\m\\\\mod|el.json`»)'), 'unknown:C:\\m\\model.json');
    assert.equal(at(`tf.loadLayersModel('file:///C:/m|/model.json')`), 'unknown:C:/m/model.json');
    assert.equal(at(`await model.save(«'file://./ou|t'»);`), 'unknown:./out');
    assert.equal(
      at(`const where = «'.layerglass/runs/15/checkpoints/step-30|10'»;`),
      'unknown:.layerglass/runs/15/checkpoints/step-3010',
    );
    assert.equal(at(`tf.io.fileSystem(«'ou|t'»)`), 'unknown:out');
    assert.equal(at(`readFileSync(«'weights|.h5'», 'utf8')`), 'unknown:weights.h5');
  });

  it('puts together what names, templates and path.join stand for', () => {
    const head = `import * as path from 'node:path';\nconst dir = 'file://./out';\nconst o = { best: 'best' } as const;\n`;
    assert.equal(at(head + 'tf.loadLayersModel(«`${dir}/${o.best}/mod|el.json`»)'), 'unknown:./out/best/model.json');
    assert.equal(at(head + `tf.loadLayersModel(«dir + '/model|.json'»)`), 'unknown:./out/model.json');
    assert.equal(at(head + `tf.loadLayersModel(«di|r»)`), 'unknown:./out');
    assert.equal(at(head + `const f = «path.join(__dirname, '..', 'mod|el.json')»;`), 'file:./../model.json');
    assert.equal(at(head + `const f = «path.resolve('out', 'model|.json')»;`), 'program:./out/model.json');
    assert.equal(at(head + `path.join(«process|.cwd()», 'model.json')`.replace(/[«»]/g, '')), 'program:./model.json');
    assert.equal(
      at(head + 'const u = «`file://${path.join(import.meta.dirname, "model.js|on")}`»'),
      'file:./model.json',
    );
    assert.equal(at(head + `fs.readFileSync(«new URL('./model.j|son', import.meta.url)»)`), 'file:./model.json');
    assert.equal(at(head + `const p = «process.env.MODEL ?? './best.ker|as'»;`), 'unknown:./best.keras');
    assert.equal(at(`import { join } from 'path';\nconst p = «join('a', 'mod|el.json')»;`), 'unknown:a/model.json');
  });

  it('says nothing where only running tells, or where it is none', () => {
    for (const text of [
      `const p = path.join(folder, 'mod|el.json');`,
      'tf.loadLayersModel(`file://${folder}/mod|el.json`)',
      `tf.loadLayersModel('file://' + folder + '/mod|el.json')`,
      `let d = 'a'; if (x) d = 'b'; tf.loadLayersModel('file://' + |d + '/model.json')`,
      `tf.loadLayersModel('https://example.com/mod|el.json')`,
      `tf.loadLayersModel('indexeddb://my-mod|el')`,
      `tf.loadLayersModel('file:////server/share/mod|el.json')`,
      `load('\\\\\\\\server\\\\share\\\\mod|el.json')`,
      `console.log('not a pa|th')`,
      `import x from './mod|ule';`,
      `// see model.js|on`,
      `const dir = dir + '/mod|el.json';`,
      `const name = tf.loadLayers|Model('file://./model.json')`,
      `let d = 'a'; d += 'b'; tf.loadLayersModel('file://' + |d + '/model.json')`,
      `const f = (d = 'a') => tf.loadLayersModel('file://' + |d + '/model.json')`,
      `path.join(...parts, 'mod|el.json')`,
    ])
      assert.equal(at(text), null, text);
  });

  it('does not take a part of more than a text for the whole', () => {
    assert.equal(at(`if (fs.existsSync(«'mod|el.h5'») || again) load();`), 'unknown:model.h5');
    assert.equal(at(`const isIt = name === «'mod|el.json'»;`), 'unknown:model.json');
    assert.equal(at(`tf.loadLayersModel(«'file://m|/model.json'»).then(m => m.predict(x));`), 'unknown:m/model.json');
  });

  it('reads half-typed source, and none that is nested beyond reason', () => {
    assert.equal(at(`const m = await tf.loadLayersModel('file://./mod|el.json`), 'unknown:./model.json');
    assert.equal(at(`function f() { tf.loadLayersModel(«'file://./mod|el.json'»`), 'unknown:./model.json');
    assert.equal(at('x = { a: [ tf.loadLayersModel(`file://./mod|el.json'), 'unknown:./model.json');
    assert.equal(at(`${'('.repeat(50_000)}'mod|el.json'`), null);
    const source = `const dir = './out';\nawait tf.loadLayersModel(\`file://\${dir}/model.json\`, { strict: true });`;
    for (let cut = 0; cut <= source.length; cut++)
      for (const offset of [cut - 1, 20, cut >> 1]) checkpointPathAt(source.slice(0, cut), 'typescript', offset);
  });

  it('is asked only where a line may name a path', () => {
    assert.ok(mayNamePath(['tf.loadLayersModel(', '  url,']));
    assert.ok(mayNamePath([`const f = path.join(dir, 'model.json');`]));
    assert.ok(!mayNamePath(['model.add(tf.layers.dense({ units: 3 }));', '  units: 3,']));
    assert.ok(!mayNamePath([`'model.json' ${'x'.repeat(3000)}`]));
  });
});

describe('literalPathAt', () => {
  const lines = [
    `const m = await tf.loadLayersModel('file://./model/mod|el.json');`,
    `tf.loadLayersModel("file://./mod|el.json", { strict: true });`,
    `const best = '.layerglass/runs/15/checkpoints/step-3|0';`,
    'await model.save(`file://./ou|t`)',
  ];
  const others = [
    `const f = path.join(dir, 'mod|el.json');`,
    `const f = join('mod|el.json');`,
    `const f = new URL('./mod|el.json', import.meta.url);`,
    `const f = '|model.json' + x;`,
    `const f = x + 'mod|el.json';`,
    `if (x === 'mod|el.json') y();`,
    'const f = `file://${dir}/mod|el.json`;',
    `const f = "it's"; const g = 'mod|el.json';`,
    `// const f = 'mod|el.json';`,
    ` * const f = 'mod|el.json';`,
    `const f = 'https://x.org/mod|el.json';`,
    `const f = 'C:\\\\mod|el.json';`,
  ];
  const at = (marked: string) => literalPathAt(marked.replace('|', ''), marked.indexOf('|'));

  it('agrees with the parser where a string stands alone', () => {
    for (const marked of lines) {
      assert.ok(at(marked), marked);
      assert.deepEqual(
        at(marked),
        checkpointPathAt(marked.replace('|', ''), 'typescript', marked.indexOf('|')),
        marked,
      );
    }
  });
  it('leaves the rest to the parser', () => {
    for (const marked of others) assert.equal(at(marked), null, marked);
  });
});

describe('pythonPathAt', () => {
  const path = (marked: string) => {
    const found = pythonPathAt(marked.replace('|', ''), marked.indexOf('|'));
    return found && found.path;
  };
  it('reads the literals of what saves and loads', () => {
    assert.equal(path(`saver.save(sess, './mod|el.ckpt', global_step=step)`), './model.ckpt');
    assert.equal(path(`saver.restore(sess, "/tmp/mo|del")`), '/tmp/model');
    assert.equal(path(`model.load_weights('we|ights')  # the best`), 'weights');
    assert.equal(path(`x = keras.models.load_model(r'out\\mod|el.keras')`), 'out\\model.keras');
    assert.equal(path(`FILE = 'best.h|5'`), 'best.h5');
    assert.equal(path(`f = os.path.join('out', "a", 'model.ckp|t')`), 'out/a/model.ckpt');
  });
  it('says nothing where a part is not known, or where it is none', () => {
    for (const line of [
      `f = os.path.join(folder, 'model.ckp|t')`,
      `f = folder + '/model.h|5'`,
      `f = Path('out') / 'model.h|5'`,
      `f = f'{folder}/model.h|5'`,
      `print('hello wor|ld')`,
      `# 'model.h|5'`,
      `model.load_weights('ht|tps://example.com/w.h5')`,
      `model.load_weights('model.h|5`,
      `doc = """model.h|5`,
    ])
      assert.equal(path(line), null, line);
  });
});
