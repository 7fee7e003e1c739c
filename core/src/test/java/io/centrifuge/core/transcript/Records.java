package io.centrifuge.core.transcript;

import static io.centrifuge.core.transcript.Notation.ADDRESS;
import static io.centrifuge.core.transcript.Notation.SERVICE;

import io.centrifuge.KeyRange;
import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** How transcripts write what is proposed and committed; it reads what it prints. Stateless. */
final class Records {
    private Records() {}

    static String print(StoreRecord record) {
        return switch (record) {
            case LeaderWrite.TakeOver takeover ->
                "TakeOver by %s leases %s watched %s"
                        .formatted(
                                Notation.process(takeover.process()),
                                Notation.time(takeover.managerNanos()),
                                print(takeover.watched()));
            case LeaderWrite.Heartbeat beat ->
                "Heartbeat term %s by %s beat %d longest %s%s"
                        .formatted(
                                Notation.number(beat.term()),
                                Notation.process(beat.process()),
                                beat.number(),
                                Notation.time(beat.longestLeaseNanos()),
                                restored(beat.restored()));
            case LeaderWrite.Resign resign ->
                "Resign term %s by %s"
                        .formatted(
                                Notation.number(resign.term()), Notation.process(resign.process()));
            case FormatRecord.Reads reads ->
                "Reads %s %s".formatted(reads.member(), print(reads.formats()));
            case FormatRecord.Gone gone -> "Gone " + gone.member();
            case FormatRecord.Raise raise ->
                "Raise to %d of %s"
                        .formatted(
                                raise.format(), String.join(",", new TreeSet<>(raise.members())));
            case ClusterRecord.Named named ->
                "Named %s%s".formatted(named.id(), named.grantsAtOnce() ? " first" : "");
            case ClusterRecord.Manager manager ->
                "Manager %s at %s by %s"
                        .formatted(
                                manager.member(),
                                manager.place().address().orElse("-"),
                                Notation.process(manager.place().process()));
            case TableRecord table ->
                "Table term %s follows %s %s"
                        .formatted(
                                Notation.number(table.term()),
                                Notation.number(table.follows()),
                                table.changes().stream()
                                        .map(Records::print)
                                        .collect(Collectors.joining(", ")));
        };
    }

    static StoreRecord record(Words words) {
        String kind = words.next();
        return switch (kind) {
            case "TakeOver" ->
                takeover(
                        Notation.process(words.expect("by").next()),
                        words.time("leases"),
                        leader(words.expect("watched")));
            case "Heartbeat" ->
                new LeaderWrite.Heartbeat(
                        words.number("term"),
                        Notation.process(words.expect("by").next()),
                        words.number("beat"),
                        words.time("longest"),
                        words.take("restored"));
            case "Resign" ->
                new LeaderWrite.Resign(
                        words.number("term"),
                        Notation.process(words.expect("by").next()));
            case "Table" ->
                new TableRecord(
                        words.number("term"),
                        SERVICE,
                        words.number("follows"),
                        changes(words.rest()));
            case "Reads" -> new FormatRecord.Reads(words.next(), range(words.next()));
            case "Gone" -> new FormatRecord.Gone(words.next());
            case "Named" ->
                new ClusterRecord.Named(UUID.fromString(words.next()), words.take("first"));
            case "Manager" ->
                new ClusterRecord.Manager(
                        words.next(),
                        place(
                                words.expect("at").next(),
                                Notation.process(words.expect("by").next())));
            case "Raise" ->
                new FormatRecord.Raise(
                        (int) words.number("to"),
                        Set.of(words.expect("of").next().split(",", -1)));
            default -> throw new IllegalArgumentException("no record: " + kind);
        };
    }

    private static ManagerPlace place(String address, long process) {
        return new ManagerPlace(Optional.of(address).filter(text -> !text.equals("-")), process);
    }

