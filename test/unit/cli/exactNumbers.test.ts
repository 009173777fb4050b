import assert from 'node:assert/strict';
import { exactNumber, jsonText } from '../../../extension/cli/exactNumbers';

describe('exact numbers', () => {
  it('are number literals with all their digits, and texts stay texts', () => {
    const document = { min: exactNumber('-9223372036854775808'), name: '18446744073709551615', count: 2 };
    assert.equal(
      jsonText(document).replaceAll(/\s/g, ''),
      '{"min":-9223372036854775808,"name":"18446744073709551615","count":2}',
    );
  });
});
