/* Pasting into rich text: the content of the clipboard (pasted.js) is fitted to the field,
   and a note under it says what was changed. */
(() => {
  const { Pasted } = window;
  const { FRAGMENT, NO_TEXT } = Pasted;
  // For fields without these styles: a dose of 10³ units is no dose of 103.
  const PLAIN = "0123456789+-−=()";
  const SMALL = { SUPERSCRIPT: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", SUBSCRIPT: "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎" };
  const ONE_ADDRESS = /^(?:https?:\/\/\S+|[^\s@]+@[^\s@]+)$/i;
  const CHANGES = {
    media: "Pictures, videos and fields of forms were left out.",
    table: "A table became lines of text, one for each row.",
    heading: "Headings became paragraphs: this field has no headings.",
    list: "Lists became paragraphs: this field has no lists.",
    numbers: "Numbered lists count 1, 2, 3 from their start. Check what refers to them.",
    quotation: "A quotation became paragraphs.",
    formula: "Formulas became plain text. Check them.",
    small: "Raised or lowered letters became ordinary ones. Check them.",
    struck: "Text that was crossed out no longer is. Check it.",
    link: "Links to no web address, e-mail address or phone number were left out; their words are there.",
  };

  const typesOf = (offered) => offered.map(({ type }) => type);

  function fit(pasted, { blockTypes, inlineStyles }) {
    pasted.blocks = pasted.blocks.filter(
      ({ type, text }) => type === "atomic" || !NO_TEXT.test(text),
    );
    for (const block of pasted.blocks) {
      fitType(block, typesOf(blockTypes), pasted.changes);
      for (const range of block.inlineStyleRanges) {
        const isOffered = typesOf(inlineStyles).includes(range.style);
        if (SMALL[range.style] && !isOffered) shrink(block, range, pasted.changes);
      }
    }
  }

  function fitType(block, offered, changes) {
    if (["unstyled", "atomic", ...offered].includes(block.type)) return;
    const isHeading = block.type.startsWith("header-");
    const instead = isHeading && offered.find((type) => type.startsWith("header-"));
    if (!instead && isHeading) changes.add("heading");
    else if (block.type.endsWith("list-item")) changes.add("list");
    block.type = instead || "unstyled";
    block.depth = 0;
  }

  /* Signs that have no small form stay as they are. */
  function shrink(block, { offset, length, style }, changes) {
    const signs = [...block.text];
    for (let place = offset; place < offset + length; place += 1) {
      const small = SMALL[style][PLAIN.indexOf(signs[place])];
      if (!small && !NO_TEXT.test(signs[place])) changes.add("small");
      signs[place] = small ?? signs[place];
    }
    block.text = signs.join("");
  }

  function insert(editor, { blocks, entityMap }) {
    const selection = editor.getEditorState().getSelection();
    const content = editor.getEditorState().getCurrentContent();
    const target = content.getBlockForKey(selection.getStartKey());
    const holder = document.createElement("div");
    holder.setAttribute(FRAGMENT, JSON.stringify({ blocks, entityMap }));
    editor.handlePastedText("", holder.outerHTML, editor.getEditorState());
    // Draft.js takes only the words of a single block.
    const isNew = target.getType() === "unstyled" && !target.getLength();
    if (isNew && blocks.length === 1 && blocks[0].type !== "unstyled") {
      editor.toggleBlockType(blocks[0].type);
    }
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  /* In words under the field, until it is closed or something else is pasted. */
  function say(wrapper, editor, changes) {
    wrapper.parentElement.querySelector(":scope > .pasting-note")?.remove();
    if (!changes.size) return;
    const note = element("div", { className: "pasting-note", role: "status" });
    const close = element(
      "button",
      { type: "button", className: "button button-small button-secondary" },
      "Close this note",
    );
    close.addEventListener("click", () => {
      note.remove();
      editor.focus();
    });
    const items = [...changes].map((change) => element("li", {}, CHANGES[change]));
    wrapper.after(note);
    // A screen reader says what comes into a region that it knows already.
    requestAnimationFrame(() =>
      note.append(
        element("p", {}, "Not all could be pasted as it was:"),
        element("ul", {}, ...items),
        close,
      ),
    );
  }

  function pastedInto(editor, clipboard) {
    const html = clipboard.getData("text/html");
    const text = clipboard.getData("text/plain");
    // Wagtail makes a link of the words that are marked.
    if (ONE_ADDRESS.test(text.trim())) return null;
    if (html) return Pasted.ofHtml(html);
    if (!text && clipboard.files.length) return Pasted.ofHtml("<img>");
    const state = editor.getEditorState();
    const key = state.getSelection().getStartKey();
    const block = state.getCurrentContent().getBlockForKey(key);
    return Pasted.ofText(text, {
      type: block.getType(),
      depth: block.getDepth(),
      styles: state.getCurrentInlineStyle().toArray(),
    });
  }

  document.addEventListener(
    "paste",
    (event) => {
      const wrapper = event.target.closest?.("[data-draftail-editor-wrapper]");
      const editor = wrapper?.parentElement.querySelector(":scope > input")?.draftailEditor;
      const isText = event.target.closest?.("[contenteditable=true]");
      const pasted = editor && isText && pastedInto(editor, event.clipboardData);
      if (!pasted) return;
      event.preventDefault();
      event.stopPropagation();
      fit(pasted, editor.props);
      if (pasted.blocks.length) insert(editor, pasted);
      say(wrapper, editor, pasted.changes);
    },
    true,
  );
})();
