// SPARQL in the editor: its grammar and its colours.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
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

export const LANGUAGE: Extension = [
  sparql(),
  EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]),
  syntaxHighlighting(COLOURS),
];
