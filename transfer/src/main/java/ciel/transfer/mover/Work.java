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

    /** Takes many files from their beginning to their end as one piece of work of a service, of this name. */
    record Batch(java.util.List<ItemState> items, String token) implements Work {
        @Override
        public ItemState item() {
            return items.getFirst();
        }
    }

    /** @return the files that it is about */
    default java.util.List<ItemState> all() {
        return switch (this) {
            case Bundle b -> b.items();
            case Batch b -> b.items();
            case Start s -> java.util.List.of(s.item());
            case Send s -> java.util.List.of(s.item());
            case Sync s -> java.util.List.of(s.item());
            case Check c -> java.util.List.of(c.item());
            case Finish f -> java.util.List.of(f.item());
        };
    }

    /** Puts what was sent on disk before these chunks are read back. */
    record Sync(ItemState item, java.util.List<Integer> chunks) implements Work {}

    /** Reads chunk {@code i} back; -1 for the whole file by the far side's own checksum. */
    record Check(ItemState item, int i) implements Work {}

    /** Compares the whole, gives the file its name. */
    record Finish(ItemState item) implements Work {}
}
