/* Conversion of clipboard content to Draft.js content state.

   Draft.js drops superscripts and subscripts, joins the cells of a table into one word,
   keeps empty paragraphs and converts Word's lists to plain text; Draftail converts
   headings that a field does not offer to paragraphs. */
(() => {
  const { counts, isHidden, isLabelOfWord, labelOfWord, levelOfWord, rowsOf, stylesOf } =
    window.ClipboardElement;
  // Content copied from an editor has its content state in this attribute.
  const FRAGMENT = "data-draftjs-conductor-fragment";
  const HEADINGS = ["one", "two", "three", "four", "five", "six"];
  const LISTS = { ol: "ordered-list-item", ul: "unordered-list-item" };
  const BLOCKS = new Set(
    (
      "address article aside blockquote body caption center dd details div dl dt fieldset" +
      " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre" +
      " section summary table tbody td tfoot th thead tr ul"
    ).split(" "),
  );
  const UNSEEN = new Set("head script style template title".split(" "));
  const MEDIA = new Set(
    "img svg video audio iframe object embed canvas input select textarea".split(" "),
  );
  const SPAN = "[rowspan]:not([rowspan='1']), [colspan]:not([colspan='1'])";
  const DEEPEST = 4;
  const NO_TEXT = /^[\s\u00ad\u200b-\u200d\u2060]*$/;
  // Allowed link targets; others refer to the source document.
  const TARGET = /^(https?:|mailto:|tel:)/i;
  const ADDRESS =
    /\bhttps?:\/\/(?=\w)[^\s<>"“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

  /* The URL without the sentence's punctuation and without unbalanced closing brackets. */
  function trimmed(address) {
    const opened = { "(": 0, "[": 0, "{": 0 };
    const openers = { ")": "(", "]": "[", "}": "{" };
    let end = 0;
    for (const sign of address) {
      if (sign in opened) opened[sign] += 1;
      if (sign in openers && --opened[openers[sign]] < 0) break;
      end += sign.length;
    }
    return address.slice(0, end).replace(/[.,;:!?]+$/, "");
  }

  const hasText = (element) => !NO_TEXT.test(element.textContent);

  function copiedIn(body) {
    try {
      return JSON.parse(body.querySelector(`[${FRAGMENT}]`)?.getAttribute(FRAGMENT));
    } catch {
      return null;
    }
  }

  /* Builder of Draft.js blocks and links from HTML or plain text. */
  class Pasted {
    static FRAGMENT = FRAGMENT;
    static NO_TEXT = NO_TEXT;

    blocks = [];
    links = [];
    changes = new Set();
    // The current block, and the separator before the next text.
    block = null;
    gap = "";

    static ofHtml(html) {
      const pasted = new Pasted();
      const { body } = new DOMParser().parseFromString(html, "text/html");
      const copied = copiedIn(body);
      if (copied) pasted.take(copied);
      else pasted.read(body, { type: "unstyled", depth: 0, level: -1, styles: [] });
      return pasted;
    }

    static ofText(text, context) {
      const pasted = new Pasted();
      for (const line of text.split(/\r\n|\r|\n/)) {
        pasted.close();
        pasted.write(line, { ...context, isPreformatted: true });
      }
      return pasted;
    }

    take({ blocks, entityMap }) {
      this.blocks = blocks;
      this.copiedEntities = entityMap;
    }

    read(node, context) {
      if (node.nodeType === Node.TEXT_NODE) {
        this.readText(node.data, context);
      } else if (node.nodeType === Node.ELEMENT_NODE && !UNSEEN.has(node.localName)) {
        this.readElement(node, context);
      }
    }

    readText(text, context) {
      if (!context.isPreformatted) {
        this.write(text.replace(/[ \t\r\n\f]+/g, " "), context);
        return;
      }
      text.split("\n").forEach((line, number) => {
        if (number) this.breakLine(context);
        this.write(line, context);
      });
    }

    readElement(element, context) {
      const tag = element.localName;
      if (isHidden(element)) return;
      if (isLabelOfWord(element) && context.type.endsWith("list-item")) return;
      if (MEDIA.has(tag)) this.changes.add("media");
      else if (tag === "br") this.breakLine(context);
      else if (tag === "tr" && context.rows) this.readRow(element, context);
      else if (tag === "q") this.readQuoted(element, context);
      else this.readInside(element, this.contextIn(element, context), context);
    }

    readInside(element, context, around = context) {
      const isBlock = BLOCKS.has(element.localName);
      if (isBlock) this.endBlock(around, element.localName);
      for (const child of element.childNodes) this.read(child, context);
      if (isBlock) this.endBlock(around, element.localName);
    }

    /* Browsers render quotation marks, but copy them only as plain text. */
    readQuoted(element, context) {
      this.write("“", context);
      this.readInside(element, this.contextIn(element, context));
      this.write("”", context);
    }

    contextIn(element, context) {
      const tag = element.localName;
      const inner = { ...context, styles: stylesOf(element, context.styles) };
      if (inner.styles.includes("STRIKETHROUGH") && hasText(element)) {
        this.changes.add("struck");
      }
      if (tag === "math") this.changes.add("formula");
      if (tag === "blockquote") this.changes.add("quotation");
      if (context.list !== LISTS.ul || tag === "ol") this.checkNumbers(element);
      if (tag === "table") inner.rows = this.rowsOfTable(element);
      if (tag === "pre") inner.isPreformatted = true;
      if (tag === "a" && element.hasAttribute("href")) inner.link = this.linkOf(element);
      // A row is one line, regardless of the blocks in its cells.
      return context.joint === " " ? inner : { ...inner, ...this.kindOf(element, context) };
    }

    kindOf(element, context) {
      const tag = element.localName;
      if (LISTS[tag]) return { list: LISTS[tag], level: context.level + 1, joint: "" };
      if (tag === "li") {
        const depth = this.depthAt(context.level);
        return { type: context.list ?? LISTS.ul, depth, joint: "\n" };
      }
      if (context.joint) return {};
      const [, heading] = /^h([1-6])$/.exec(tag) ?? [];
      if (heading) return { type: `header-${HEADINGS[heading - 1]}`, depth: 0 };
      return (tag === "p" && this.listOfWord(element)) || {};
    }

    depthAt(level) {
      if (level > DEEPEST) this.changes.add("depth");
      return Math.min(Math.max(level, 0), DEEPEST);
    }

    checkNumbers(element) {
      if (!counts(element)) this.changes.add("numbers");
    }

    /* Word writes lists as paragraphs with a level and a label as text. */
    listOfWord(element) {
      const level = levelOfWord(element);
      if (!level) return null;
      const depth = this.depthAt(level - 1);
      const label = labelOfWord(element);
      // A bullet is one character, possibly a letter in Wingdings.
      if (!/\w[.)]|\d|\w\w/.test(label)) return { type: LISTS.ul, depth };
      const [, number] = /^\s*(\d+)[.)]?\s*$/.exec(label) ?? [];
      if (Number(number) !== this.nextNumber(depth)) this.changes.add("numbers");
      return { type: LISTS.ol, depth };
    }

    nextNumber(depth) {
      let number = 1;
      for (const block of [...this.blocks].reverse()) {
        const isOfList = block.type.endsWith("list-item") && block.depth >= depth;
        if (!isOfList || (block.depth === depth && block.type !== LISTS.ol)) break;
        if (block.depth === depth) number += 1;
      }
      return number;
    }

    linkOf(element) {
      const href = element.getAttribute("href").trim();
      if (TARGET.test(href)) return this.addLink(href);
      if (hasText(element)) this.changes.add("link");
      return undefined;
    }

    addLink(url) {
      return this.links.push(url) - 1;
    }

    /* Null for a layout table: no row has two cells with text, or tables are nested. */
    rowsOfTable(table) {
      const rows = table.querySelector("table") ? new Map() : rowsOf(table);
      const isTable = (cells) => cells.filter(hasText).length > 1;
      if (![...rows.values()].some(isTable)) return null;
      this.changes.add("table");
      if (table.querySelector(SPAN)) this.changes.add("spans");
      return rows;
    }

    readRow(row, context) {
      this.endBlock(context, "tr");
      if (hasText(row)) {
        context.rows.get(row).forEach((cell, number) => {
          if (number) this.gap = " | ";
          const inner = { ...this.contextIn(cell, context), rows: null, joint: " " };
          if (hasText(cell)) for (const child of cell.childNodes) this.read(child, inner);
          else this.write("–", inner);
        });
      }
      this.endBlock(context, "tr");
    }

    close() {
      this.block = null;
      this.gap = "";
    }

    /* Ends a block; inside a table cell or list item only a separator is added. */
    endBlock({ joint }, tag) {
      const isOfList = tag === "li" || tag in LISTS;
      if (!joint || (isOfList && joint === "\n")) this.close();
      else if (this.gap !== " | ") this.gap = joint;
    }

    breakLine({ joint }) {
      if (!joint && this.gap === "\n") this.close();
      else if (this.gap !== " | ") this.gap = joint || "\n";
    }

    /* Writes text, with URLs and e-mail addresses as links unless it is in a link. */
    write(text, context) {
      let end = 0;
      if (context.link === undefined) {
        for (const { 0: found, index } of text.matchAll(ADDRESS)) {
          const address = trimmed(found);
          this.put(text.slice(end, index), context);
          const url = /^https?:/i.test(address) ? address : `mailto:${address}`;
          this.put(address, { ...context, link: this.addLink(url) });
          end = index + address.length;
        }
      }
      this.put(text.slice(end), context);
    }

    put(text, context) {
      const { isPreformatted } = context;
      const words = isPreformatted ? text : text.replace(/^ +| +$/g, "");
      if (!isPreformatted && text.startsWith(" ")) this.gap ||= " ";
      if (!words) return;
      if (!this.block) this.open(context);
      if (this.block.text) this.append(this.gap, shared(this.last, context));
      this.append(words, context);
      this.gap = !isPreformatted && text.endsWith(" ") ? " " : "";
      this.last = context;
    }

    open({ type, depth }) {
      this.length = 0;
      this.block = { type, depth, text: "", inlineStyleRanges: [], entityRanges: [] };
      this.blocks.push(this.block);
    }

    append(text, { styles, link }) {
      // Draft.js counts code points, not UTF-16 code units.
      const range = { offset: this.length, length: [...text].length };
      this.block.text += text;
      this.length += range.length;
      for (const style of styles) this.block.inlineStyleRanges.push({ ...range, style });
      if (link !== undefined) this.block.entityRanges.push({ ...range, key: link });
    }

    get entityMap() {
      return this.copiedEntities ?? { ...this.links.map(asEntity) };
    }
  }

  const asEntity = (url) => ({ type: "LINK", mutability: "MUTABLE", data: { url } });

  const shared = (one, other) => ({
    styles: one.styles.filter((style) => other.styles.includes(style)),
    link: one.link === other.link ? one.link : undefined,
  });

  window.Pasted = Pasted;
})();
