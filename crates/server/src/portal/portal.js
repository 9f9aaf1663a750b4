// Copies what stands in a field. Everything else in the portal works without a script.

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.querySelector(`[data-copied="${button.dataset.copies}"]`);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied.";
    } catch {
      // Without https, or where the browser refuses: the field is selected, ready for the keyboard.
      field.focus();
      said.textContent = "Copy it with the keyboard: it is selected.";
    }
  });
}
