// What a reader gets on top of the graphics that the server has drawn: come nearer, read what a sign is, see what is joined.

import { enliven } from "./graphics/figure";

for (const figure of document.querySelectorAll<HTMLElement>("figure.graphic")) enliven(figure);
