package ciel.workflow.daemon;

import ciel.workflow.campaign.Notification;
import ciel.workflow.stage.PortException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells people as each campaign's file says: a command, which finds the message as one line of JSON on its standard input
 * ({@code level, campaign, subject, cause, text, at}), and mail by SMTP.
 */
public final class CommandNotifier implements Notifier {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Notification> byCampaign;
    private final Map<String, Path> folders;

    /**
     * @param byCampaign whom to tell, by name of the campaign
     * @param folders    where commands are started, by name of the campaign
     */
    public CommandNotifier(Map<String, Notification> byCampaign, Map<String, Path> folders) {
        this.byCampaign = Map.copyOf(byCampaign);
        this.folders = Map.copyOf(folders);
    }

    @Override
    public void tell(Notice notice) throws PortException {
        Notification to = byCampaign.get(notice.campaign());
        if (to == null) {
            return;
        }
        if (!to.command().isEmpty()) {
            run(to.command(), folders.get(notice.campaign()), json(notice) + "\n");
        }
        if (to.mail().isPresent()) {
            new SmtpMail(to.mail().get()).send(notice);
        }
    }

    private static String json(Notice notice) {
        ObjectNode root = JSON.createObjectNode();
        root.put("level", notice.level().name())
                .put("campaign", notice.campaign())
                .put("subject", notice.subject())
                .put("cause", notice.cause())
                .put("text", notice.text())
                .put("at", notice.at().toString());
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings has a JSON form", e);
        }
    }

    private static void run(List<String> command, Path folder, String input) throws PortException {
        List<String> words = new ArrayList<>(command);
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it does not read; its exit code counts
            }
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new PortException.CouldNotAsk(
                        PortException.Cause.AWAY,
                        words.getFirst() + " did not end within " + PATIENCE.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new PortException.CouldNotAsk(
                        PortException.Cause.AWAY, words.getFirst() + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, words.getFirst() + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortException.CouldNotAsk(PortException.Cause.AWAY, words.getFirst() + ": interrupted", e);
        }
    }
}
