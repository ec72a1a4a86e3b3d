package io.longshore.launcher.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Columns for people: two spaces between, numbers to the right, no lines. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... header) {
    rows.add(header);
  }

  public TextTable row(Object... cells) {
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = String.valueOf(cells[i]);
    }
    rows.add(row);
    return this;
  }

  public void print(PrintStream out) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row)[column];
        widths[column] = Math.max(widths[column], cell.length());
        if (row > 0 && !cell.matches("-?[\\d,.:]+( ([KMGTP]?B(/s)?|%|s|ms))?|-|")) {
          numbers[column] = false;
        }
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String pad = " ".repeat(widths[column] - row[column].length());
        line.append(numbers[column] ? pad + row[column] : row[column] + pad).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
