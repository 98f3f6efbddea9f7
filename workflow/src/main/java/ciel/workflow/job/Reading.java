package ciel.workflow.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** What a JSON parser says, in one line without the names of classes. */
final class Reading {
    private Reading() {}

    static String reason(IOException e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        if (deepest instanceof IllegalArgumentException ours) {
            return ours.getMessage();
        }
        String text = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        String line = text == null ? e.toString() : text.lines().findFirst().orElse("");
        int classes = line.indexOf(" (class ");
        String plain = classes < 0 ? line : line.substring(0, classes);
        return plain.contains("ciel.") ? "it is not the JSON object that is expected" : plain;
    }
}
