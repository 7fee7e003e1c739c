package io.centrifuge.core.transcript;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How transcripts write times, names, ranges and leases; it reads what it prints. Stateless. */
final class Notation {
    static final ServiceName SERVICE = new ServiceName("sessions");
    static final OwnerAddress ADDRESS = new OwnerAddress("127.0.0.1:8080");

    /** The owners whose points in the plan, with one virtual node each, have short names. */
    private static final List<String> OWNERS = List.of("a", "b", "c", "d", "g");

    private static final int LOW_BITS = 56;

    /** Of each such point its first two hexadecimal digits, which stand for all of it. */
    private static final Map<Long, Long> POINTS = points();

    /** More pieces than anybody reads. */
    static final int MANY = 16;

    private Notation() {}

    private static Map<Long, Long> points() {
        Map<Long, Long> points = new TreeMap<>();
        for (String owner : OWNERS) {
            long point = KeyHash.of(owner + '\n' + 0);
            points.put(point >>> LOW_BITS, point);
        }
        return points;
    }

    /** Such as {@code 750ms}, {@code 18s} or {@code -1h}. */
    static long nanos(String time) {
        String number = time.replaceFirst("[a-z]+$", "");
        long unit = switch (time.substring(number.length())) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException("no time, such as 3.75s: " + time);
        };
        return new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValueExact();
    }

    static String time(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
    }

    /** {@code a} is the first incarnation of the owner a, {@code a/2} the second. */
    static OwnerRef owner(String name) {
        String[] parts = name.split("/", 2);
        return new OwnerRef(
                new OwnerId(parts[0]), parts.length == 1 ? 1 : Long.parseLong(parts[1]));
    }

    static String owner(OwnerRef owner) {
        return owner.incarnation() == 1
                ? owner.id().value()
                : owner.id() + "/" + owner.incarnation();
    }

    /**
     * The number that a manager process drew: 1 for {@code m1}, 2001 for the second start of it,
     * {@code m1/2}.
     */
    static long process(String name) {
        if (name.equals("nobody")) {
            return 0;
        }
        String[] parts = name.substring(1).split("/", 2);
        long start = parts.length == 1 ? 1 : Long.parseLong(parts[1]);
        return Long.parseLong(parts[0]) + (start - 1) * 2000;
    }

    static String process(long number) {
        long start = number / 2000 + 1;
        return number == 0 ? "nobody" : "m" + number % 2000 + (start == 1 ? "" : "/" + start);
    }

    /**
     * A term, an LSN or a lease number. {@code 7} is of history 0, {@code 1.7} the seventh of
     * history 1.
     */
    static long number(String text) {
        String[] parts = text.split("\\.", 2);
        return parts.length == 1
                ? Long.parseLong(text)
                : History.start(Long.parseLong(parts[0])) + Long.parseLong(parts[1]);
    }

    static String number(long number) {
        long history = History.of(number);
        return history == 0 ? "" + number : history + "." + (number - History.start(history));
    }

    /** Two hexadecimal digits: the point in the plan that begins so, else the first key of all. */
    static long key(String digits) {
        long prefix = Long.parseUnsignedLong(digits, 16);
        return digits.length() > 2 ? prefix : POINTS.getOrDefault(prefix, prefix << LOW_BITS);
    }

    private static String key(long hash) {
        String digits = "%02x".formatted(hash >>> LOW_BITS);
        return key(digits) == hash ? digits : "%016x".formatted(hash);
    }

    static KeyRange range(String text) {
        if (text.equals("all")) {
            return KeyRange.ALL;
        }
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new IllegalArgumentException("no range, such as all or 1d..52: " + text);
        }
        String end = text.substring(dots + 2);
        return new KeyRange(
                dots == 0 ? 0 : key(text.substring(0, dots)), end.isEmpty() ? 0 : key(end));
    }

    static String range(KeyRange range) {
        return range.equals(KeyRange.ALL)
                ? "all"
                : (range.start() == 0 ? "" : key(range.start()))
                        + ".."
                        + (range.end() == 0 ? "" : key(range.end()));
    }

    static String ranges(List<KeyRange> ranges) {
        return ranges.stream().map(Notation::range).collect(Collectors.joining(","));
    }

    /** {@code 7/3} is number 7 with state since 3, {@code 7} is 7 with state since 7. */
    private static String numbers(long number, long since) {
        return number == since ? number(number) : number(number) + "/" + number(since);
    }

    static String leases(RangeMap<Lease> leases) {
        return joined(
                leases.pieces(Lease::isHeld),
                ":",
                lease -> numbers(lease.number(), lease.stateSince()));
    }

    static RangeMap<Lease> leases(String text) {
        return text.contains("x") ? slices(text) : map(text, ":", Lease.NONE, Notation::lease);
    }

    static Lease lease(String text) {
        String[] parts = text.split("/", 2);
        return new Lease(number(parts[0]), number(parts[parts.length - 1]));
    }

    /** {@code 5000x3|4}: so many slices, with the numbers in turn. */
    private static RangeMap<Lease> slices(String text) {
        String[] parts = text.split("[x|]", -1);
        int count = Integer.parseInt(parts[0]);
        List<Piece<Lease>> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long width = Long.divideUnsigned(-1L, count);
            pieces.add(new Piece<>(
                    new KeyRange(i * width, i == count - 1 ? 0 : (i + 1) * width),
                    lease(parts[1 + i % (parts.length - 1)])));
        }
        return RangeMap.of(Lease.NONE, pieces);
    }

    static String held(RangeMap<Long> held) {
        return joined(held.pieces(number -> number != 0), ":", Notation::number);
    }

    static RangeMap<Long> held(String text) {
        return leases(text).map(Lease::number);
    }

    static String entries(List<Piece<LeaseEntry>> entries) {
        return joined(entries, "=", Notation::entry);
    }

    static RangeMap<LeaseEntry> entries(String text) {
        return map(text, "=", LeaseEntry.NEVER_LEASED, Notation::entry);
    }

    /**
     * {@code a:7} is held by a; {@code free:7/9} was held under 7 last, and its state is lost since
     * 9; {@code free} was never leased.
     */
    static String entry(LeaseEntry entry) {
        String holder = entry.holder() == null ? "free" : owner(entry.holder());
        return entry.equals(LeaseEntry.NEVER_LEASED)
                ? holder
                : holder + ":" + numbers(entry.number(), entry.stateSince());
    }

    static LeaseEntry entry(String text) {
        if (text.equals("free")) {
            return LeaseEntry.NEVER_LEASED;
        }
        String[] parts = text.split(":", 2);
        Lease numbers = lease(parts[1]);
        return new LeaseEntry(
                parts[0].equals("free") ? null : owner(parts[0]),
                numbers.number(),
                numbers.stateSince());
    }

    /** {@code 1d..52:5>b}: what was held under 5 goes to b. */
    static String handovers(List<Handover> handovers) {
        return handovers.stream()
                .map(handover -> "%s:%s>%s"
                        .formatted(
                                range(handover.range()),
                                number(handover.number()),
                                owner(handover.successor())))
                .collect(Collectors.joining(","));
    }

    static List<Handover> handovers(String text) {
        List<Handover> handovers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] parts = part.split("[:>]", -1);
            handovers.add(new Handover(range(parts[0]), number(parts[1]), owner(parts[2])));
        }
        return handovers;
    }

    private static <V> String joined(
            List<Piece<V>> pieces, String between, Function<V, String> print) {
        if (pieces.size() > MANY) {
            return pieces.size() + "-pieces";
        }
        return pieces.isEmpty()
                ? "nothing"
                : pieces.stream()
                        .map(piece -> range(piece.range()) + between + print.apply(piece.value()))
                        .collect(Collectors.joining(","));
    }

    private static <V> RangeMap<V> map(
            String text, String between, V elsewhere, Function<String, V> read) {
        List<Piece<V>> pieces = new ArrayList<>();
        if (!text.equals("nothing")) {
            for (String part : text.split(",", -1)) {
                String[] parts = part.split(between, 2);
                pieces.add(new Piece<>(range(parts[0]), read.apply(parts[1])));
            }
        }
        return RangeMap.of(elsewhere, pieces);
    }
}
