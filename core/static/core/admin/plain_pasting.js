/* Pasting into plain text fields: keeps small figures, the cells of tables, the numbers of
   lists and the gaps between lines, and shows a note with what was changed or cut off.

   Browsers paste the plain text of the clipboard, where 10³ is 103 and the cells of a table
   stand between tabs, and cut off silently what exceeds the field's maximum length. */
(() => {
  const { Pasted, PastingNote, SmallFigures } = window;
  // Fields of other types, such as passwords and web addresses, are left to the browser.
  const TYPES = ["text", "search", "tel", "textarea"];
  const NUMBERED = "ordered-list-item";
  // Word's manual line breaks are vertical tabs.
  const LINE_BREAK = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
  const SAID = "media table spans numbers formula small struck cut".split(" ");
  const DRAGGED =
    "This text cannot be dragged in here. Copy it, then paste it: so its small figures and numbers stay.";

  function fieldAt(target) {
    if (!TYPES.includes(target.type) || target.readOnly || target.disabled) return null;
    return { place: target.closest(".w-field__input") ?? target, editor: target };
  }

  /* True for HTML whose plain text lacks a part of the meaning. */
  const isRicher = ({ blocks, changes }) =>
    changes.has("table") ||
    blocks.some(
      ({ type, inlineStyleRanges }) =>
        type === NUMBERED || inlineStyleRanges.some(SmallFigures.isSmall),
    );

  function read(data) {
    const html = data.getData("text/html");
    const text = data.getData("text/plain").replace(LINE_BREAK, "\n");
    if (!html) return { text, changes: new Set() };
    const pasted = Pasted.ofHtml(html);
    pasted.blocks = pasted.blocks.filter((block) => !Pasted.NO_TEXT.test(block.text));
    const isOwn = !text || isRicher(pasted);
    SmallFigures.shrinkAll(pasted);
    const changes = new Set(SAID.filter((change) => pasted.changes.has(change)));
    return { text: isOwn ? linesOf(pasted).join("\n") : text, changes, isOwn };
  }

  /* The lines of the text, with the numbers of numbered lists. */
  function linesOf({ blocks }) {
    const numbers = [];
    return blocks.map(({ type, depth, text }) => {
      const isNumbered = type === NUMBERED && blocks.length > 1;
      numbers.length = type.endsWith("list-item") ? depth + isNumbered : 0;
      if (!isNumbered) return text;
      numbers[depth] = (numbers[depth] ?? 0) + 1;
      return `${numbers[depth]}. ${text}`;
    });
  }

  /* The text in one line; the rows of a table stay apart. */
  function joined(text, changes) {
    const gap = changes.has("table") ? "; " : " ";
    return text.replace(/\s+/g, (space) => (space.includes("\n") ? gap : space));
  }

  function cut(text, { maxLength, value, selectionStart, selectionEnd }) {
    const room = maxLength - value.length + selectionEnd - selectionStart;
    if (maxLength < 0 || text.length <= room) return text;
    // Without the first half of a character that UTF-16 writes in two.
    return text.slice(0, Math.max(room, 0)).replace(/[\ud800-\udbff]$/, "");
  }

  document.addEventListener(
    "paste",
    (event) => {
      const field = fieldAt(event.target);
      const { text, changes } = field ? read(event.clipboardData) : {};
      if (!text) return;
      const isLine = field.editor.localName === "input";
      const whole = isLine ? joined(text, changes) : text;
      const fitted = cut(whole, field.editor);
      if (fitted.trimEnd() !== whole.trimEnd()) changes.add("cut");
      // Unlike a change of the value, this can be undone.
      if (document.execCommand("insertText", false, fitted)) event.preventDefault();
      PastingNote.sayChanges(field, changes, {
        table: isLine
          ? "A table became one line of text. Check it."
          : "A table became lines of text, one for each row.",
        cut: `The end was left out: this field takes ${field.editor.maxLength} characters.`,
      });
    },
    true,
  );

  document.addEventListener(
    "drop",
    (event) => {
      const field = fieldAt(event.target);
      const { text, isOwn } = field ? read(event.dataTransfer) : {};
      if (!text || !isOwn) return;
      event.preventDefault();
      PastingNote.say(field, DRAGGED);
    },
    true,
  );
})();
