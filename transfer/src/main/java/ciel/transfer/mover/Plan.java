package ciel.transfer.mover;

import java.util.List;

/**
 * What is to be moved.
 *
 * @param items   in any order
 * @param last    moved only when every item has arrived: the manifest itself
 * @param refused one sentence for each name, link or folder that is not carried
 * @param folders folders, with what is kept of them; those above come first
 */
public record Plan(List<PlanItem> items, List<PlanItem> last, List<String> refused, List<PlanFolder> folders) {
    /** A plan of files only; folders are made as files want them. */
    public Plan(List<PlanItem> items, List<PlanItem> last, List<String> refused) {
        this(items, last, refused, List.of());
    }

    /** Copies the lists. */
    public Plan {
        items = List.copyOf(items);
        last = List.copyOf(last);
        refused = List.copyOf(refused);
        folders = List.copyOf(folders);
    }

    /** @return number of files */
    public long files() {
        return items.size() + last.size();
    }

    /** @return total size (byte) */
    public long bytes() {
        return items.stream().mapToLong(PlanItem::size).sum()
                + last.stream().mapToLong(PlanItem::size).sum();
    }

    /** @return this plan with every item under another activity and priority */
    public Plan as(String activity, int priority) {
        return new Plan(
                items.stream()
                        .map(i -> new PlanItem(i.source(), i.target(), i.size(), i.expected(), activity, priority))
                        .toList(),
                last.stream()
                        .map(i -> new PlanItem(i.source(), i.target(), i.size(), i.expected(), activity, priority))
                        .toList(),
                refused,
                folders);
    }

    /** @return both plans in one, for sharing lanes between activities */
    public Plan and(Plan other) {
        return new Plan(
                join(items, other.items),
                join(last, other.last),
                join(refused, other.refused),
                join(folders, other.folders));
    }

    private static <T> List<T> join(List<T> a, List<T> b) {
        return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
    }
}
