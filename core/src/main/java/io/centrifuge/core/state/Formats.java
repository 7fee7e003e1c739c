package io.centrifuge.core.state;

import io.centrifuge.core.InvariantViolation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * In which format a store's group writes, and which formats each of its members reads
 * (docs/protocol.md, "Formats"). Immutable.
 *
 * <p>Invariant: every member that is listed reads {@code written}.
 *
 * @param written the format of all that any member writes: records, snapshots, backups
 * @param members what each member said of itself, by its id; not changed by anybody
 */
public record Formats(int written, SortedMap<String, FormatRange> members) {
    /** The first format that has a place for this: no release that writes an older one has it. */
    public static final int FIRST = 3;

    /** Of a store whose members have said nothing yet. */
    public static final Formats START = new Formats(FIRST, new TreeMap<>());

    public Formats {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        for (Map.Entry<String, FormatRange> member : members.entrySet()) {
            if (!member.getValue().contains(written)) {
                throw new InvariantViolation("member %s reads %s, and the group writes format %d"
                        .formatted(member.getKey(), member.getValue(), written));
            }
        }
    }

    /** After the record; empty if it is refused. */
    Optional<Formats> apply(FormatRecord record) {
        return switch (record) {
            case FormatRecord.Reads reads ->
                reads.formats().contains(written)
                        ? Optional.of(with(reads.member(), reads.formats()))
                        : Optional.empty();
            case FormatRecord.Gone gone ->
                members.containsKey(gone.member())
                        ? Optional.of(without(gone.member()))
                        : Optional.empty();
            case FormatRecord.Raise raise ->
                mayRaise(raise.format(), raise.members())
                        ? Optional.of(new Formats(raise.format(), members))
                        : Optional.empty();
        };
    }

    /** Whether everybody has said that it reads the format: who is listed, and all of these. */
    private boolean mayRaise(int format, Set<String> group) {
        return format > written
                && members.keySet().containsAll(group)
                && members.values().stream().allMatch(reads -> reads.contains(format));
    }

    /**
     * The highest format that a group of these members may write now; {@code written} if that is no
     * other.
     */
    public int highest(Set<String> group) {
        return members.values().stream()
                .mapToInt(FormatRange::newest)
                .filter(format -> mayRaise(format, group))
                .max()
                .orElse(written);
    }

    /** Who is listed and doesn't read the format, ascending. */
    public List<String> withoutReading(int format) {
        return members.entrySet().stream()
                .filter(member -> !member.getValue().contains(format))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of a store that begins with a copy of this one's state: its members are others. */
    Formats withoutMembers() {
        return new Formats(written, new TreeMap<>());
    }

    private Formats with(String member, FormatRange formats) {
        SortedMap<String, FormatRange> changed = new TreeMap<>(members);
        changed.put(member, formats);
        return new Formats(written, changed);
    }

    private Formats without(String member) {
        SortedMap<String, FormatRange> changed = new TreeMap<>(members);
        changed.remove(member);
        return new Formats(written, changed);
    }
}
