// Buttons for the days that the server suggests for a field.

/** Put a button below `field` for each suggested day that has a name. */
export function offerDays(field: HTMLInputElement): void {
  const named = [...(field.list?.options ?? [])].filter((option) => option.text && option.text !== option.value);
  const today = [...(field.list?.options ?? [])].filter(
    (option) => option.value === "today" && !named.includes(option),
  );
  const offered = [...today, ...named];
  if (offered.length === 0) return;
  const group = document.createElement("div");
  group.className = "choices";
  for (const option of offered) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = option.text || option.value;
    button.title = option.value;
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => {
      field.value = option.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    group.append(button);
  }
  field.after(group);
}
