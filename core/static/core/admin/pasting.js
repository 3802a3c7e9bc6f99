/* Pasting into rich text: adapts the clipboard content (pasted.js) to the features of the
   field, and shows a note with the changes. */
(() => {
  const { Pasted, PastingNote, SmallFigures } = window;
  const { FRAGMENT, NO_TEXT } = Pasted;
  const ONE_ADDRESS = /^(?:https?:\/\/\S+|[^\s@]+@[^\s@]+)$/i;
  const DRAGGED =
    "Text cannot be dragged in here. Copy it, then paste it: so its lists and small figures stay.";

  const typesOf = (offered) => offered.map(({ type }) => type);

  function fit(pasted, { blockTypes, inlineStyles }) {
    pasted.blocks = pasted.blocks.filter(
      ({ type, text }) => type === "atomic" || !NO_TEXT.test(text),
    );
    for (const block of pasted.blocks) {
      fitType(block, typesOf(blockTypes), pasted.changes);
    }
    // Draft.js inserts a single item without its depth.
    const isNested = !pasted.changes.has("list") && pasted.blocks.length > 1;
    if (!isNested) pasted.changes.delete("depth");
    SmallFigures.shrinkAll(pasted, typesOf(inlineStyles));
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

  function fieldAt(target) {
    const wrapper = target.closest?.("[data-draftail-editor-wrapper]");
    const editor = wrapper?.parentElement.querySelector(":scope > input")?.draftailEditor;
    const isText = target.closest?.("[contenteditable=true]");
    return editor && isText ? { place: wrapper, editor } : null;
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
      PastingNote.sayChanges(field, pasted.changes);
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
      const isOwn = field?.place === origin?.place;
      if (!field || isOwn || !event.dataTransfer.types.includes("text/html")) return;
      event.preventDefault();
      event.stopPropagation();
      // Ends the drag state of Draft.js.
      event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
      PastingNote.say(field, DRAGGED);
    },
    true,
  );
})();
