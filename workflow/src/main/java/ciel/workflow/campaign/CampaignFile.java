package ciel.workflow.campaign;

import ciel.sim.InputException;
import ciel.sim.yaml.Problems;
import ciel.sim.yaml.YamlDocument;
import ciel.sim.yaml.YamlSchema;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** Reads campaign files, and writes a first one. */
public final class CampaignFile {
    /** As in {@code https://user:secret@host}. */
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/@\\s:]*:[^/@\\s]+@");

    private static final YamlSchema SCHEMA = new YamlSchema(CampaignFile.class, "campaign.schema.json", "a campaign");

    private CampaignFile() {}

    /** @throws InputException when it cannot be read as YAML */
    static YamlDocument read(Path file) {
        return YamlDocument.read(file, "a campaign file", "ciel campaign init writes one");
    }

    /**
     * Reads and checks a campaign file. Catalogs are looked at by {@link CampaignVisits}.
     *
     * @throws InputException that names line, column, problem and remedy of everything that is wrong
     */
    public static Campaign load(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        YamlDocument document = read(file);
        Problems problems = new Problems(document);
        requireNoPasswords(document.root(), "", problems);
        problems.throwIfAny(); // before any other message could show one
        SCHEMA.check(document.root(), problems);
        problems.throwIfAny();
        Campaign campaign = new CampaignReader(absolute, document.root(), problems).campaign();
        problems.throwIfAny();
        return campaign;
    }

    /** The text of the file goes into the ledger, and addresses into messages: none may hold a password. */
    private static void requireNoPasswords(JsonNode node, String pointer, Problems problems) {
        node.properties()
                .forEach(e -> requireNoPasswords(
                        e.getValue(),
                        pointer + "/" + e.getKey().replace("~", "~0").replace("/", "~1"),
                        problems));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            requireNoPasswords(node.get(i), pointer + "/" + i, problems);
        }
        if (node.isTextual() && PASSWORD.matcher(node.asText()).find()) {
            problems.add(
                    pointer,
                    YamlSchema.name(pointer) + " has an address with a password",
                    "take it out, and change it if others could read the file; secrets stand in files of their own: a token "
                            + "file, ~/.pgpass, ssh keys");
        }
    }

    /** @return the text of a campaign file, for the ledger */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read", e.toString(), e);
        }
    }

    /** @return a commented campaign file that is valid, with this name */
    public static String template(String name) {
        try (InputStream in = CampaignFile.class.getResourceAsStream("/ciel/workflow/campaign/template.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("campaign: NAME", "campaign: " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a commented campaign file.
     *
     * @throws InputException when the file is there already
     */
    public static void init(Path file) {
        String base = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        String name = base.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        name = name.substring(0, Math.min(name.length(), 40)).replaceAll("-$", "");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(
                    file,
                    template(name.isEmpty() ? "campaign" : name),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new InputException(file.toString(), "is there already", "name another file, or remove it", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
