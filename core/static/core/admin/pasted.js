/* The content of the clipboard, in the notation of the editor of rich text.

   Draft.js knows no super- and subscripts, runs the cells of a table into one word, keeps
   empty paragraphs and makes lists of Word plain text; Draftail turns headings that a field
   does not offer into paragraphs. */
(() => {
  const { counts, isHidden, isLabelOfWord, labelOfWord, levelOfWord, stylesOf } =
    window.ClipboardElement;
  // What is copied in an editor carries its own notation in this attribute.
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
  const DEEPEST = 4;
  const NO_TEXT = /^[\s\u00ad\u200b-\u200d\u2060]*$/;
  // Where a link in the clipboard may lead; others mean the document it comes from.
  const TARGET = /^(https?:|mailto:|tel:)/i;
  const ADDRESS =
    /\bhttps?:\/\/(?=\w)[^\s<>"“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

  /* Its marks at the end are the sentence's; a bracket is its own if it was opened in it. */
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

  /* The clipboard as Draft.js notes text down. */
  class Pasted {
    static FRAGMENT = FRAGMENT;
    static NO_TEXT = NO_TEXT;

    blocks = [];
    links = [];
    changes = new Set();
    // The block that is being written, and what will part it from its next words.
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
      else if (tag === "tr" && context.isTable) this.readRow(element, context);
      else if (tag === "q") this.readQuoted(element, context);
      else this.readInside(element, this.contextIn(element, context), context);
    }

    readInside(element, context, around = context) {
      const isBlock = BLOCKS.has(element.localName);
      if (isBlock) this.endBlock(around, element.localName);
      for (const child of element.childNodes) this.read(child, context);
      if (isBlock) this.endBlock(around, element.localName);
    }

    /* Browsers draw these marks, and copy them into plain text alone. */
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
      if (tag === "table") inner.isTable = this.isTable(element);
      if (tag === "pre") inner.isPreformatted = true;
      if (tag === "a" && element.hasAttribute("href")) inner.link = this.linkOf(element);
      // A row is one line, whatever its cells hold.
      return context.joint === " " ? inner : { ...inner, ...this.kindOf(element, context) };
    }

    kindOf(element, context) {
      const tag = element.localName;
      if (LISTS[tag]) return { list: LISTS[tag], level: context.level + 1, joint: "" };
      if (tag === "li") {
        const depth = Math.min(Math.max(context.level, 0), DEEPEST);
        return { type: context.list ?? LISTS.ul, depth, joint: "\n" };
      }
      if (context.joint) return {};
      const [, heading] = /^h([1-6])$/.exec(tag) ?? [];
      if (heading) return { type: `header-${HEADINGS[heading - 1]}`, depth: 0 };
      return (tag === "p" && this.listOfWord(element)) || {};
    }

    checkNumbers(element) {
      if (!counts(element)) this.changes.add("numbers");
    }

    /* Word has no lists in its HTML: paragraphs with a level, and with a label as text. */
    listOfWord(element) {
      const level = levelOfWord(element);
      if (!level) return null;
      const depth = Math.min(level - 1, DEEPEST);
      const label = labelOfWord(element);
      // A bullet is one sign: Wingdings makes bullets of letters.
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

    /* Where no row has two cells, or a cell has a table, it only arranges. */
    isTable(table) {
      const rows = table.querySelector("table") ? [] : [...table.rows];
      const isTable = rows.some((row) => [...row.cells].filter(hasText).length > 1);
      if (isTable) this.changes.add("table");
      return isTable;
    }

    readRow(row, context) {
      const cells = [...row.cells];
      this.endBlock(context, "tr");
      if (hasText(row)) {
        cells.forEach((cell, number) => {
          if (number) this.gap = " | ";
          const inner = { ...this.contextIn(cell, context), isTable: false, joint: " " };
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

    /* In a cell or an item all is one block: what follows is parted from it. */
    endBlock({ joint }, tag) {
      const isOfList = tag === "li" || tag in LISTS;
      if (!joint || (isOfList && joint === "\n")) this.close();
      else if (this.gap !== " | ") this.gap = joint;
    }

    breakLine({ joint }) {
      if (!joint && this.gap === "\n") this.close();
      else if (this.gap !== " | ") this.gap = joint || "\n";
    }

    /* Addresses become links, where they are none yet. */
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
      // Draft.js counts characters, not units of UTF-16.
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
