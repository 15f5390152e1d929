// CodeMirror in a shadow tree: there it brings its styles by adopted sheets, which the strict policy of the pages allows.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec, StateEffect } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { LANGUAGE } from "./language";
import { LOOK } from "./look";

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
  changed: (text: string) => void;
}

/** The editor itself, to write in. Tab is left alone, so that it leads on as everywhere else. */
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
        history(),
        drawSelection(),
        indentUnit.of("  "),
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
        EditorView.updateListener.of((update) => {
          if (update.docChanged) parts.changed(update.state.doc.toString());
        }),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
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

/** What helps with writing, and `more`. Not in {@link makeView}: a slow device would take too long for all at once. */
export function furnish(view: EditorView, more: Extension): void {
  const help: Extension = [
    LANGUAGE,
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    more,
  ];
  view.dispatch({ effects: StateEffect.appendConfig.of(help) });
}
