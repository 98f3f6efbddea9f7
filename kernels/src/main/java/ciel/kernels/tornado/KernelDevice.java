package ciel.kernels.tornado;

/** What runs the kernels of this package. Not for several threads at once. */
interface KernelDevice extends AutoCloseable {
    /** @return what it is, in words */
    String name();

    /** @return photons of a work-item: enough to pay for the search of its first piece */
    int run();

    /** @return photons of a call: what is told of progress in between, and how much is repeated after nothing */
    long photonsAtOnce();

    /** Adds the photons of a list to its charge and counts those that were kept. */
    void shoot(PhotonBuffers photons);

    /** Adds the sky to its charge. */
    void addSky(SkyBuffers sky);

    /** Moves the boundaries of the pixels. */
    void moveEdges(EdgeBuffers edges);

    /** Reads a CCD out; its charge stays as it is. */
    void readOut(ReadoutBuffers readout);

    /** Gives everything back; never fails. */
    @Override
    void close();
}
