/** The numbers behind a figure, folded away: for the keyboard, a screen reader, and whoever wants to read them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Cell, Table } from './figure.ts';

/** So much is shown of a table, in a page that many tables share. */
const MOST_COLUMNS = 40;
const MOST_CELLS = 3000;

/** Decimals that a number has here; the CSV has them all. */
const DECIMALS = 4;

export interface DataTableProps {
  /** Asked only where the numbers are to be seen. */
  readonly tableOf: () => Table;
  readonly caption: string;
}

export function DataTable({ tableOf, caption }: DataTableProps) {
  // Drawn in Node for a page without scripts; in a browser, only while it is open
  const [isOpen, setOpen] = useState(true);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => setOpen(details.current?.open ?? false), []);
  return (
    <details class="numbers" ref={details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>the numbers</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section class="scroll" aria-label={`the numbers of: ${caption}`} tabIndex={0}>
        {isOpen && <Rows table={tableOf()} />}
      </section>
    </details>
  );
}

function Rows({ table }: { readonly table: Table }) {
  const chosen = table.rows.filter((_, i) => table.shown?.(i) ?? true);
  const columns = table.columns.slice(0, Math.min(table.columnsShown ?? MOST_COLUMNS, MOST_COLUMNS));
  const rows = chosen.slice(0, Math.ceil(MOST_CELLS / columns.length));
  const isPart = rows.length < table.rows.length || columns.length < table.columns.length;
  return (
    <table>
      {isPart && <caption>A part of the numbers; the CSV has all.</caption>}
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column.replaceAll('_', ' ')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={`${i + 1}`}>
            {columns.map((column, c) => (
              <DataCell key={column} cell={row[c]} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DataCell({ cell }: { readonly cell: Cell }) {
  return typeof cell === 'number' ? <td class="number">{shown(cell)}</td> : <td>{cell ?? ''}</td>;
}

function shown(value: number): string {
  const text = Number.isInteger(value)
    ? String(value)
    : String(Number(value.toFixed(DECIMALS)) || Number(value.toPrecision(2)));
  return text.replace('-', '−');
}
