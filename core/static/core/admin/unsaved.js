/* Unsaved changes: Wagtail's controller, with a baseline that does not depend on time.

   Wagtail takes its snapshot of the form two seconds after it starts to draw it. On a
   busy machine rich text is drawn later than that, and its own notation counts as a
   change; on a fast one, what is typed within two seconds counts as the stored text.
   Here the snapshot is taken when the editor touches the page for the first time. */
(() => {
  const TOUCHES = ["pointerdown", "keydown", "focusin", "beforeinput", "input", "drop"];
  const { app } = window.wagtail;
  const { controllerConstructor } = app.router.modulesByIdentifier.get("w-unsaved").definition;
  const typedEarly = new Set();
  let isConnected = false;

  // The form takes keys while the rest of the page is still on its way.
  document.addEventListener(
    "input",
    ({ target }) => {
      if (!isConnected && target.form?.matches("[data-edit-form]")) typedEarly.add(target.form);
    },
    true,
  );
  window.addEventListener("beforeunload", (event) => {
    if (!isConnected && typedEarly.size) event.preventDefault();
  });

  class UnsavedController extends controllerConstructor {
    initialize() {
      super.initialize();
      this.touch = this.touch.bind(this);
      this.keepSent = this.keepSent.bind(this);
      // Wagtail stops looking for changes in a form that it draws with mistakes.
      if (this.forceValue) typedEarly.add(this.element);
      this.forceValue = false;
    }

    connect() {
      super.connect();
      // Blocks are drawn by controllers that connect after this one, in the same task.
      this.watching = setTimeout(() => {
        isConnected = true;
        if (typedEarly.has(this.element)) this.compareWith("not what is stored");
        for (const type of TOUCHES) window.addEventListener(type, this.touch, true);
      });
      this.element.addEventListener("w-autosave:save", this.keepSent);
    }

    disconnect() {
      super.disconnect();
      clearTimeout(this.watching);
      for (const type of TOUCHES) window.removeEventListener(type, this.touch, true);
      this.element.removeEventListener("w-autosave:save", this.keepSent);
    }

    /* Wagtail's timer calls this. */
    setInitialFormData() {}

    touch() {
      if (!this.initialFormData) this.compareWith(this.formData);
      this.touchedSinceSent = true;
    }

    compareWith(formData) {
      this.initialFormData = formData;
      this.previousFormData = formData;
      this.dispatch("watch-edits", {
        cancelable: false,
        detail: { initialFormData: formData },
      });
    }

    keepSent() {
      this.sent = this.formData;
      this.touchedSinceSent = false;
    }

    /* After an autosave. What was typed while it was under way is not saved yet. */
    clear({ detail } = {}) {
      const current = this.formData;
      const updates = Object.keys(detail?.response?.field_updates ?? {});
      this.compareWith(
        this.touchedSinceSent ? withUpdates(this.sent, current, updates) : current,
      );
      this.hasEditsValue = false;
      this.hasCommentsValue = false;
    }

    confirm(event) {
      // Wagtail last looked up to half a second ago, and not at comments.
      this.hasChanges();
      this.hasEditsValue ||= this.hasCommentsValue;
      super.confirm(event);
    }
  }

  /* What was sent, with what the server has numbered since. */
  function withUpdates(sent, current, names) {
    const saved = new URLSearchParams(sent);
    const now = new URLSearchParams(current);
    for (const name of names) {
      if (saved.has(name) && now.has(name)) saved.set(name, now.get(name));
    }
    return saved.toString();
  }

  app.register("w-unsaved", UnsavedController);
})();

/* Rich text writes into its field a quarter of a second after the last key, in a notation
   of its own: send and compare what is in the editor now, always in that notation. */
(() => {
  const NOT_TEXT = /^(COMMENT-|STYLE_RERENDER)/;
  const written = new WeakMap();

  function write(editorState) {
    const content = editorState.getCurrentContent();
    if (!written.has(content)) {
      const raw = window.Draftail.serialiseEditorStateToRaw(editorState);
      for (const block of raw?.blocks ?? []) {
        block.inlineStyleRanges = block.inlineStyleRanges.filter(
          ({ style }) => !NOT_TEXT.test(style),
        );
      }
      written.set(content, JSON.stringify(raw));
    }
    return written.get(content);
  }

  document.addEventListener("formdata", ({ target, formData }) => {
    for (const { name, draftailEditor } of target.elements) {
      if (draftailEditor) formData.set(name, write(draftailEditor.getEditorState()));
    }
  });
})();
