package ciel.sim.skycatalog;

import ciel.sim.catalog.SkyObject;

/** Takes what a row becomes. */
interface RowSink {
    void add(SkyObject object);

    /** A row, or a part of it, that cannot be drawn. @param why the same text for all of its kind */
    void leaveOut(String id, String why);
}
