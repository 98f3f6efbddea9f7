package ciel.sim.exposure;

/**
 * What became of a catalog, for the summary of a rendering.
 *
 * @param substitutedSeds SED files that were not found; null where the scene has no SEDs
 * @param droppedLines    what was left out; null where nothing can be
 */
record CatalogFindings(RenderSummary.SubstitutedSeds substitutedSeds, RenderSummary.DroppedLines droppedLines) {
    /** Of a scene table: every row is drawn, or the first bad one ends the run. */
    static final CatalogFindings NONE = new CatalogFindings(null, null);
}
