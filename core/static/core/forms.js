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
  const answer = await fetch(`/handing-in/stamp/?for=${form.dataset.handingIn}`);
  if (!answer.ok || form.elements.stamp.value) return;
  const { stamp, proof_of_work: challenge } = await answer.json();
  form.elements.stamp.value = stamp;
  // Without https there is no Web Crypto; the submission is then moderated.
  if ("proof" in form.dataset && window.crypto?.subtle) {
    form.elements.proof_of_work.value = await solve(challenge);
  }
}

for (const form of document.querySelectorAll("form[data-handing-in]")) {
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
    if (form.elements.stamp.value && !ready) return;
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
