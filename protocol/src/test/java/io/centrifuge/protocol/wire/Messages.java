package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.reference.Unresolved;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any message that the types of core allow and their documentation permits. */
final class Messages {
    private Messages() {}

    static Arbitrary<OwnerFrame> ownerFrames() {
        Arbitrary<OwnerFrame> whole = ownerRequests().map(OwnerFrame.Whole::new);
        Arbitrary<OwnerFrame> unchanged = Combinators.combine(
                        services(), owners(), numbers(), numbers(), counts(), numbers())
                .as(Unchanged::new);
        Arbitrary<OwnerFrame> wanted = Combinators.combine(
                        services(), owners(), numbers(), numbers(), numbers())
                .as(Unresolved::new);
        return Arbitraries.oneOf(whole, unchanged, wanted);
    }

    static Arbitrary<ManagerFrame> managerFrames() {
        Arbitrary<ManagerFrame> whole = managerMessages().map(ManagerFrame.Whole::new);
        Arbitrary<ManagerFrame> unchanged = Combinators.combine(
                        services(), owners(), numbers(), numbers(), numbers(), numbers())
                .as(Unchanged::new);
        Arbitrary<ManagerFrame> wanted = Combinators.combine(
                        services(), owners(), numbers(), counts(), numbers())
                .as(Unresolved::new);
        return Arbitraries.oneOf(whole, unchanged, wanted);
    }

