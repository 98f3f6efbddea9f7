package ciel.app.globus;

import ciel.transfer.globus.GlobusException;
import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code COLLECTION_ID[:PATH]}. @param path null when none is given */
record Place(String collection, String path) {
    static final class Converter implements ITypeConverter<Place> {
        @Override
        public Place convert(String text) {
            int colon = text.indexOf(':');
            String id = colon < 0 ? text : text.substring(0, colon);
            try {
                UUID.fromString(id);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + id + "' is not the id of a collection (a UUID)");
            }
            String path = colon < 0 ? "" : text.substring(colon + 1);
            return new Place(id, path.isEmpty() ? null : path);
        }
    }

    String needPath() {
        if (path == null) {
            throw new GlobusException(
                    GlobusException.Kind.BAD_INPUT,
                    "a path is needed after " + collection + ":",
                    "write COLLECTION_ID:PATH");
        }
        return path;
    }
}
