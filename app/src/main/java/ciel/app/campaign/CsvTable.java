package ciel.app.campaign;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values (RFC 4180) with a line of names, lines ended by a line feed. */
final class CsvTable implements ExportTable {
    private final OutputStream out;

    CsvTable(OutputStream out, List<Column> columns) throws IOException {
        this.out = out;
        line(columns.stream().map(Column::name).collect(Collectors.joining(",")));
    }

    @Override
    public void row(Object... values) throws IOException {
        line(Arrays.stream(values)
                .map(v -> v == null ? "" : quoted(v.toString()))
                .collect(Collectors.joining(",")));
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    private void line(String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        // nothing is left
    }
}
