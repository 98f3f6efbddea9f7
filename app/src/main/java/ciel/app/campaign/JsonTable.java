package ciel.app.campaign;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One JSON array of objects, a row a line. */
final class JsonTable implements ExportTable {
    private final JsonGenerator out;
    private final List<Column> columns;

    JsonTable(OutputStream stream, List<Column> columns) throws IOException {
        this.out =
                CampaignVerb.JSON.getFactory().createGenerator(stream).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        this.columns = columns;
        out.writeStartArray();
    }

    @Override
    public void row(Object... values) throws IOException {
        out.writeRaw('\n');
        out.writeStartObject();
        for (int i = 0; i < values.length; i++) {
            out.writeFieldName(columns.get(i).name());
            switch (values[i]) {
                case null -> out.writeNull();
                case Long n -> out.writeNumber(n);
                case Double x -> out.writeNumber(x);
                default -> out.writeString(values[i].toString());
            }
        }
        out.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        out.writeRaw('\n');
        out.writeEndArray();
        out.writeRaw('\n');
        out.close();
    }
}
