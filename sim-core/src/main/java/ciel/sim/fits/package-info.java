/**
 * Files: e-image, raw, manifest, pictures; and an inspector for any FITS file. Written whole or not at all.
 *
 * <p><b>Names.</b> All files of one detector of one visit share {@code
 * <visit>-<snap>-<band>-<raft>_<sensor>-det<nnn>} ({@link ciel.sim.fits.FileNames}):
 * {@code eimage_….fits}, {@code amp_….fits.fz}, {@code truth_….parquet}, {@code preview_….png} and, last, {@code
 * manifest_….json}.
 *
 * <p><b>Order.</b> {@link ciel.sim.fits.WholeFile#removeLeftovers} once when a run begins; {@link
 * ciel.sim.fits.RenderManifest#withdraw} before the first file of a
 * detector is replaced; then the files, in any order; {@link ciel.sim.fits.RenderManifest#write} after all of them.
 * Whoever finds a manifest finds what it names,
 * whole; whoever finds none must not take the files.
 *
 * <p><b>Headers</b> hold every keyword that imSim 2.1 writes ({@code IMSIMVER} excepted: it is {@code CIELVER} here),
 * with these differences, all on purpose:
 * <ul>
 * <li>AMSTART, ELSTART, AZSTART, AMEND and the added ELEND, AZEND are those of the start and the end; imSim gives the
 * middle for all of them.</li>
 * <li>HASTART and HAEND take MJD for TAI, as the header says; imSim takes it for UTC there and is 37 s, 0.155 deg,
 * ahead.</li>
 * <li>The e-image is int32, not float32: electrons are counted.</li>
 * <li>World coordinates are in FITS pixels, of which the first is 1; imSim's are one less. Those of a raw segment
 * count the prescan and flip the SIP terms;
 * imSim's do neither and lie 11 px (E2V) off along x.</li>
 * <li>Every HDU has CHECKSUM and DATASUM. SEED, TIER, CONFHASH and the PKGnnnnn / VERnnnnn pairs say
 * how to make the same bits again. Engine and device are in the manifest: the same seed gives the same files on any.</li>
 * </ul>
 *
 * <p><b>Standards.</b> FITS 4.0 (Pence et al. 2010 and later); tile compression (White et al. 2013; FITS 4.0 section
 * 10); checksums (FITS 4.0 appendix J);
 * SIP (Shupe et al. 2005).
 */
package ciel.sim.fits;
