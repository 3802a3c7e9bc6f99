/* Makes a locked form read-only for the keyboard, but focusable. Wagtail only disables
   pointer events. Controls with a value are not disabled: the form is still submitted, to
   cancel a workflow, and rendered again from the submitted data. */
(() => {
  if (!document.body.classList.contains("content-locked")) return;

  const LOCKED = "[data-edit-form] [role='tabpanel']";
  const CHOSEN = "select, [type='checkbox'], [type='radio'], [type='file']";
  const LEADS_ON = "[data-panel-toggle], .w-field__comment-button--reveal";

  function lock(control) {
    if (control.draftailEditor) lockRichText(control.draftailEditor);
    else if (control.matches(CHOSEN)) control.ariaDisabled = "true";
    else if (!control.matches("button")) control.readOnly = true;
    else if (!control.matches(LEADS_ON)) control.disabled = true;
  }

  function lockRichText(editor) {
    if (!editor.state.readOnlyState) editor.lockEditor();
  }

  function lockAll() {
    const controls = "input, textarea, select, button";
    for (const panel of document.querySelectorAll(LOCKED)) {
      panel.querySelectorAll(controls).forEach(lock);
    }
  }

  // Fields and blocks are rendered gradually.
  new MutationObserver(lockAll).observe(document.body, { childList: true, subtree: true });

  for (const type of ["click", "mousedown", "keydown"]) {
    document.addEventListener(
      type,
      (event) => {
        const isChosen = event.target.matches(CHOSEN) && event.target.closest(LOCKED);
        if (isChosen && event.key !== "Tab") event.preventDefault();
      },
      true,
    );
  }

  // The shortcut would open a comment that cannot be saved.
  document.addEventListener(
    "keyup",
    (event) => {
      const isComment = window.comments?.isCommentShortcut(event);
      if (isComment && event.target.closest(LOCKED)) event.stopImmediatePropagation();
    },
    true,
  );
})();