    /** Such as {@code 1-3}. */
    private static String print(FormatRange formats) {
        return formats.oldest() + "-" + formats.newest();
    }

    private static FormatRange range(String text) {
        String[] ends = text.split("-", 2);
        return new FormatRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    static String print(Cluster cluster) {
        return cluster.id().map(UUID::toString).orElse("unnamed")
                + cluster.managers().entrySet().stream()
                        .map(manager -> ", %s at %s"
                                .formatted(
                                        manager.getKey(),
                                        manager.getValue().address().orElse("-")))
                        .collect(Collectors.joining());
    }

    static String print(Formats formats) {
        return "format %d%s"
                .formatted(
                        formats.written(),
                        formats.members().entrySet().stream()
                                .map(member -> ", %s reads %s"
                                        .formatted(member.getKey(), print(member.getValue())))
                                .collect(Collectors.joining()));
    }

    private static LeaderWrite takeover(long process, long managerNanos, LeaderRecord watched) {
        return new LeaderWrite.TakeOver(watched, process, managerNanos);
    }

    /** The leader's record. */
    static String print(LeaderRecord leader) {
        return "term %s by %s beat %d%s longest %s%s"
                .formatted(
                        Notation.number(leader.term()),
                        Notation.process(leader.process()),
                        leader.heartbeat(),
                        leader.resigned() ? " resigned" : "",
                        Notation.time(leader.longestLeaseNanos()),
                        restored(leader.restored()));
    }

    private static String restored(boolean restored) {
        return restored ? " restored" : "";
    }

    static LeaderRecord leader(Words words) {
        return new LeaderRecord(
                words.number("term"),
                Notation.process(words.expect("by").next()),
                words.number("beat"),
                words.take("resigned"),
                words.time("longest"),
                words.take("restored"));
    }

    private static String print(TableChange change) {
        return switch (change) {
            case TableChange.Joined joined -> "Joined " + Notation.owner(joined.owner());
            case TableChange.Drained drained -> "Drained " + Notation.owner(drained.owner());
            case TableChange.Undrained undrained ->
                "Undrained " + Notation.owner(undrained.owner());
            case TableChange.Evicted evicted -> "Evicted " + Notation.owner(evicted.owner());
            case TableChange.Removed removed -> "Removed";
            case TableChange.Cordoned cordoned -> "Cordoned " + cordoned.cordon();
            case TableChange.Uncordoned lifted -> "Uncordoned " + lifted.cordon();
            case TableChange.Left left -> "Left " + Notation.owner(left.owner());
            case TableChange.Freed freed ->
                "Freed %s %s:%s %s"
                        .formatted(
                                Notation.range(freed.range()),
                                Notation.owner(freed.holder()),
                                Notation.number(freed.number()),
                                freed.cause().name().toLowerCase(Locale.ROOT));
            case TableChange.Granted granted ->
                "Granted %s to %s"
                        .formatted(
                                Notation.range(granted.range()), Notation.owner(granted.owner()));
            case TableChange.Transferred moved ->
                "Transferred %s %s:%s to %s"
                        .formatted(
                                Notation.range(moved.range()),
                                Notation.owner(moved.holder()),
                                Notation.number(moved.number()),
                                Notation.owner(moved.successor()));
            case TableChange.Merged merged ->
                "Merged %s of %s"
                        .formatted(Notation.range(merged.range()), Notation.owner(merged.holder()));
        };
    }

    /** Such as {@code owner a}. */
    static Cordon cordon(Words words) {
        return new Cordon(Cordon.Kind.valueOf(words.next().toUpperCase(Locale.ROOT)), words.next());
    }

    private static List<TableChange> changes(String text) {
        List<TableChange> changes = new ArrayList<>();
        for (String part : text.split(", ", -1)) {
            Words words = new Words(part);
            changes.add(change(words));
            words.end();
        }
        return changes;
    }

    private static TableChange change(Words words) {
        String kind = words.next();
        return switch (kind) {
            case "Joined" -> new TableChange.Joined(Notation.owner(words.next()), ADDRESS);
            case "Drained" -> new TableChange.Drained(Notation.owner(words.next()));
            case "Undrained" -> new TableChange.Undrained(Notation.owner(words.next()));
            case "Evicted" -> new TableChange.Evicted(Notation.owner(words.next()));
            case "Removed" -> new TableChange.Removed();
            case "Cordoned" -> new TableChange.Cordoned(cordon(words));
            case "Uncordoned" -> new TableChange.Uncordoned(cordon(words));
            case "Left" -> new TableChange.Left(Notation.owner(words.next()));
            case "Freed" -> {
                KeyRange range = Notation.range(words.next());
                String[] from = words.next().split(":", 2);
                yield new TableChange.Freed(
                        range,
                        Notation.owner(from[0]),
                        Notation.number(from[1]),
                        TableChange.Cause.valueOf(words.next().toUpperCase(Locale.ROOT)));
            }
            case "Granted" ->
                new TableChange.Granted(
                        Notation.range(words.next()),
                        Notation.owner(words.expect("to").next()));
            case "Transferred" -> {
                KeyRange range = Notation.range(words.next());
                String[] from = words.next().split(":", 2);
                yield new TableChange.Transferred(
                        range,
                        Notation.owner(from[0]),
                        Notation.number(from[1]),
                        Notation.owner(words.expect("to").next()));
            }
            case "Merged" ->
                new TableChange.Merged(
                        Notation.range(words.next()),
                        Notation.owner(words.expect("of").next()));
            default -> throw new IllegalArgumentException("no change of a table: " + kind);
        };
    }

    static String print(LeaseTable table) {
        String owners = table.owners().entrySet().stream()
                .map(owner -> Notation.owner(owner.getKey())
                        + (owner.getValue().state() == OwnerState.ACTIVE
                                ? ""
                                : ":" + owner.getValue().state().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(","));
        return "table lsn %s %s owners %s%s%s"
                .formatted(
                        Notation.number(table.lsn()),
                        Notation.entries(table.entries().pieces()),
                        owners.isEmpty() ? "nobody" : owners,
                        table.cordons().stream()
                                .map(cordon -> " cordoned " + cordon)
                                .collect(Collectors.joining()),
                        table.evicted().entrySet().stream()
                                .map(evicted -> " evicted %s:%s"
                                        .formatted(
                                                Notation.owner(evicted.getKey()),
                                                Notation.number(evicted.getValue())))
                                .collect(Collectors.joining()));
    }

    static LeaseTable table(Words words) {
        return new LeaseTable(
                SERVICE,
                words.expect("table").number("lsn"),
                Notation.entries(words.next()),
                owners(words.expect("owners").next()),
                cordons(words),
                evicted(words));
    }

    private static SortedMap<OwnerRef, Long> evicted(Words words) {
        SortedMap<OwnerRef, Long> evicted = new TreeMap<>();
        while (words.take("evicted")) {
            String[] parts = words.next().split(":", 2);
            evicted.put(Notation.owner(parts[0]), Notation.number(parts[1]));
        }
        return evicted;
    }

    private static SortedSet<Cordon> cordons(Words words) {
        SortedSet<Cordon> cordons = new TreeSet<>();
        while (words.take("cordoned")) {
            cordons.add(cordon(words));
        }
        return cordons;
    }

    private static SortedMap<OwnerRef, OwnerEntry> owners(String text) {
        SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();
        for (String part : text.equals("nobody") ? new String[0] : text.split(",", -1)) {
            String[] parts = part.split(":", 2);
            OwnerState state = parts.length == 1
                    ? OwnerState.ACTIVE
                    : OwnerState.valueOf(parts[1].toUpperCase(Locale.ROOT));
            owners.put(Notation.owner(parts[0]), new OwnerEntry(ADDRESS, state, 1));
        }
        return owners;
    }
}