    private static Arbitrary<OwnerRequest> ownerRequests() {
        Arbitrary<List<Long>> numbers = counts().list().ofSize(3);
        Arbitrary<RangeMap<Long>> held = rangeMaps(
                Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(0L)), Tuple.of(3, numbers())));
        return Combinators.combine(
                        services(),
                        owners(),
                        addresses(),
                        numbers,
                        numbers(),
                        held,
                        handovers(),
                        Arbitraries.of(0, 1, 2))
                .as((service, owner, address, counts, sequence, map, transferred, goes) ->
                        new OwnerRequest(
                                service,
                                owner,
                                address,
                                counts.get(0),
                                sequence,
                                counts.get(1),
                                counts.get(2),
                                map,
                                transferred,
                                goes == 1,
                                goes == 2));
    }

    private static Arbitrary<ManagerMessage> managerMessages() {
        Arbitrary<ManagerMessage> hello =
                Combinators.combine(services(), owners(), numbers()).as(ManagerMessage.Hello::new);
        Arbitrary<ManagerMessage> notLeading =
                Combinators.combine(services(), owners()).as(ManagerMessage.NotLeading::new);
        Arbitrary<ManagerMessage> superseded = Combinators.combine(
                        services(), owners(), numbers(), Arbitraries.of(true, false))
                .as(ManagerMessage.Superseded::new);
        Arbitrary<ManagerMessage> bare = Combinators.combine(
                        services(), owners(), numbers(), counts(), counts())
                .as(ManagerMessage.OutOfStep::new);
        return Arbitraries.oneOf(hello, notLeading, superseded, bare, leases());
    }

    private static Arbitrary<ManagerMessage> leases() {
        Arbitrary<Lease> held = numbers()
                .flatMap(number -> Arbitraries.longs()
                        .between(0, number)
                        .map(since -> new Lease(number, since)));
        Arbitrary<RangeMap<Lease>> map = rangeMaps(Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(Lease.NONE)), Tuple.of(3, held)));
        return Combinators.combine(
                        services(),
                        owners(),
                        numbers().list().ofSize(2),
                        counts().list().ofSize(2),
                        leaseTiming(),
                        map,
                        handovers(),
                        counts())
                .as((service, owner, above, counts, timing, leases, recalls, keptOut) ->
                        new ManagerMessage.Leases(
                                service,
                                owner,
                                above.get(0),
                                above.get(1),
                                counts.get(0),
                                counts.get(1),
                                timing,
                                leases,
                                recalls,
                                keptOut,
                                keptOut % 2 == 0));
    }

    static Arbitrary<TableAnswer> tableAnswers() {
        return Arbitraries.oneOf(
                tables().map(table -> new TableAnswer.Whole(
                        table.service(), table.lsn(), table.entries(), addressesOf(table))),
                changes(),
                Combinators.combine(services(), counts()).as(TableAnswer.Behind::new));
    }

    private static Arbitrary<TableAnswer> changes() {
        return Combinators.combine(tables(), Arbitraries.longs().between(0, Long.MAX_VALUE))
                .as((table, lsn) -> {
                    List<Piece<LeaseEntry>> pieces =
                            table.entries().pieces(entry -> entry.number() % 3 != 0);
                    return new TableAnswer.Changes(
                            table.service(),
                            Math.min(lsn, table.lsn()),
                            Math.max(lsn, table.lsn()),
                            pieces,
                            addressesOf(table));
                });
    }

    private static SortedMap<OwnerRef, OwnerAddress> addressesOf(LeaseTable table) {
        SortedMap<OwnerRef, OwnerAddress> addresses = new TreeMap<>();
        table.owners().forEach((owner, entry) -> addresses.put(owner, entry.address()));
        return addresses;
    }

    static Arbitrary<LeaseTable> tables() {
        Arbitrary<OwnerEntry> entry = Combinators.combine(
                        addresses(), Arbitraries.of(OwnerState.class), numbers())
                .as(OwnerEntry::new);
        return Arbitraries.maps(owners(), entry)
                .ofMaxSize(6)
                .flatMap(owners -> Combinators.combine(
                                services(),
                                counts(),
                                rangeMaps(entries(List.copyOf(owners.keySet()))))
                        .as((service, lsn, map) ->
                                new LeaseTable(service, lsn, map, new TreeMap<>(owners))));
    }

    private static Arbitrary<LeaseEntry> entries(List<OwnerRef> holders) {
        Arbitrary<LeaseEntry> free = Combinators.combine(
                        counts(), counts(), Arbitraries.of(LossCause.class))
                .as((number, since, cut) -> new LeaseEntry(null, number, since, cut));
        if (holders.isEmpty()) {
            return free;
        }
        Arbitrary<LeaseEntry> held = Combinators.combine(
                        Arbitraries.of(holders), numbers(), Arbitraries.of(LossCause.class))
                .flatAs((holder, number, cut) -> Arbitraries.longs()
                        .between(0, number)
                        .map(since -> new LeaseEntry(holder, number, since, cut)));
        return Arbitraries.frequencyOf(Tuple.of(1, free), Tuple.of(4, held));
    }

    private static Arbitrary<List<Handover>> handovers() {
        return Combinators.combine(ranges(), numbers(), owners())
                .as(Handover::new)
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<KeyRange> ranges() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((a, b) -> a.equals(b)
                        ? KeyRange.ALL
                        : new KeyRange(
                                Long.compareUnsigned(a, b) < 0 ? a : b,
                                Long.compareUnsigned(a, b) < 0 ? b : a));
    }

    /** Up to eight pieces. */
    private static <V> Arbitrary<RangeMap<V>> rangeMaps(Arbitrary<V> values) {
        return Combinators.combine(
                        values,
                        Combinators.combine(Arbitraries.longs(), values)
                                .as((from, value) -> new Piece<>(new KeyRange(from, 0), value))
                                .list()
                                .ofMaxSize(7))
                .as((elsewhere, pieces) -> {
                    List<Piece<V>> ascending = new ArrayList<>(pieces);
                    ascending.sort((a, b) ->
                            Long.compareUnsigned(a.range().start(), b.range().start()));
                    RangeMap<V> map = RangeMap.of(elsewhere);
                    for (Piece<V> piece : ascending) {
                        map = map.with(piece.range(), piece.value());
                    }
                    return map;
                });
    }

    static Arbitrary<LeaseTiming> leaseTiming() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000_000_000L),
                        Arbitraries.longs().between(0, 1_000_000_000_000L),
                        Arbitraries.doubles().between(1, 10).ofScale(3))
                .as((renewal, slack, bound) -> {
                    long owner = 4 * renewal + slack;
                    return new LeaseTiming(
                            Duration.ofNanos(owner),
                            Duration.ofNanos((long) Math.ceil(owner * bound) + slack),
                            Duration.ofNanos(renewal),
                            bound);
                });
    }

    static Arbitrary<Introduction> introductions() {
        Arbitrary<ClusterRef> clusters = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, History.LAST))
                .as((most, least, history) -> new ClusterRef(new UUID(most, least), history));
        Arbitrary<String> members = Arbitraries.of("m1", "m2", "m-3", "é");
        Arbitrary<Optional<String>> address =
                Arbitraries.of("10.0.0.7:7400", "[::1]:1", "m.example:65535").optional();
        return Combinators.combine(
                        clusters, members, Arbitraries.maps(members, address).ofMaxSize(4), address)
                .as((cluster, member, managers, leader) ->
                        new Introduction(cluster, member, new TreeMap<>(managers), leader));
    }

    static Arbitrary<ServiceName> services() {
        return names().map(ServiceName::new);
    }

    static Arbitrary<OwnerRef> owners() {
        return Combinators.combine(
                        Arbitraries.oneOf(Arbitraries.of("a", "b"), names()).map(OwnerId::new),
                        Arbitraries.longs())
                .as(OwnerRef::new);
    }

    static Arbitrary<OwnerAddress> addresses() {
        Arbitrary<String> hosts = Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(60),
                Arbitraries.of("10.0.0.7", "[::1]", "owner-3.example.org"));
        return Combinators.combine(hosts, Arbitraries.integers().between(1, 65_535))
                .as((host, port) -> new OwnerAddress(host + ":" + port));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars('é', '鍵', '\u00a0')
                .ofMinLength(1)
                .ofMaxLength(66);
    }

    /** Above 0. */
    static Arbitrary<Long> numbers() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE);
    }

    /** 0 or more. */
    static Arbitrary<Long> counts() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }
}
