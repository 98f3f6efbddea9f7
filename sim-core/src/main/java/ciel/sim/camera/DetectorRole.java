package ciel.sim.camera;

/** What a detector is for. */
public enum DetectorRole {
    SCIENCE,
    GUIDER,
    WAVEFRONT
}
