/* The note below a field that says what pasting has changed. */
(() => {
  const CHANGES = {
    media: "Pictures, videos and fields of forms were left out.",
    table: "A table became lines of text, one for each row.",
    spans:
      "A table cell over several rows is now in each of these rows, one over several columns only once. Check the table.",
    heading: "Headings became paragraphs: this field has no headings.",
    list: "Lists became paragraphs: this field has no lists.",
    depth: "Lists have five levels at most. Deeper items are now on the fifth level. Check them.",
    numbers: "Numbered lists count 1, 2, 3 from their start. Check what refers to them.",
    quotation: "A quotation became paragraphs.",
    formula: "Formulas became plain text. Check them.",
    small: "Raised or lowered letters became ordinary ones. Check them.",
    struck: "Text that was crossed out no longer is. Check it.",
    link: "Links to no web address, e-mail address or phone number were left out; their words are there.",
  };

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  /* Shows a note after the element, until it is closed or the next paste. */
  function say({ place, editor }, words, ...items) {
    remove({ place });
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
    place.after(note);
    // Screen readers announce changes only in a live region that exists already.
    requestAnimationFrame(() => note.append(element("p", {}, words), ...items, close));
  }

  const remove = ({ place }) =>
    place.parentElement.querySelector(":scope > .pasting-note")?.remove();

  /* Says what was changed, in the field's words where it has its own. */
  function sayChanges(field, changes, words = {}) {
    remove(field);
    if (!changes.size) return;
    const sentences = { ...CHANGES, ...words };
    const items = [...changes].map((change) => element("li", {}, sentences[change]));
    say(field, "Not all could be pasted as it was:", element("ul", {}, ...items));
  }

  window.PastingNote = { say, sayChanges };
})();
