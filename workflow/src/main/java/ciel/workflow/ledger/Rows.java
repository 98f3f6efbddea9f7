package ciel.workflow.ledger;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of the database as records; the columns come in the order of {@link Sql}. */
final class Rows {
    private Rows() {}

    static Instant time(ResultSet r, int column) throws SQLException {
        long millis = r.getLong(column);
        // 0 where there is nothing; asking costs as much as reading
        return millis == 0 && r.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static CampaignRow campaign(ResultSet r) throws SQLException {
        return new CampaignRow(
                r.getLong(1),
                r.getString(2),
                CampaignState.of(r.getInt(3)),
                r.getString(4),
                r.getString(5),
                r.getString(6),
                r.getInt(7),
                time(r, 8),
                time(r, 9),
                r.getLong(10),
                r.getLong(11),
                r.getLong(12),
                detectors(r.getString(13)),
                List.of(r.getString(14).split(",")));
    }

    static String numbers(List<Detector> detectors) {
        return detectors.stream().map(d -> Integer.toString(d.number())).collect(Collectors.joining(","));
    }

    private static List<Detector> detectors(String numbers) {
        Camera camera = Camera.lsst();
        return Stream.of(numbers.split(","))
                .map(n -> camera.detector(Integer.parseInt(n)))
                .toList();
    }

    static VisitRow visit(ResultSet r) throws SQLException {
        return new VisitRow(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                Band.values()[r.getInt(4)],
                r.getInt(5),
                r.getDouble(6),
                r.getDouble(7),
                r.getDouble(8),
                r.getString(9),
                r.getLong(10),
                r.getLong(11),
                r.getInt(12));
    }

    static UnitRow unit(ResultSet r) throws SQLException {
        return new UnitRow(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                r.getLong(4),
                r.getInt(5),
                UnitState.of(r.getInt(6)),
                time(r, 7),
                r.getInt(8),
                r.getInt(9),
                r.getLong(10),
                r.getString(11),
                r.getLong(12),
                r.getInt(13),
                r.getInt(14),
                time(r, 15),
                r.getLong(16));
    }

    static UnitProducts products(ResultSet r) throws SQLException {
        String listing = r.getString(6);
        return new UnitProducts(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                r.getInt(4),
                r.getLong(5),
                listing == null ? List.of() : files(listing));
    }

    static DeliveryRow delivery(ResultSet r) throws SQLException {
        return new DeliveryRow(
                r.getLong(1),
                r.getInt(2),
                DeliveryState.of(r.getInt(3)),
                time(r, 4),
                r.getInt(5),
                r.getInt(6),
                r.getString(7),
                time(r, 8),
                r.getLong(9));
    }

    static JobRow job(ResultSet r) throws SQLException {
        return new JobRow(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                r.getInt(4),
                r.getString(5),
                JobState.of(r.getInt(6)),
                time(r, 7),
                r.getString(8),
                time(r, 9),
                time(r, 10),
                time(r, 11),
                time(r, 12),
                r.getInt(13),
                r.getInt(14),
                r.getLong(15) / 1000.0,
                r.getInt(16),
                r.getLong(17),
                r.getString(18),
                r.getLong(19));
    }

    static Act act(ResultSet r) throws SQLException {
        return new Act(
                r.getLong(1),
                r.getString(2),
                r.getString(3),
                r.getString(4),
                time(r, 5),
                time(r, 6),
                r.getString(7),
                r.getLong(8));
    }

    static EventRow event(ResultSet r) throws SQLException {
        return new EventRow(
                r.getLong(1),
                EventRow.Kind.of(r.getInt(2)),
                r.getLong(3),
                r.getLong(4),
                r.getLong(5),
                r.getInt(6),
                time(r, 7),
                r.getInt(8),
                r.getInt(9),
                r.getInt(10),
                r.getString(11),
                r.getLong(12),
                r.getLong(13),
                r.getString(14),
                r.getString(15));
    }

    static VisitTally visitTally(ResultSet r) throws SQLException {
        return new VisitTally(r.getLong(1), r.getLong(2), r.getInt(3), UnitState.of(r.getInt(4)), r.getInt(5));
    }

    static ProgressRow progress(ResultSet r) throws SQLException {
        return new ProgressRow(
                EventRow.Kind.of(r.getInt(1)), r.getInt(2), r.getInt(3), time(r, 4), r.getLong(5), r.getLong(6));
    }

    static RateRow rate(ResultSet r) throws SQLException {
        return new RateRow(
                r.getString(1),
                r.getString(2),
                r.getString(3),
                Band.values()[r.getInt(4)],
                r.getLong(5),
                r.getLong(6) / 1000.0,
                r.getLong(7) / 1000.0,
                r.getLong(8),
                r.getLong(9));
    }

    static Notice notice(ResultSet r) throws SQLException {
        return new Notice(r.getString(1), r.getString(2), time(r, 3), time(r, 4), r.getLong(5));
    }

    /** @return one file a line: path, size, adler32, sha256 */
    static String listing(List<ProductFile> files) {
        StringBuilder out = new StringBuilder();
        for (ProductFile f : files) {
            if (f.path().indexOf('\t') >= 0 || f.path().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the name '" + f.path() + "' holds a tab or a line end");
            }
            out.append(f.path()).append('\t').append(f.bytes()).append('\t').append(f.adler32());
            out.append('\t').append(f.sha256()).append('\n');
        }
        return out.toString();
    }

    static List<ProductFile> files(String listing) {
        return listing.lines()
                .map(line -> line.split("\t", -1))
                .map(p -> new ProductFile(p[0], Long.parseLong(p[1]), p[2], p[3]))
                .toList();
    }
}
