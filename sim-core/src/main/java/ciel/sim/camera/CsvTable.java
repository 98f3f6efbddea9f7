package ciel.sim.camera;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table as text: {@code #} comments, one line of column names, then a row a line, all split at commas. */
final class CsvTable {
    private final String file;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private CsvTable(String file) {
        this.file = file;
    }

    /**
     * @param file what messages call it
     * @param wanted names of columns that must be there
     * @throws InputException for a missing column or a row of another length
     */
    static CsvTable parse(String file, String text, List<String> wanted) {
        CsvTable table = new CsvTable(file);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.charAt(0) == '#') {
                continue;
            }
            String[] cells = content.split(",", -1);
            if (table.columns.isEmpty()) {
                for (int i = 0; i < cells.length; i++) {
                    table.columns.put(cells[i].strip(), i);
                }
                for (String name : wanted) {
                    if (!table.columns.containsKey(name)) {
                        throw InputException.atLine(
                                file,
                                number,
                                "there is no column " + name,
                                "the first line names the columns " + String.join(",", wanted));
                    }
                }
            } else if (cells.length != table.columns.size()) {
                throw InputException.atLine(
                        file,
                        number,
                        "has " + cells.length + " values, and there are " + table.columns.size() + " columns",
                        "give one value a column");
            } else {
                table.rows.add(table.new Row(number, cells));
            }
        }
        if (table.columns.isEmpty()) {
            throw new InputException(file, "is empty", "the first line names the columns " + String.join(",", wanted));
        }
        return table;
    }

    List<Row> rows() {
        return rows;
    }

    /** One line of the table. */
    final class Row {
        private final int line;
        private final String[] cells;

        private Row(int line, String[] cells) {
            this.line = line;
            this.cells = cells;
        }

        String text(String column) {
            return cells[columns.get(column)].strip();
        }

        /** @throws InputException for a cell that is no number from low to high */
        double number(String column, double low, double high) {
            double value;
            try {
                value = Double.parseDouble(text(column));
            } catch (NumberFormatException e) {
                throw wrong(column + " '" + text(column) + "' is not a number", "write a number");
            }
            if (!(value >= low && value <= high)) {
                throw wrong(
                        column + " " + text(column) + " is outside " + low + " to " + high, "give one in that range");
            }
            return value;
        }

        int integer(String column, int low, int high) {
            double value = number(column, low, high);
            if (value != Math.rint(value)) {
                throw wrong(column + " " + text(column) + " is not a whole number", "write a whole number");
            }
            return (int) value;
        }

        InputException wrong(String problem, String remedy) {
            return InputException.atLine(file, line, problem, remedy);
        }
    }
}
