package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * Something that goes wrong with the next requests that match.
 *
 * @param match a regular expression for "METHOD /path"
 * @param times how often; each matching request uses up one
 * @param action "status" answers without doing; "drop_before" closes the connection without doing; "drop_after"
 *      does, and closes the connection without an
 *     answer; "drip" does, and sends the answer byte by byte; "html" answers with a page that is not JSON
 * @param status HTTP status of "status" and "html"
 * @param code code of the error document of "status"
 * @param retryAfter Retry-After header of "status", in seconds; 0 for none
 * @param millisPerByte pace of "drip"
 * @param extra a JSON object whose fields are added to the error document of "status"; null for none
 */
public record ServiceFault(
        Pattern match,
        int times,
        String action,
        int status,
        String code,
        int retryAfter,
        int millisPerByte,
        ObjectNode extra) {
    public static ServiceFault status(String match, int times, int status, String code) {
        return new ServiceFault(Pattern.compile(match), times, "status", status, code, 0, 0, null);
    }

    public static ServiceFault rateLimit(String match, int times, int retryAfter) {
        return new ServiceFault(Pattern.compile(match), times, "status", 429, "TooManyRequests", retryAfter, 0, null);
    }

    public static ServiceFault action(String match, int times, String action) {
        return new ServiceFault(Pattern.compile(match), times, action, 502, "BadGateway", 0, 20, null);
    }

    static ServiceFault of(JsonNode n) {
        return new ServiceFault(
                Pattern.compile(n.path("match").asText(".*")),
                n.path("times").asInt(1),
                n.path("action").asText("status"),
                n.path("status").asInt(502),
                n.path("code").asText("BadGateway"),
                n.path("retry_after").asInt(0),
                n.path("millis_per_byte").asInt(20),
                n.path("extra") instanceof ObjectNode o ? o : null);
    }

    ServiceFault oneLess() {
        return new ServiceFault(match, times - 1, action, status, code, retryAfter, millisPerByte, extra);
    }
}
