package ciel.workflow.campaign;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A small OpSim database for tests: visits 70, 71 and 72 of night 1, visit 80 of night 2. */
public final class SampleDatabase {
    /** A table of two visits, 5 and 6. */
    public static final String ECSV = """
            # %ECSV 1.0
            # ---
            # datatype:
            # - {name: visit, datatype: int64}
            # - {name: ra, unit: deg, datatype: float64}
            # - {name: dec, unit: deg, datatype: float64}
            # - {name: obs_start_mjd, datatype: float64}
            # - {name: exp_time, unit: s, datatype: float64}
            # - {name: altitude, unit: deg, datatype: float64}
            # - {name: azimuth, unit: deg, datatype: float64}
            # - {name: sky_rotation, unit: deg, datatype: float64}
            # - {name: band, datatype: string}
            # delimiter: ','
            # schema: astropy-2.0
            visit,ra,dec,obs_start_mjd,exp_time,altitude,azimuth,sky_rotation,band
            5,56,-34,60676.1,15,60,90,10,r
            6,56,-34,60676.2,30,62,91,12,i
            """;

    private SampleDatabase() {}

    /** Writes it. */
    public static void write(Path file) throws SQLException {
        add(
                file,
                "CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL, observationStartMJD REAL,"
                        + " visitExposureTime REAL, visitTime REAL, numExposures INTEGER, filter TEXT, rotTelPos REAL,"
                        + " rotSkyPos REAL, paraAngle REAL, altitude REAL, azimuth REAL, airmass REAL, seeingFwhm500 REAL,"
                        + " night INTEGER, note TEXT)",
                "INSERT INTO observations VALUES (70, 56, -34, 60676.1, 30, 34, 2, 'g', 10, 20, -10, 60, 90, 1.15, 0.7, 1, 'a')",
                "INSERT INTO observations VALUES (71, 56.1, -34, 60676.2, 30, 31, 1, 'r_57', 10, 20, -10, 61, 91, 1.14, 0.8, 1, 'b')",
                "INSERT INTO observations VALUES (72, 56.2, -34, 60676.3, 30, 31, 1, 'i', 10, 20, -10, 62, 92, 1.13, 0.9, 1, 'b')",
                "INSERT INTO observations VALUES (80, 150, 2, 60677.2, 30, 31, 1, 'r', 10, 20, -10, 63, 93, 1.12, 0.7, 2, 'b')");
    }

    /** Runs statements. */
    public static void add(Path file, String... sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement s = c.createStatement()) {
            for (String one : sql) {
                s.executeUpdate(one);
            }
        }
    }
}
