package ciel.transfer.webdav;

import java.io.CharArrayReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The answer to PROPFIND (RFC 4918): one resource each. Document types and entities are refused, so a hostile answer
 * can neither grow nor reach out.
 */
final class DavListing {
    /**
     * One resource.
     *
     * @param href       as the server wrote it, one character a byte
     * @param collection whether it is a directory
     * @param size       byte
     * @param modified   {@link Instant#EPOCH} if not told
     * @param etag       empty if not told
     */
    record Resource(String href, boolean collection, long size, Instant modified, String etag) {}

    private DavListing() {}

    static List<Resource> parse(byte[] xml) throws IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            NodeList responses = builder.parse(source(xml)).getElementsByTagNameNS("DAV:", "response");
            List<Resource> out = new ArrayList<>();
            for (int i = 0; i < responses.getLength(); i++) {
                Element r = (Element) responses.item(i);
                String size = text(r, "getcontentlength");
                String date = text(r, "getlastmodified");
                boolean collection =
                        r.getElementsByTagNameNS("DAV:", "collection").getLength() > 0
                                || text(r, "iscollection").equals("1");
                out.add(new Resource(
                        text(r, "href"),
                        collection,
                        size.matches("[0-9]{1,18}") ? Long.parseLong(size) : 0,
                        date(date),
                        text(r, "getetag")));
            }
            return out;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the answer to PROPFIND is not the XML it should be: " + e.getMessage(), e);
        }
    }

    /**
     * XRootD writes the bytes of a name as they are, also when they are not UTF-8; read as ISO 8859-1 none is lost.
     * Control characters, which XML forbids, become DEL, which no
     * name may have either.
     */
    private static InputSource source(byte[] xml) {
        char[] text = new String(xml, StandardCharsets.ISO_8859_1).toCharArray();
        for (int i = 0; i < text.length; i++) {
            if (text[i] < 0x20 && text[i] != '\n' && text[i] != '\r' && text[i] != '\t') {
                text[i] = 0x7f;
            }
        }
        return new InputSource(new CharArrayReader(text));
    }

    private static String text(Element in, String name) {
        Node node = in.getElementsByTagNameNS("DAV:", name).item(0);
        return node == null
                ? ""
                : name.equals("href")
                        ? node.getTextContent()
                        : node.getTextContent().strip();
    }

    private static Instant date(String text) {
        for (DateTimeFormatter f : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, DateTimeFormatter.ISO_DATE_TIME)) {
            try {
                return ZonedDateTime.parse(text, f).toInstant();
            } catch (DateTimeException e) {
                // the next format
            }
        }
        return Instant.EPOCH;
    }
}
