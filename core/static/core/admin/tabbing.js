/* Tab leads from field to field. What only a pointer needs is no stop on the way, above all
   the button for a comment, which would take the next sentence. */
(() => {
  const { KEYBOARD_SHORTCUTS_ENABLED } = JSON.parse(
    document.getElementById("wagtail-config").textContent,
  );
  const COMMENT_BUTTON = ".w-field__comment-button";
  // Rich text offers its blocks at the key “/” too.
  const POINTER_ONLY =
    ".w-panel__anchor, [data-streamfield-action='DRAG'], .Draftail-BlockToolbar__trigger";
  // Whoever switched the shortcuts off has no other way to a comment.
  const SKIPPED = KEYBOARD_SHORTCUTS_ENABLED
    ? `${POINTER_ONLY}, ${COMMENT_BUTTON}`
    : POINTER_ONLY;
  const TOGGLE_OF_ONE_FIELD =
    ".w-panel:has(> .w-panel__content > .w-field__wrapper):not(:has(.w-panel))" +
    " > .w-panel__header > [data-panel-toggle]";

  function clearTheWay() {
    for (const element of document.querySelectorAll(SKIPPED)) element.tabIndex = -1;
    for (const toggle of document.querySelectorAll(TOGGLE_OF_ONE_FIELD)) {
      toggle.tabIndex = toggle.ariaExpanded === "true" ? -1 : 0;
    }
  }

  /* The editor of rich text would keep Tab for itself in every list. */
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

  // Who comes by Tab goes on by Tab; who writes a list sets an item in with it.
  let comesByTab = false;
  document.addEventListener("pointerdown", () => (comesByTab = false), true);

  // In time for the move, however late the button was drawn.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Shift") return;
      const editor = event.key === "Tab" && editorOf(event.target);
      const stays =
        editor && !comesByTab && changesLevel(event, editor.getEditorState());
      comesByTab = event.key === "Tab" && !stays;
      if (editor && !stays) event.stopPropagation();
      if (comesByTab) clearTheWay();
    },
    true,
  );

  // A sentence that is typed while one of these has the focus would delete or insert a
  // block with its first space. Enter still presses them.
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

  // Wagtail's shortcut begins a comment in a panel that stays shut.
  document.addEventListener(
    "keyup",
    (event) => {
      const { comments } = window;
      if (comments?.isCommentShortcut(event) && comments.getContentPath(event.target)) {
        comments.commentApp.activate();
      }
    },
    true,
  );
})();
