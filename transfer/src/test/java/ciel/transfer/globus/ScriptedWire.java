package ciel.transfer.globus;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Answers from a list; the last one for ever. */
final class ScriptedWire implements Wire {
    private final Deque<Object> answers = new ArrayDeque<>();
    final List<Call> calls = new ArrayList<>();
    final List<String> authorizations = new ArrayList<>();

    ScriptedWire answer(int status, String body, String... headers) {
        answers.add(new Object[] {status, body, headers});
        return this;
    }

    ScriptedWire fail() {
        answers.add(new IOException("connection reset"));
        return this;
    }

    @Override
    public synchronized Reply send(Call call, Secret authorization) throws IOException {
        calls.add(call);
        authorizations.add(authorization == null ? null : authorization.reveal());
        Object a = answers.size() > 1 ? answers.poll() : answers.peek();
        if (a instanceof IOException e) {
            throw e;
        }
        Object[] parts = (Object[]) a;
        String[] h = (String[]) parts[2];
        return new Reply((int) parts[0], h.length == 0 ? Map.of() : Map.of(h[0], h[1]), (String) parts[1], List.of());
    }
}
