// CodeMirror in a shadow tree: there it brings its styles by adopted sheets, which the strict policy of the pages allows.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.bool], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-iri)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.annotation, color: "var(--code-string)" },
  { tag: [tags.integer, tags.float], color: "var(--code-number)" },
]);

const LOOK = EditorView.theme({
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

/** What the view is made of beside CodeMirror's own parts. */
export interface Parts {
  /** Where it is put, in the place of the text area. */
  host: HTMLElement;
  text: string;
  label: string;
  /** What a screen reader says of it beside the label. */
  help: string;
  phrases: Record<string, string>;
  run: () => void;
  extensions: Extension;
}

/** The editor itself. Tab is left alone, so that it leads on as everywhere else. */
export function makeView(parts: Parts): EditorView {
  const root = parts.host.attachShadow({ mode: "open" });
  const help = document.createElement("p");
  help.id = "help";
  help.textContent = parts.help;
  const hidden = new CSSStyleSheet();
  hidden.replaceSync(
    "#help { position: absolute; inline-size: 1px; block-size: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }",
  );
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shade = new Compartment();
  const run = () => {
    parts.run();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: parts.text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        highlightSpecialChars(),
        highlightSelectionMatches(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        search({ top: true }),
        indentUnit.of("  "),
        sparql(),
        EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]),
        syntaxHighlighting(COLOURS),
        LOOK,
        shade.of(EditorView.darkTheme.of(dark.matches)),
        EditorView.lineWrapping,
        EditorState.phrases.of(parts.phrases),
        EditorView.contentAttributes.of({
          "aria-label": parts.label,
          "aria-describedby": help.id,
          spellcheck: "false",
          autocapitalize: "off",
          autocorrect: "off",
          dir: "ltr",
        }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        parts.extensions,
      ],
    }),
  });
  root.append(help);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, hidden];
  dark.addEventListener("change", () =>
    view.dispatch({ effects: shade.reconfigure(EditorView.darkTheme.of(dark.matches)) }),
  );
  return view;
}
