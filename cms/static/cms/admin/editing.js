/* Notes in the form that its editor has seen: there is a newer version (cms/editing.py). */
(() => {
  let newer = "";

  document.addEventListener("w-swap:json", (event) => {
    const sessions = event.detail?.data?.other_sessions ?? [];
    newer = sessions.find((session) => session.revision_id)?.revision_id ?? newer;
  });

  // While the event goes down, for Wagtail saves when it arrives.
  document.addEventListener(
    "w-dialog:confirmed",
    (event) => {
      const form = event.target.closest("[data-edit-form]");
      if (!form || event.target.id !== "w-save-confirmation-dialog") return;
      const note = form.elements.replaces_revision ?? document.createElement("input");
      note.type = "hidden";
      note.name = "replaces_revision";
      note.value = newer;
      form.append(note);
    },
    true,
  );
})();

/* A day or a time that is typed in half is empty to a form, which would forget the one
   that is stored. The server refuses this in its place. */
document.addEventListener("formdata", (event) => {
  for (const input of event.target.elements) {
    if (input.validity.badInput) event.formData.set(input.name, "?");
  }
});

/* Blocks are drawn after Wagtail has counted the mistakes on each tab: count again, and
   open the first tab that has one. */
document.addEventListener("DOMContentLoaded", () => {
  for (const number of document.querySelectorAll(".w-tabs__errors")) {
    number.dataset.action = "load@window->w-count#count";
  }
});
window.addEventListener("load", () => {
  const panel = document.querySelector("[role=tabpanel]:has(.error-message)");
  document.querySelector(`[role=tab][href="#${panel?.id}"]`)?.click();
});
