package ciel.sim.exposure;

import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.ObjectSpectrum;

/**
 * An object with what does not depend on the detector.
 *
 * @param place         of the object in the catalog's region; the pieces of a long trail, one after the other, have the
 *      same
 * @param listed        what the catalog has
 * @param object        what is drawn: the same, or a piece of it
 * @param focalX        focal plane (mm)
 * @param focalY        focal plane (mm)
 * @param reach         distance (mm) to which its light matters; 0: only where the catalog's own selection takes it
 * @param spectrum      its light in the envelope band
 * @param magnification of its flux by lensing
 * @param key           its part of every random number
 * @param supply        its photons
 */
record PreparedObject(
        int place,
        SkyObject listed,
        SkyObject object,
        float focalX,
        float focalY,
        float reach,
        ObjectSpectrum spectrum,
        double magnification,
        long key,
        PhotonSupply supply) {
    /** @return whether it is one of the pieces of a long trail */
    boolean isPiece() {
        return listed != object;
    }
}
