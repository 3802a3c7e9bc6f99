/* Pasting into rich text: adapts the clipboard content (pasted.js) to the features of the
   field, and shows a note with the changes. */
(() => {
  const { Pasted } = window;
  const { FRAGMENT, NO_TEXT } = Pasted;
  // For fields without these styles: 10³ must not become 103.
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

  const DRAGGED =
    "Text cannot be dragged in here. Copy it, then paste it: so its lists and small figures stay.";

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

  /* Replaces characters by Unicode superscripts or subscripts, if they exist. */
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
    // Draft.js inserts a single block as text, without its type.
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

  /* Shows a note below the field, until it is closed or the next paste. */
  function say({ wrapper, editor }, words, items = []) {
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
    wrapper.after(note);
    // Screen readers announce changes only in a live region that exists already.
    requestAnimationFrame(() => note.append(element("p", {}, words), ...items, close));
  }

  function sayChanges(field, changes) {
    field.wrapper.parentElement.querySelector(":scope > .pasting-note")?.remove();
    if (!changes.size) return;
    const items = [...changes].map((change) => element("li", {}, CHANGES[change]));
    say(field, "Not all could be pasted as it was:", [element("ul", {}, ...items)]);
  }

  function fieldAt(target) {
    const wrapper = target.closest?.("[data-draftail-editor-wrapper]");
    const editor = wrapper?.parentElement.querySelector(":scope > input")?.draftailEditor;
    const isText = target.closest?.("[contenteditable=true]");
    return editor && isText ? { wrapper, editor } : null;
  }

  function pastedInto(editor, clipboard) {
    const html = clipboard.getData("text/html");
    const text = clipboard.getData("text/plain");
    // Wagtail turns the selected text into a link.
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
      const field = fieldAt(event.target);
      const pasted = field && pastedInto(field.editor, event.clipboardData);
      if (!pasted) return;
      event.preventDefault();
      event.stopPropagation();
      fit(pasted, field.editor.props);
      if (pasted.blocks.length) insert(field.editor, pasted);
      sayChanges(field, pasted.changes);
    },
    true,
  );

  // The rich text field where the drag started, if any.
  let origin = null;

  document.addEventListener(
    "dragstart",
    ({ target }) => {
      origin = fieldAt(target.nodeType === Node.TEXT_NODE ? target.parentElement : target);
    },
    true,
  );
  document.addEventListener("dragend", () => (origin = null), true);

  /* Refuses dropped HTML, of which Draft.js inserts the plain text: 103 for 10³. */
  document.addEventListener(
    "drop",
    (event) => {
      const field = fieldAt(event.target);
      const isOwn = field?.wrapper === origin?.wrapper;
      if (!field || isOwn || !event.dataTransfer.types.includes("text/html")) return;
      event.preventDefault();
      event.stopPropagation();
      // Ends the drag state of Draft.js.
      event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
      sayChanges(field, new Set());
      say(field, DRAGGED);
    },
    true,
  );
})();
