/* Unicode superscripts and subscripts for text without these styles: 10³ must not become
   103. */
(() => {
  const PLAIN = "0123456789+-−=()ni";
  const SMALL = { SUPERSCRIPT: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", SUBSCRIPT: "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢ" };
  const { NO_TEXT } = window.Pasted;

  const isSmall = ({ style }) => style in SMALL;

  /* Replaces the characters in the range that have a superscript or subscript. */
  function shrink(block, { offset, length, style }, changes) {
    const signs = [...block.text];
    for (let place = offset; place < offset + length; place += 1) {
      const small = SMALL[style][PLAIN.indexOf(signs[place])];
      if (!small && !NO_TEXT.test(signs[place])) changes.add("small");
      signs[place] = small ?? signs[place];
    }
    block.text = signs.join("");
  }

  /* Shrinks all superscripts and subscripts in styles that the field does not offer. */
  function shrinkAll({ blocks, changes }, offered = []) {
    for (const block of blocks) {
      for (const range of block.inlineStyleRanges.filter(isSmall)) {
        if (!offered.includes(range.style)) shrink(block, range, changes);
      }
    }
  }

  window.SmallFigures = { isSmall, shrinkAll };
})();
