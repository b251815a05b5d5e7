// Syntax of Bicep files by tree-sitter's grammar: whether a file parses. Types and linter rules are the compiler's, in the workflow ci.
import { createRequire } from "node:module";
import Parser from "web-tree-sitter";

/** Answers a function from a file's text to its findings: `{ line, column, message }`, counted from 1. */
export async function createBicepLinter() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Parser.Language.load(createRequire(import.meta.url).resolve("tree-sitter-bicep/tree-sitter-bicep.wasm")));
  return (text, file) => findings(parser.parse(file.endsWith(".bicepparam") ? asTemplate(text) : text).rootNode);
}

/** The grammar knows templates only: a parameter file's `param name = value` reads as a variable there, in the same columns. */
function asTemplate(text) {
  return text.replace(/^param(?=\s+\w+\s*=)/gm, "var  ");
}

function findings(node) {
  if (!node.hasError) {
    return [];
  }
  if (node.isMissing || node.isError) {
    const { row, column } = node.startPosition;
    const found = node.text.split("\n")[0].trim().slice(0, 80);
    return [{ line: row + 1, column: column + 1, message: node.isMissing ? `'${node.type}' is missing here` : `no Bicep syntax: ${found}` }];
  }
  return node.children.flatMap(findings);
}
