/* Detection of unsaved changes: Wagtail's controller, with a baseline independent of time.

   Wagtail takes the snapshot of the form two seconds after it starts to render it. On a
   slow machine rich text is rendered later, and its serialisation counts as a change; on a
   fast one, text typed within two seconds counts as the stored text. Here the snapshot is
   taken at the user's first interaction. */
(() => {
  const TOUCHES = ["pointerdown", "keydown", "focusin", "beforeinput", "input", "drop"];
  const { app } = window.wagtail;
  const { controllerConstructor } = app.router.modulesByIdentifier.get("w-unsaved").definition;
  const typedEarly = new Set();
  let isConnected = false;

  // Fields accept input before the scripts of the page are loaded.
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
      // Wagtail does not check for changes in a form with errors.
      if (this.forceValue) typedEarly.add(this.element);
      this.forceValue = false;
    }

    connect() {
      super.connect();
      // Blocks are rendered by controllers that connect later in the same task.
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

    /* Called after an autosave; input during the autosave is not saved yet. */
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
      // Wagtail's last check may be half a second old, and ignores comments.
      this.hasChanges();
      this.hasEditsValue ||= this.hasCommentsValue;
      super.confirm(event);
    }
  }

  /* The submitted data with the field updates of the server's response. */
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

/* Draftail updates its field a quarter of a second after the last key: submits and
   compares the current editor state instead, always in Draftail's serialisation. */
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
