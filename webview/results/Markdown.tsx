import { lexer, type MarkedToken, type Token, type Tokens } from "marked"
import type { ReactNode } from "react"
import { usePanel } from "../model/useModel.ts"

/** Markdown as elements of the page. HTML in it is shown as text: what a task writes never becomes code here. */
export function Markdown({ text }: { text: string }) {
  const tokens = tokensOf(text)
  return <div className="markdown">{tokens ? blocks(tokens) : <pre className="stack">{text}</pre>}</div>
}

/** @returns undefined for a text that is nested deeper than the lexer, which calls itself, can follow */
function tokensOf(text: string): readonly Token[] | undefined {
  try {
    return lexer(text)
  } catch (error) {
    // Its own, or that the stack is full.
    if (!(error instanceof Error)) throw error
    return undefined
  }
}

function blocks(tokens: readonly Token[]): ReactNode {
  // Parts of a text have no names, and never change places. Marked has no extensions here, whose tokens would be others.
  // oxlint-disable-next-line react/no-array-index-key, typescript/no-unsafe-type-assertion
  return tokens.map((token, index) => <Part key={index} token={token as MarkedToken} />)
}

function Part({ token }: { token: MarkedToken }): ReactNode {
  switch (token.type) {
    case "heading":
      return <Heading {...token} />
    case "paragraph":
      return <p>{blocks(token.tokens)}</p>
    case "text":
      return token.tokens ? blocks(token.tokens) : unescaped(token.text)
    case "strong":
      return <strong>{blocks(token.tokens)}</strong>
    case "em":
      return <em>{blocks(token.tokens)}</em>
    case "del":
      return <del>{blocks(token.tokens)}</del>
    case "codespan":
      return <code>{token.text}</code>
    case "code":
      return <pre className="stack">{token.text}</pre>
    case "blockquote":
      return <blockquote>{blocks(token.tokens)}</blockquote>
    case "list": {
      const items = token.items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          {item.task && (item.checked === true ? "☑ " : "☐ ")}
          {blocks(item.tokens)}
        </li>
      ))
      return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>
    }
    case "table":
      return <Table {...token} />
    case "link":
      return <Link {...token} />
    case "image":
      return token.href.startsWith("data:image/") ? <img src={token.href} alt={token.text} /> : <Link {...token} />
    case "hr":
      return <hr />
    case "br":
      return <br />
    case "escape":
      return token.text
    case "space":
    case "def":
    case "checkbox":
      return null
    default:
      return token.raw
  }
}

/** By depth; the first two belong to the page around a text. */
const headings = ["h3", "h4", "h5"] as const

function Heading({ depth, tokens }: Tokens.Heading) {
  const Tag = headings[depth - 1] ?? "h6"
  return <Tag className={`heading-${depth}`}>{blocks(tokens)}</Tag>
}

function Link({ href, text }: { href: string; text: string }) {
  const model = usePanel()
  return (
    <button type="button" className="link" title={href} onClick={() => model.tell({ type: "openLink", url: href })}>
      {unescaped(text) || href}
    </button>
  )
}

function Table({ header, rows }: Tokens.Table) {
  return (
    <table className="table">
      <thead>
        <tr>
          {header.map((cell, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <th key={index}>{blocks(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={index}>
            {row.map((cell, place) => (
              // oxlint-disable-next-line react/no-array-index-key
              <td key={place}>{blocks(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
}

/** The lexer writes some signs as HTML does; here they are text. */
function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/gu, (entity) => entities[entity] ?? entity)
}
