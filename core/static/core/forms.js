// Form token and proof of work for public forms. Without it a confirmation page is added.
const encoder = new TextEncoder();

async function solve({ algorithm, challenge, maxnumber, salt, signature }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    const hash = await crypto.subtle.digest(algorithm, encoder.encode(salt + number));
    const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0"));
    if (hex.join("") === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  return "";
}

async function prepare(form) {
  const answer = await fetch(`/form-token/?for=${form.dataset.purpose}`);
  if (!answer.ok || form.elements.form_token.value) return;
  const { form_token: token, proof_of_work: challenge } = await answer.json();
  form.elements.form_token.value = token;
  // Without https there is no Web Crypto; the submission is then moderated.
  if ("proof" in form.dataset && window.crypto?.subtle) {
    form.elements.proof_of_work.value = await solve(challenge);
  }
}

for (const form of document.querySelectorAll("form[data-purpose]")) {
  let ready;
  const begin = () => {
    ready ??= prepare(form).catch(() => {});
  };
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    const button = form.querySelector("button[type=submit]");
    if (button.getAttribute("aria-disabled")) {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    if (form.elements.form_token.value && !ready) return;
    event.preventDefault();
    begin();
    await ready;
    form.submit();
  });
  // After going back in the history, the form can be sent again.
  window.addEventListener("pageshow", () => {
    form.querySelector("button[type=submit]").removeAttribute("aria-disabled");
  });
}

document.querySelector("[data-focus]")?.focus();
