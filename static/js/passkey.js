// Forms that a passkey fills in: data-passkey says whether one is made ("create") or asked for ("get"), data-options
// names the element that holds what the server asked, or the address that tells it. Without scripts, or where the
// browser has no passkeys, the button stays hidden and the other ways stay.
"use strict";

(() => {
  const optionsOf = async (form) => {
    const written = document.getElementById(form.dataset.options);
    if (written) return JSON.parse(written.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return (await answer.json()).request_options;
  };

  const alone = (form, options) => {
    const box = form.elements.passwordless;
    if (!box) return options;
    const selection = options.publicKey.authenticatorSelection;
    selection.residentKey = box.checked ? "required" : "discouraged";
    selection.requireResidentKey = box.checked;
    if (box.checked) selection.userVerification = "required";
    return options;
  };

  const use = async (form, problem) => {
    problem.hidden = true;
    try {
      const options = alone(form, await optionsOf(form));
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  };

  if (!window.PublicKeyCredential || !window.webauthnJSON) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[type=button]");
    const problem = form.querySelector("[role=alert][hidden]");
    button.hidden = false;
    button.addEventListener("click", () => use(form, problem));
  }
})();
