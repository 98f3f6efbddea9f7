package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The collections: each a folder of this machine that its paths cannot leave. */
final class Shares {
    /** One collection. @param dataAccess whether the data_access consent is wanted */
    record Share(String id, String name, Path root, boolean dataAccess) {
        /** The file for a path of the collection; {@code ~} is the root; a path that climbs or links out is refused. */
        Path resolve(String path) {
            String p = path.startsWith("/~") ? path.substring(1) : path;
            if (p.equals("~") || p.startsWith("~/")) {
                p = p.substring(1);
            }
            if (p.indexOf('\0') >= 0) {
                throw new Problem(400, "ClientError.BadRequest", "a path has no NUL");
            }
            List<String> parts = new ArrayList<>();
            for (String s : p.split("/")) {
                if (s.equals("..")) {
                    if (!parts.isEmpty()) {
                        parts.removeLast();
                    }
                } else if (!s.isEmpty() && !s.equals(".")) {
                    parts.add(s);
                }
            }
            Path file = root;
            for (String s : parts) {
                file = file.resolve(s);
            }
            Path there = file;
            while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && !there.equals(root)) {
                there = there.getParent();
            }
            try {
                Path parent = there.equals(root)
                        ? root.toRealPath()
                        : there.getParent().toRealPath();
                boolean out = !parent.startsWith(root.toRealPath());
                if (!out && Files.isSymbolicLink(there) && Files.exists(there)) {
                    out = !there.toRealPath().startsWith(root.toRealPath());
                }
                if (out) {
                    throw new Problem(403, "EndpointPermissionDenied", "the path leads out of the collection");
                }
            } catch (IOException e) {
                throw new Problem(404, "ClientError.NotFound", "no such path");
            }
            return file;
        }
    }

    private final Map<String, Share> shares = new LinkedHashMap<>();

    synchronized void add(Share s) {
        shares.put(s.id(), s);
    }

    synchronized Share get(String id) {
        Share s = shares.get(id);
        if (s == null) {
            throw new Problem(404, "EndpointNotFound", "no collection has the id '" + id + "'");
        }
        return s;
    }

    synchronized List<Share> all() {
        return List.copyOf(shares.values());
    }

    static ObjectNode document(Share s, String owner) {
        ObjectNode n = Web.object();
        n.put("DATA_TYPE", "endpoint")
                .put("id", s.id())
                .put("display_name", s.name())
                .put("canonical_name", "example#" + s.id())
                .put("entity_type", "GCSv5_mapped_collection")
                .put("owner_id", owner)
                .put("owner_string", "ada@example.org")
                .put("description", "a folder for tests")
                .put("organization", "Example")
                .put("default_directory", "/~/")
                .put("public", true)
                .put("shareable", false)
                .put("is_globus_connect", false)
                .put("force_encryption", false)
                .put("force_verify", false)
                .put("disable_verify", false)
                .put("high_assurance", false)
                .put("local_user_info_available", true)
                .put("non_functional", false)
                .put("subscription_id", (String) null)
                .put("keywords", (String) null)
                .put("department", (String) null)
                .put("contact_email", (String) null)
                .put("contact_info", (String) null)
                .put("info_link", (String) null)
                .put("gcp_connected", (String) null)
                .put("gcp_paused", (String) null)
                .put("host_endpoint_id", (String) null)
                .put("mapped_collection_id", (String) null)
                .put("acl_available", true)
                .put("non_functional_endpoint_id", (String) null)
                .put("tlsftp_server", (String) null)
                .put("https_server", (String) null);
        n.putArray("DATA");
        return n;
    }
}
