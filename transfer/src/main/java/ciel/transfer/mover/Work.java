package ciel.transfer.mover;

/** A piece of work that can be tried again by itself. */
sealed interface Work {
    ItemState item();

    /** Looks at both ends, opens the temporary, cuts the file. */
    record Start(ItemState item) implements Work {}

    /** Sends chunk {@code i}. */
    record Send(ItemState item, int i) implements Work {}

    /** Takes many small files from their beginning to their end together. */
    record Bundle(java.util.List<ItemState> items) implements Work {
        @Override
        public ItemState item() {
            return items.getFirst();
        }
    }

    /** Puts what was sent on disk before these chunks are read back. */
    record Sync(ItemState item, java.util.List<Integer> chunks) implements Work {}

    /** Reads chunk {@code i} back; -1 for the whole file by the far side's own checksum. */
    record Check(ItemState item, int i) implements Work {}

    /** Compares the whole, gives the file its name. */
    record Finish(ItemState item) implements Work {}
}
