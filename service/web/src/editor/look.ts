// How the editor looks. In the shadow tree the styles of the page do not count, but its custom properties do.

import { EditorView } from "@codemirror/view";

export const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", height: "100%", fontSize: ".92rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
    lineHeight: "1.55",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--soft)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--link) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--code-chosen)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--code-chosen)",
    outline: "1px solid var(--link)",
  },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "transparent",
    outline: "1px dashed var(--warn)",
  },
  ".cm-searchMatch, .cm-selectionMatch": { backgroundColor: "var(--code-match)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--link)" },
  ".cm-panels": { backgroundColor: "var(--soft)", color: "var(--ink)" },
  ".cm-panels label": { fontSize: ".85rem" },
  ".cm-textfield, .cm-button": {
    background: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--quiet)",
    borderRadius: ".25rem",
    fontSize: ".85rem",
    minHeight: "24px",
  },
  ".cm-panel button[name=close], .cm-panel.cm-panel-lint button[name=close]": {
    color: "var(--ink)",
    minWidth: "24px",
    minHeight: "24px",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    backgroundColor: "var(--code-chosen)",
    color: "var(--ink)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--quiet)",
    maxWidth: "min(34rem, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "inherit",
    maxHeight: "15rem",
    maxWidth: "min(34rem, 90vw)",
    minWidth: "min(16rem, 80vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: ".25rem .5rem",
    minHeight: "24px",
    whiteSpace: "normal",
    display: "flex",
    gap: "1rem",
    justifyContent: "space-between",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--code-chosen)",
    color: "var(--ink)",
    outline: "1px solid var(--link)",
    outlineOffset: "-1px",
  },
  ".cm-completionLabel": { overflowWrap: "anywhere" },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal", fontSize: ".85em", whiteSpace: "nowrap" },
  "li[aria-selected] .cm-completionDetail": { color: "var(--ink)" },
  ".cm-tooltip.cm-completionInfo": {
    padding: ".4rem .6rem",
    whiteSpace: "pre-line",
    overflowWrap: "anywhere",
    maxWidth: "min(22rem, 80vw)",
  },
  // There is no room beside the list, and it must not lie on it.
  ".cm-completionInfo.cm-completionInfo-left-narrow, .cm-completionInfo.cm-completionInfo-right-narrow": {
    display: "none",
  },
  ".cm-diagnostic": { padding: ".3rem .6rem", whiteSpace: "pre-line" },
  ".cm-diagnostic-error": { borderLeft: ".35rem solid var(--warn)" },
  ".cm-diagnostic-warning": { borderLeft: ".35rem double var(--warn)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 2px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--warn) 2px",
    textUnderlineOffset: "3px",
  },
  "@media (forced-colors: active)": { ".cm-cursor": { borderLeftColor: "CanvasText" } },
});
