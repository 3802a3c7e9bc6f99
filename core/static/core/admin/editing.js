/* Sends the newer revision that the editor confirmed to overwrite (core/admin/edit_conflicts.py). */
(() => {
  let newer = "";

  document.addEventListener("w-swap:json", (event) => {
    const sessions = event.detail?.data?.other_sessions ?? [];
    newer = sessions.find((session) => session.revision_id)?.revision_id ?? newer;
  });

  // In the capture phase, because Wagtail saves when the event reaches its target.
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

/* Delays a submit until a running autosave has finished. Otherwise the submitted form has
   an older revision than the autosave, and the server reports an edit conflict. */
(() => {
  let saving = false;
  let leaving = false;
  let waiting = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });

  document.addEventListener(
    "submit",
    (event) => {
      if (!saving || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form: event.target, button: event.submitter };
    },
    true,
  );

  const submitWaiting = () => {
    saving = false;
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    // Wagtail has disabled the button, and may have replaced it.
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = button?.name ?? "";
    pressed.value = button?.value ?? "";
    form.append(pressed);
    form.requestSubmit();
    pressed.remove();
  };
  document.addEventListener("w-autosave:success", submitWaiting);
  document.addEventListener("w-autosave:error", submitWaiting);

  // Last in the bubbling phase: a confirmation dialog may have prevented the submit.
  window.addEventListener("submit", (event) => {
    leaving ||= !event.defaultPrevented && event.target.matches("[data-edit-form]");
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
})();

/* Validates an image's description in the browser: after a refusal by the server the file
   would have to be chosen again. A decorative image needs no description. */
document.addEventListener(
  "click",
  (event) => {
    const form = event.target.closest("[data-chooser-modal-creation-form]");
    if (form?.querySelector("[name$=is_decorative]")) form.noValidate = false;
  },
  true,
);
document.addEventListener("change", ({ target }) => {
  if (!target.name?.endsWith("is_decorative")) return;
  const name = target.name.replace("is_decorative", "description");
  target.form.elements[name].required = !target.checked;
});

/* Sends "?" for an incomplete date or time, which the browser submits as empty and would
   delete the stored value. The server refuses "?". */
document.addEventListener("formdata", (event) => {
  for (const input of event.target.elements) {
    if (input.validity.badInput) event.formData.set(input.name, "?");
  }
});

/* Counts the errors on each tab again, because blocks are rendered after Wagtail's count,
   and opens the first tab with an error. */
document.addEventListener("DOMContentLoaded", () => {
  for (const number of document.querySelectorAll(".w-tabs__errors")) {
    number.dataset.action = "load@window->w-count#count";
  }
});
window.addEventListener("load", () => {
  const panel = document.querySelector("[role=tabpanel]:has(.error-message)");
  document.querySelector(`[role=tab][href="#${panel?.id}"]`)?.click();
});
