package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.campaign.Notification;
import ciel.workflow.stage.PortException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages by mail, at a real SMTP server. */
@Timeout(60)
class SmtpMailTest {
    private static final String CANARY = "canary-mail-41c7";

    @TempDir
    Path folder;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Notification.Mail mail(Notification.Mail.Tls tls, Optional<String> user, Optional<Path> password) {
        return new Notification.Mail(
                List.of("operator@example.org", "second@example.org"),
                "ciel@example.org",
                "127.0.0.1",
                server.getSmtp().getPort(),
                tls,
                user,
                password);
    }

    private static void tell(Notification.Mail mail, String text) throws PortException {
        new CommandNotifier(Map.of("dr1", new Notification(List.of(), Optional.of(mail))), Map.of("dr1", Path.of(".")))
                .tell(new Notifier.Notice(
                        Notifier.Level.ERROR,
                        "dr1",
                        "site idris\r\nBcc: thief@example.org",
                        "site/idris/human",
                        text,
                        Instant.parse("2027-01-01T00:00:00Z")));
    }

    @Test
    void aMessageArrivesAtTheServerOfTheCampaignFile() throws Exception {
        tell(mail(Notification.Mail.Tls.STARTTLS, Optional.empty(), Optional.empty()), "the certificate has ended: é");
        MimeMessage[] got = server.getReceivedMessages();
        assertEquals(2, got.length, "one for each address");
        assertEquals(2, got[0].getRecipients(Message.RecipientType.TO).length);
        assertEquals("[ciel dr1] ERROR site idris Bcc: thief@example.org", got[0].getSubject());
        assertEquals(null, got[0].getHeader("Bcc"), "a text begins no field of the header");
        assertTrue(got[0].getContent().toString().contains("the certificate has ended: é"));
        assertTrue(got[0].getFrom()[0].toString().contains("ciel@example.org"));
    }

    @Test
    void aUserLogsInWithThePasswordOfAFile() throws Exception {
        server.setUser("ciel@example.org", "ciel", CANARY);
        server.getManagers().getUserManager().setAuthRequired(true);
        Path password = Files.writeString(folder.resolve("password"), CANARY + "\n");
        Notification.Mail mail = mail(Notification.Mail.Tls.NONE, Optional.of("ciel"), Optional.of(password));
        tell(mail, "x");
        assertEquals(2, server.getReceivedMessages().length);
        Files.writeString(password, "wrong-" + CANARY);
        PortException.CouldNotAsk refused = assertThrows(PortException.CouldNotAsk.class, () -> tell(mail, "x"));
        assertEquals(PortException.Cause.HUMAN, refused.kind());
        assertTrue(refused.getMessage().contains("refuses user ciel with the password in " + password));
        assertFalse(refused.getMessage().contains(CANARY), refused.getMessage());
    }

    @Test
    void aPasswordNeverGoesOverAPlainConnection() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), CANARY);
        PortException.CouldNotAsk refused = assertThrows(
                PortException.CouldNotAsk.class,
                () -> tell(mail(Notification.Mail.Tls.STARTTLS, Optional.of("ciel"), Optional.of(password)), "x"));
        assertTrue(refused.getMessage().contains("STARTTLS"), refused.getMessage());
        assertFalse(refused.getMessage().contains(CANARY), refused.getMessage());
    }

    @Test
    void aServerThatIsDownIsAskedAgain() {
        Notification.Mail mail = mail(Notification.Mail.Tls.NONE, Optional.empty(), Optional.empty());
        server.stop();
        PortException.CouldNotAsk away = assertThrows(PortException.CouldNotAsk.class, () -> tell(mail, "x"));
        assertEquals(PortException.Cause.AWAY, away.kind());
        assertTrue(away.getMessage().startsWith("[mail 127.0.0.1:"), away.getMessage());
    }
}
