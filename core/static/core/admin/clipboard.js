/* Interpretation of clipboard HTML from web pages, Word and Google Docs. */
(() => {
  const STYLES = {
    b: "BOLD",
    strong: "BOLD",
    i: "ITALIC",
    em: "ITALIC",
    sup: "SUPERSCRIPT",
    sub: "SUBSCRIPT",
    s: "STRIKETHROUGH",
    strike: "STRIKETHROUGH",
    del: "STRIKETHROUGH",
  };
  // Values of ``list-style-type``; all others are numbers or bullets.
  const LETTERS = /alpha|latin|roman|greek/;

  function stylesOf(element, inherited) {
    const styles = new Set(inherited);
    if (STYLES[element.localName]) styles.add(STYLES[element.localName]);
    const { fontWeight, fontStyle, textDecorationLine } = element.style ?? {};
    if (/^(bold|[6-9]00)/.test(fontWeight)) styles.add("BOLD");
    // Google Docs wraps the whole clipboard in a bold element of normal weight.
    if (/^(normal|[1-4]00)$/.test(fontWeight)) styles.delete("BOLD");
    if (fontStyle === "italic") styles.add("ITALIC");
    if (fontStyle === "normal") styles.delete("ITALIC");
    if (/line-through/.test(textDecorationLine)) styles.add("STRIKETHROUGH");
    const height = heightOf(element);
    if (height > 0) styles.add("SUPERSCRIPT");
    if (height < 0) styles.add("SUBSCRIPT");
    return [...styles];
  }

  /* Positive for superscript, negative for subscript. */
  function heightOf(element) {
    const align = element.style?.verticalAlign;
    const word = /mso-text-raise:\s*([^;]+)/.exec(element.getAttribute("style"));
    return { super: 1, sub: -1 }[align] ?? (parseFloat(align) || parseFloat(word?.[1]) || 0);
  }

  const isHidden = (element) =>
    element.hidden ||
    element.type === "hidden" ||
    element.style?.display === "none" ||
    /mso-hide:\s*all/.test(element.getAttribute("style"));

  /* False for a list or list item that is not numbered 1, 2, 3. */
  function counts(element) {
    const isLettered = LETTERS.test(element.style?.listStyleType);
    if (element.localName === "li") return !isLettered && !element.hasAttribute("value");
    if (element.localName !== "ol") return true;
    const { start, reversed, type } = element;
    return !isLettered && start === 1 && !reversed && !/^[ai]/i.test(type);
  }

  function levelOfWord(element) {
    const [, level] = /mso-list:\s*\S+ level(\d)/.exec(element.getAttribute("style")) ?? [];
    return Number(level ?? 0);
  }

  const isLabelOfWord = (element) =>
    /mso-list:\s*Ignore/.test(element.getAttribute("style"));

  const labelOfWord = (element) =>
    [...element.querySelectorAll("span")].find(isLabelOfWord)?.textContent ?? "";

  /* Maps each row of a table to its cells, with those that reach down from rows above. */
  function rowsOf(table) {
    const rows = new Map();
    // For each column its cell and the number of rows that this one still takes up.
    let columns = [];
    let section = null;
    for (const row of table.rows) {
      if (row.parentElement !== section) columns = [];
      section = row.parentElement;
      place([...row.cells], columns);
      const reaching = columns.filter(({ left }) => left > 0);
      rows.set(row, [...new Set(reaching.map(({ cell }) => cell))]);
      for (const column of reaching) column.left -= 1;
    }
    return rows;
  }

  function place(cells, columns) {
    for (let column = 0; cells.length; column += 1) {
      if (columns[column]?.left > 0) continue;
      const cell = cells.shift();
      // In HTML, 0 means all rows that follow.
      const left = cell.rowSpan || Infinity;
      for (let next = column; next < column + cell.colSpan; next += 1) {
        columns[next] = { cell, left };
      }
    }
  }

  window.ClipboardElement = {
    counts,
    isHidden,
    isLabelOfWord,
    labelOfWord,
    levelOfWord,
    rowsOf,
    stylesOf,
  };
})();
