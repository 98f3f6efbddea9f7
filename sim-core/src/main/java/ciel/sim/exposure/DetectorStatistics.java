package ciel.sim.exposure;

/**
 * What the drawing of one detector took. Memory and CPU time are those of the whole process when the detector was
 * finished: detectors are drawn side by side.
 *
 * @param detector   such as R22_S11
 * @param began      s since the process was started
 * @param ended      s since the process was started
 * @param objects    rows of its truth table
 * @param photons    shot for it
 * @param electrons  sum of the electron image
 * @param bytes      of its files
 * @param sources    s to choose its objects and to fit its optics
 * @param shooting   s for photons
 * @param background s for sky and cosmic rays
 * @param readout    s for readout
 * @param write      s for writing files
 * @param cpu        s of CPU time of the process so far
 * @param resident   bytes of memory of the process
 * @param peak       largest resident memory of the process so far (bytes)
 */
public record DetectorStatistics(
        String detector,
        double began,
        double ended,
        long objects,
        long photons,
        long electrons,
        long bytes,
        double sources,
        double shooting,
        double background,
        double readout,
        double write,
        double cpu,
        long resident,
        long peak) {
    static DetectorStatistics of(double began, RenderSummary.DetectorRow row, StageClock clock) {
        RenderSummary.Seconds seconds = clock.seconds();
        return new DetectorStatistics(
                row.name(),
                began,
                seconds.total(),
                row.objects(),
                row.photons(),
                row.electrons(),
                row.files().stream().mapToLong(RenderSummary.OutputFile::bytes).sum(),
                seconds.setup(),
                seconds.photons(),
                seconds.background(),
                seconds.readout(),
                seconds.write(),
                seconds.cpu(),
                ProcessMemory.resident(),
                ProcessMemory.peak());
    }

    /** @return photons a second of the stage that shoots them */
    public double photonsPerSecond() {
        return shooting > 0 ? photons / shooting : 0;
    }
}
