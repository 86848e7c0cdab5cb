import { expect, test } from '@jest/globals';
import { unfitTexts } from '../../src/acts/unfit-texts.js';

test('a wish is refused for each text in it that no store can keep, wherever it stands', () => {
  const wish = {
    type: 'SubmitIdea',
    text: { title: 'a\0b', body: 'whole 👍 and half \ud83d' },
    topicIds: ['good', '\udc00'],
    proposedCost: 7,
    location: null,
    areaId: undefined,
  };
  expect(unfitTexts(wish)).toEqual(
    [
      ['text', 'title'],
      ['text', 'body'],
      ['topicIds', '1'],
    ].map((path) => ({
      code: 'INVALID_TEXT',
      message: `${path.join('.')} holds a NUL character or half a surrogate pair.`,
      data: {},
      path,
    })),
  );
});

test('a wish is not refused for texts that are merely strange', () => {
  const strange = ['', '\n\t\u0001', '\ufffe\uffff', '\u202eevil', 'e\u0301', '🇫🇷', '\u200b'];
  expect(unfitTexts({ strange, n: Number.NaN, nested: { deep: [[strange]] } })).toEqual([]);
});
