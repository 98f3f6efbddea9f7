package ciel.workflow.daemon;

import ciel.workflow.campaign.Notification;
import ciel.workflow.stage.PortException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Date;
import java.util.Properties;

/** Sends messages by SMTP. The password is read from its file for each one, and stands in no message of an error. */
final class SmtpMail {
    private static final String PATIENCE_MS = "30000";

    private final Notification.Mail mail;

    SmtpMail(Notification.Mail mail) {
        this.mail = mail;
    }

    private String where() {
        return "[mail " + mail.host() + ":" + mail.port() + "] ";
    }

    /** @throws PortException.CouldNotAsk if the server did not take it; it is tried again later */
    void send(Notifier.Notice notice) throws PortException {
        String password = password();
        Session session = Session.getInstance(properties());
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(mail.from()));
            for (String to : mail.to()) {
                message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
            }
            message.setSubject(
                    line("[ciel " + notice.campaign() + "] " + notice.level() + " " + notice.subject()),
                    StandardCharsets.UTF_8.name());
            message.setSentDate(Date.from(notice.at()));
            message.setText(
                    notice.text() + "\n\nCampaign " + notice.campaign() + ", " + notice.at() + "\n",
                    StandardCharsets.UTF_8.name());
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(mail.user().orElse(null), mail.user().isPresent() ? password : null);
                transport.sendMessage(message, message.getAllRecipients());
            }
        } catch (AuthenticationFailedException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + "the server refuses user " + mail.user().orElse("") + " with the password in "
                            + mail.password().map(Object::toString).orElse("no file"));
        } catch (SendFailedException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, where() + "the message is refused: " + without(password, e));
        } catch (MessagingException e) {
            throw new PortException.CouldNotAsk(PortException.Cause.AWAY, where() + without(password, e));
        }
    }

    private Properties properties() {
        Properties p = new Properties();
        p.put("mail.smtp.host", mail.host());
        p.put("mail.smtp.port", Integer.toString(mail.port()));
        for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            p.put("mail.smtp." + wait, PATIENCE_MS);
        }
        p.put("mail.smtp.auth", Boolean.toString(mail.user().isPresent()));
        p.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (mail.tls()) {
            case STARTTLS -> {
                p.put("mail.smtp.starttls.enable", "true");
                // a password never goes over a connection that anybody can read
                p.put(
                        "mail.smtp.starttls.required",
                        Boolean.toString(mail.user().isPresent()));
            }
            case TLS -> p.put("mail.smtp.ssl.enable", "true");
            case NONE -> {}
        }
        return p;
    }

    private String password() throws PortException {
        if (mail.password().isEmpty()) {
            return "";
        }
        try {
            return Files.readString(mail.password().get()).strip();
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN,
                    where() + mail.password().get() + ": the password cannot be read ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    /** One line, without what could begin another field of the header. */
    private static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    }

    private static String without(String password, MessagingException e) {
        String text = line(String.valueOf(e.getMessage()));
        return password.isEmpty() ? text : text.replace(password, "(the password)");
    }
}
