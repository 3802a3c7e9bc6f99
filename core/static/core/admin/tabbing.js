/* Tab order of the edit form: skips controls that only a pointer needs, above all the
   comment button, which would open a comment for the next typed sentence. */
(() => {
  const { KEYBOARD_SHORTCUTS_ENABLED } = JSON.parse(
    document.getElementById("wagtail-config").textContent,
  );
  const COMMENT_BUTTON = ".w-field__comment-button";
  // The block toolbar of rich text is also available with the key “/”.
  const POINTER_ONLY =
    ".w-panel__anchor, [data-streamfield-action='DRAG'], .Draftail-BlockToolbar__trigger";
  // Without keyboard shortcuts the button is the only way to a comment.
  const SKIPPED = KEYBOARD_SHORTCUTS_ENABLED
    ? `${POINTER_ONLY}, ${COMMENT_BUTTON}`
    : POINTER_ONLY;
  const TOGGLE_OF_ONE_FIELD =
    ".w-panel:has(> .w-panel__content > .w-field__wrapper):not(:has(.w-panel))" +
    " > .w-panel__header > [data-panel-toggle]";

  function updateTabOrder() {
    for (const element of document.querySelectorAll(SKIPPED)) element.tabIndex = -1;
    for (const toggle of document.querySelectorAll(TOGGLE_OF_ONE_FIELD)) {
      toggle.tabIndex = toggle.ariaExpanded === "true" ? -1 : 0;
    }
  }

  /* True if Tab changes the nesting of a list item; Draftail captures Tab in all lists. */
  function changesLevel(event, editorState) {
    const content = editorState.getCurrentContent();
    const key = editorState.getSelection().getStartKey();
    const depth = content.getBlockForKey(key).getDepth();
    if (event.shiftKey) return depth > 0;
    const above = content.getBlockBefore(key);
    return above?.getType().endsWith("list-item") && above.getDepth() >= depth;
  }

  function editorOf(element) {
    const field = element.closest("[data-draftail-editor-wrapper]")?.parentElement;
    return field?.querySelector(":scope > input")?.draftailEditor;
  }

  // After Tab into the editor, Tab moves on; after a click or typing it indents an item.
  let comesByTab = false;
  document.addEventListener("pointerdown", () => (comesByTab = false), true);

  // On keydown, before the focus moves, because buttons may be rendered late.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Shift") return;
      const editor = event.key === "Tab" && editorOf(event.target);
      const stays =
        editor && !comesByTab && changesLevel(event, editor.getEditorState());
      comesByTab = event.key === "Tab" && !stays;
      if (editor && !stays) event.stopPropagation();
      if (comesByTab) updateTabOrder();
    },
    true,
  );

  // Space does not press these buttons: the first space of a sentence typed on one would
  // delete or insert a block. Enter still works.
  const NOT_BY_SPACE = `${COMMENT_BUTTON}, [data-streamfield-action], .c-sf-add-button`;
  for (const type of ["keydown", "keyup"]) {
    document.addEventListener(
      type,
      (event) => {
        if (event.key === " " && event.target.matches(NOT_BY_SPACE)) {
          event.preventDefault();
        }
      },
      true,
    );
  }

  function beginsComment(event) {
    const { comments } = window;
    return comments?.isCommentShortcut(event) && comments.getContentPath(event.target);
  }

  // Wagtail's shortcut adds a comment without opening the comments panel.
  document.addEventListener(
    "keyup",
    (event) => {
      if (beginsComment(event)) window.comments.commentApp.activate();
    },
    true,
  );

  // So long after a press outside of comments Wagtail takes the focus from any comment,
  // also from one that was begun meanwhile, which then has no focus at all.
  const FOCUS_ENDS_MS = 200;
  const COMMENTS = "#comments, [data-annotation], [data-comment-add]";
  let latestPress = 0;
  let isPending = false;
  let begun = null;

  function focusedComment() {
    const { selectors, store } = window.comments.commentApp;
    return selectors.selectFocused(store.getState());
  }

  function keepFocus() {
    if (isPending) begun = focusedComment();
  }

  function restoreFocus() {
    isPending = false;
    if (begun === null || focusedComment() !== null) return;
    const { actions, store } = window.comments.commentApp;
    const options = { updatePinnedComment: true, forceFocus: true };
    store.dispatch(actions.setFocusedComment(begun, options));
  }

  // Timers of equal length end in the order they were set, however late, and Wagtail sets
  // its own on the body, before this listener.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(COMMENTS)) return;
    const press = (latestPress += 1);
    isPending = true;
    begun = null;
    setTimeout(() => {
      if (press === latestPress) restoreFocus();
    }, FOCUS_ENDS_MS);
  });

  // After the button's and the field's own listeners, which begin the comment.
  document.addEventListener("click", (event) => {
    if (event.target.closest(COMMENT_BUTTON)) keepFocus();
  });
  document.addEventListener("keyup", (event) => {
    if (beginsComment(event)) keepFocus();
  });
})();
