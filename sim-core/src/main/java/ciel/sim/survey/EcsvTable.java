package ciel.sim.survey;

import ciel.sim.InputException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Enhanced CSV (Astropy APE 6): a YAML header in lines that begin with {@code #}, then a line of names, then values
 * separated by blanks or commas. A column of arrays becomes columns {@code name_0, name_1}.
 */
final class EcsvTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final LoadedTable.Builder table;
    private final List<Column> columns = new ArrayList<>();
    private boolean commas;

    /** @param length of its arrays; 0 for one value */
    private record Column(String name, String type, int length) {}

    private EcsvTable(Path file) {
        this.file = file;
        this.table = new LoadedTable.Builder(file.toString());
    }

    /** @throws InputException with file and line */
    static LoadedTable read(Path file) {
        try {
            return new EcsvTable(file).read(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (MalformedInputException e) {
            throw new InputException(file.toString(), "is not text in UTF-8", "write the table again", e);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
    }

    private LoadedTable read(List<String> lines) {
        StringBuilder header = new StringBuilder();
        int line = 0;
        while (line < lines.size() && lines.get(line).startsWith("#")) {
            String text = lines.get(line).substring(1);
            if (line > 0) {
                header.append(text.startsWith(" ") ? text.substring(1) : text).append('\n');
            }
            line++;
        }
        header(header.toString());
        if (line == lines.size()) {
            throw InputException.atLine(file.toString(), line, "has no line of names", "write the table again");
        }
        List<String> names = cells(lines.get(line), line + 1);
        if (!names.equals(columns.stream().map(Column::name).toList())) {
            throw InputException.atLine(
                    file.toString(),
                    line + 1,
                    "the line of names " + names + " is not that of the header",
                    "write the table again");
        }
        for (line++; line < lines.size(); line++) {
            if (!lines.get(line).isBlank() && !lines.get(line).startsWith("#")) {
                row(cells(lines.get(line), line + 1), line + 1);
            }
        }
        return table.build();
    }

    private void header(String text) {
        JsonNode root;
        try {
            // tags such as !!omap say what Python makes of it, which is not wanted here
            root = YAMLMapper.builder().build().readTree(text.replaceAll(":\\s*!!\\w+\\s*\n", ":\n"));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new InputException(
                    file.toString(),
                    "the header is no YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "write the table again",
                    e);
        }
        JsonNode types = root == null ? null : root.path("datatype");
        if (types == null || !types.isArray() || types.isEmpty()) {
            throw new InputException(
                    file.toString(),
                    "the header has no list 'datatype' of the columns",
                    "write it with format='ascii.ecsv'");
        }
        commas = root.path("delimiter").asText(" ").equals(",");
        for (JsonNode type : types) {
            String subtype = type.path("subtype").asText("");
            int length = 0;
            if (subtype.matches("\\w+\\[\\d{1,4}]")) {
                length = Integer.parseInt(subtype.replaceAll("\\w+\\[(\\d+)]", "$1"));
            }
            Column column =
                    new Column(type.path("name").asText(), type.path("datatype").asText(), length);
            if (column.name.isEmpty()) {
                throw new InputException(
                        file.toString(), "a column of the header has no name", "write the table again");
            }
            columns.add(column);
            String unit = type.path("unit").asText("");
            if (length == 0) {
                table.column(column.name, unit);
            }
            for (int i = 0; i < length; i++) {
                table.column(column.name + "_" + i, unit);
            }
        }
    }

    private void row(List<String> cells, int line) {
        if (cells.size() != columns.size()) {
            throw InputException.atLine(
                    file.toString(),
                    line,
                    "has " + cells.size() + " values; the table has " + columns.size() + " columns",
                    "is the file whole?");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Column column = columns.get(i);
            if (column.length == 0) {
                values.add(value(cells.get(i), column, line));
                continue;
            }
            JsonNode array;
            try {
                array = JSON.readTree(cells.get(i));
            } catch (JsonProcessingException e) {
                array = null;
            }
            for (int k = 0; k < column.length; k++) {
                JsonNode element = array == null ? null : array.get(k);
                values.add(element == null || !element.isNumber() ? null : (Object) element.asDouble());
            }
        }
        table.row(values.toArray());
    }

    private Object value(String cell, Column column, int line) {
        if (column.type.equals("string") || column.type.equals("bool")) {
            return cell;
        }
        if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
            return null;
        }
        try {
            return column.type.startsWith("int") || column.type.startsWith("uint")
                    ? (Object) Long.parseLong(cell)
                    : (Object) Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw InputException.atLine(
                    file.toString(), line, "column '" + column.name + "' is '" + cell + "'", "it must be a number");
        }
    }

    /** @return values of a line; a quoted one may hold the separator, and a doubled quote is a quote */
    private List<String> cells(String line, int number) {
        List<String> cells = new ArrayList<>();
        int i = 0;
        while (i <= line.length()) {
            if (!commas) {
                while (i < line.length() && line.charAt(i) == ' ') {
                    i++;
                }
                if (i == line.length()) {
                    break;
                }
            }
            StringBuilder cell = new StringBuilder();
            if (i < line.length() && line.charAt(i) == '"') {
                boolean open = true;
                for (i++; i < line.length() && open; i++) {
                    if (line.charAt(i) != '"') {
                        cell.append(line.charAt(i));
                    } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                        cell.append('"');
                        i++;
                    } else {
                        open = false;
                    }
                }
                if (open) {
                    throw InputException.atLine(file.toString(), number, "a quote is not closed", "close it");
                }
            }
            while (i < line.length() && line.charAt(i) != (commas ? ',' : ' ')) {
                cell.append(line.charAt(i++));
            }
            cells.add(cell.toString());
            if (i == line.length()) {
                break;
            }
            i++;
        }
        return cells;
    }
}
