package io.centrifuge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under a heading, in columns as wide as their widest cell. Not safe for several threads. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();

    private record Column(String heading, boolean right) {}

    private record Row(List<String> cells, UnaryOperator<String> paint) {}

    /**
     * @param headings those that begin with {@code >} stand over columns aligned to the right
     */
    TextTable(String... headings) {
        columns = new ArrayList<>();
        for (String heading : headings) {
            boolean right = heading.startsWith(">");
            columns.add(new Column(right ? heading.substring(1) : heading, right));
        }
    }

    void row(Object... cells) {
        row(UnaryOperator.identity(), cells);
    }

    /**
     * @param paint colours the line
     */
    void row(UnaryOperator<String> paint, Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(String.valueOf(cell));
        }
        rows.add(new Row(texts, paint));
    }

    /** The heading, then the rows; no line ends in blanks. */
    List<String> lines(UnaryOperator<String> headingPaint) {
        List<String> headings = columns.stream().map(Column::heading).toList();
        List<String> lines = new ArrayList<>();
        lines.add(headingPaint.apply(line(headings)));
        rows.forEach(row -> lines.add(row.paint().apply(line(row.cells()))));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String blanks = " ".repeat(width(i) - length(cells.get(i)));
            line.append(i == 0 ? "" : GAP)
                    .append(columns.get(i).right() ? blanks + cells.get(i) : cells.get(i) + blanks);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = length(columns.get(column).heading());
        for (Row row : rows) {
            width = Math.max(width, length(row.cells().get(column)));
        }
        return width;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
