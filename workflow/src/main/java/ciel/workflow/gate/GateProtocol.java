package ciel.workflow.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What both ends of the gate agree on. After a greeting line, {@code CIEL-GATE {"protocol":1,...}}, the client writes
 * requests, each a line of UTF-8 JSON of at most {@value #MAX_LINE_BYTES} bytes with {@code id}, {@code verb} and the
 * verb's arguments; the gate answers each in turn with a line {@code {"id":..,"ok":true,...}} or
 * {@code {"id":..,"ok":false,"error":KIND,"text":..}}. A successful {@code read} is followed by exactly {@code
 * length} bytes
 * of the file.
 */
final class GateProtocol {
    /** First word of the greeting: login scripts of a site may print lines before it. */
    static final String MAGIC = "CIEL-GATE ";

    static final int VERSION = 1;
    /** A longer request line is answered {@code toolong}, and the gate ends. */
    static final int MAX_LINE_BYTES = 64 * 1024;
    /** The most that one read returns (bytes). */
    static final int MAX_READ_BYTES = 64 << 20;
    /** Exit code of a gate whose file became shorter while it was sent: the frame cannot be kept. */
    static final int SHORT_FILE = 75;

    /** Strict: no duplicate keys, no NaN, no trailing text, no deep nesting, no long numbers. */
    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(6)
                            .maxNumberLength(20)
                            .maxNameLength(64)
                            .maxStringLength(MAX_LINE_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private GateProtocol() {}

    /** @return the object in a line @throws GateRefusal when the line does not hold exactly one JSON object in UTF-8 */
    static ObjectNode parse(byte[] line, int length) throws GateRefusal {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // what the parser says may quote the request or name its own classes
        }
        throw GateRefusal.bad("the line is not one JSON object");
    }

    /** @return an integer argument @throws GateRefusal when it is missing, no integer, or outside the limits */
    static long integer(JsonNode request, String name, long least, long most) throws GateRefusal {
        JsonNode value = request.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw GateRefusal.bad(name + " must be an integer from " + least + " to " + most);
        }
        if (value.longValue() < least || value.longValue() > most) {
            throw GateRefusal.bad(name + " is " + value.longValue() + "; must be from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** @return an integer argument, or the default where it is missing */
    static long integer(JsonNode request, String name, long least, long most, long otherwise) throws GateRefusal {
        return request.has(name) ? integer(request, name, least, most) : otherwise;
    }

    /** @return a text argument @throws GateRefusal when it is missing or no text */
    static String text(JsonNode request, String name) throws GateRefusal {
        JsonNode value = request.path(name);
        if (!value.isTextual()) {
            throw GateRefusal.bad(name + " must be a text");
        }
        return value.textValue();
    }
}
