import type { KeyboardEvent, ReactNode } from "react";
import { Nothing } from "./Empty";
import css from "./ui.module.css";

export interface Column<Row> {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  isRight?: boolean;
  width?: number | string;
}

interface Props<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  empty: string;
  label: string;
  onOpen?: (row: Row) => void;
  isMarked?: (row: Row) => boolean;
}

/** A plain, dense table. Rows that open something do so by Enter too. */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, rows, keyOf, onOpen, isMarked } = props;
  if (rows.length === 0) return <Nothing>{props.empty}</Nothing>;
  return (
    <div className={css.tableBox}>
      <table className={css.table} aria-label={props.label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.isRight ? css.right : undefined}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              className={`${onOpen ? css.link : ""} ${isMarked?.(row) ? css.marked : ""}`}
              {...(onOpen ? opening(() => onOpen(row)) : {})}
            >
              {columns.map((column) => (
                <td key={column.key} className={column.isRight ? css.right : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function opening(open: () => void) {
  return {
    tabIndex: 0,
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && event.target === event.currentTarget) open();
    },
  };
}
