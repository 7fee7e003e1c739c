package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who is kept out, of the owners of one service; where nobody else has their ranges in view. */
class FlappingTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final LeaseTiming TIMING = LeaseTiming.STANDARD;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long LEASE = 15 * SECOND;

    private final World world = new World();

    /** The owners of a service, their manager's clock, and what it should remember of them. */
    private static final class World {
        final Map<OwnerRef, OwnerEntry> table = new TreeMap<>();
        final Map<OwnerRef, String> hosts = new TreeMap<>();
        final Map<OwnerRef, Long> began = new TreeMap<>();
        final Map<OwnerRef, Long> heard = new TreeMap<>();

        /** When a stay of the id ended last: for ten minutes it isn't new. */
        final Map<OwnerId, Long> seen = new TreeMap<>();

        final Set<OwnerRef> isNew = new TreeSet<>();

        final Map<OwnerId, List<Long>> ofIds = new TreeMap<>();
        final Map<String, List<Long>> ofHosts = new TreeMap<>();
        final List<Transition> said = new ArrayList<>();
        Flapping flapping = new Flapping(new Grantor(SERVICE, 1, TIMING), leaseTable());
        long now = Long.MAX_VALUE - 600 * SECOND;
        long incarnations;

        LeaseTable leaseTable() {
            return new LeaseTable(
                    SERVICE, 1, RangeMap.of(LeaseEntry.NEVER_LEASED), new TreeMap<>(table));
        }

        OwnerRef start(String id, String host) {
            OwnerRef owner = new OwnerRef(new OwnerId(id), ++incarnations);
            hosts.put(owner, host);
            Long last = seen.get(owner.id());
            if (leaseTable().current(owner.id()).isEmpty()
                    && (last == null || now - last >= 600 * SECOND)) {
                isNew.add(owner);
            }
            hear(owner);
            LeaseTable before = leaseTable();
            before.current(owner.id()).ifPresent(other -> {
                end(other, false);
                table.computeIfPresent(other, (ref, entry) -> state(entry, OwnerState.SUPERSEDED));
            });
            table.put(owner, new OwnerEntry(address(owner), OwnerState.ACTIVE, 1));
            follow(new TableChange.Joined(owner, address(owner)), before);
            return owner;
        }

        private static OwnerEntry state(OwnerEntry entry, OwnerState state) {
            return new OwnerEntry(entry.address(), state, entry.joinedAt());
        }

        private OwnerAddress address(OwnerRef owner) {
            return new OwnerAddress(hosts.get(owner) + ":" + (1000 + owner.incarnation()));
        }

        private void follow(TableChange change, LeaseTable before) {
            TableRecord record = new TableRecord(1, SERVICE, 1, List.of(change));
            flapping.follow(record, before, leaseTable(), now);
            review();
        }

        void review() {
            said.addAll(flapping.review(leaseTable(), now));
        }

        void hear(OwnerRef owner) {
            flapping.heard(owner, address(owner), now);
            began.putIfAbsent(owner, now);
            heard.put(owner, now);
            if (flapping.isDue()) {
                review();
            }
        }

        /** Its session is over, and then it is gone from the table. */
        void end(OwnerRef owner, boolean farewell) {
            flapping.ended(owner, farewell, now);
            Long since = began.remove(owner);
            heard.remove(owner);
            seen.put(owner.id(), now);
            if (since != null && (!farewell || now - since < LEASE)) {
                ofIds.computeIfAbsent(owner.id(), id -> new ArrayList<>()).add(now);
                if (isNew.contains(owner)) {
                    ofHosts.computeIfAbsent(hosts.get(owner), host -> new ArrayList<>())
                            .add(now);
                }
            }
        }

        void leave(OwnerRef owner, boolean farewell) {
            end(owner, farewell);
            review();
            LeaseTable before = leaseTable();
            table.remove(owner);
            follow(new TableChange.Left(owner), before);
        }

        void pass(long seconds) {
            now += seconds * SECOND;
        }

        /** Time passes while all that are there renew. */
        void passHearing(long seconds) {
            for (long second = 0; second < seconds; second++) {
                pass(1);
                List.copyOf(began.keySet()).forEach(this::hear);
            }
        }

        Set<OwnerRef> out() {
            Set<OwnerRef> out = new TreeSet<>();
            flapping.keptOut().values().forEach(kept -> out.add(kept.owner()));
            return out;
        }

        OwnerRef comeAndGo(String id, String host, int times) {
            for (int i = 0; i < times; i++) {
                OwnerRef owner = start(id, host);
                passHearing(5);
                leave(owner, false);
            }
            return start(id, host);
        }
    }

    private void startHealthy(int count) {
        for (int i = 0; i < count; i++) {
            world.start("well-" + i, "10.0.0." + i);
        }
        world.passHearing(30);
    }

    @Test
    void whoCameAndWentTwiceIsKeptOut() {
        startHealthy(2);
        OwnerRef bad = world.comeAndGo("bad", "h", 1);
        assertThat(world.out()).isEmpty();
        world.leave(bad, false);
        assertThat(world.out()).isEmpty();
        assertThat(world.start("bad", "h")).isIn(world.out());
    }

    @Test
    void itIsLetInWhenItIsHeardAfterTheWhileNotBefore() {
        startHealthy(2);
        OwnerRef bad = world.comeAndGo("bad", "h", 2);
        world.pass(14);
        world.hear(bad);
        world.pass(60); // silent, so it may be dead
        world.review();
        assertThat(world.out()).containsExactly(bad);
        world.hear(bad);
        assertThat(world.out()).isEmpty();
        assertThat(world.said)
                .endsWith(new Transition.LetIn(SERVICE, bad, Transition.Why.WAS_THERE));
    }

    @Test
    void aSupersededStayIsShort() {
        startHealthy(2);
        world.start("bad", "h");
        world.passHearing(100);
        world.start("bad", "h");
        world.passHearing(100);
        assertThat(world.start("bad", "h")).isIn(world.out());
    }

    /** However short its stay may have been by this leader's clock. */
    @Test
    void whatWasBeforeThisManagerLedCountsForNobody() {
        OwnerRef before = new OwnerRef(new OwnerId("a"), 77);
        OwnerRef silent = new OwnerRef(new OwnerId("b"), 77);
        for (OwnerRef owner : List.of(before, silent)) {
            world.hosts.put(owner, "h");
            world.table.put(owner, new OwnerEntry(world.address(owner), OwnerState.ACTIVE, 1));
        }
        world.flapping = new Flapping(new Grantor(SERVICE, 1, TIMING), world.leaseTable());
        startHealthy(2);
        world.hear(before);
        world.pass(1);
        world.leave(before, true); // it was there for who knows how long
        world.leave(silent, false); // it may have ended before
        assertThat(world.comeAndGo("a", "h", 1)).isNotIn(world.out());
        assertThat(world.comeAndGo("b", "h", 1)).isNotIn(world.out());
    }

    @Test
    void newIdsOfAHostWhereNobodyIsWellAreKeptOut() {
        startHealthy(6);
        world.leave(world.start("r-1", "h"), false);
        OwnerRef first = world.start("r-2", "h");
        world.pass(5);
        world.leave(first, false);
        OwnerRef third = world.start("r-3", "h");
        assertThat(world.out()).containsExactly(third);
        assertThat(world.flapping.keptOut(third).orElseThrow().cause())
                .isEqualTo(KeptOut.Cause.ITS_HOST);
        assertThat(world.start("r-4", "elsewhere")).isNotIn(world.out());
    }

    /** Those who came before the second short stay are as new as those who come after. */
    @Test
    void whoIsYoungIsKeptOutOnceItsHostFlaps() {
        startHealthy(4);
        OwnerRef first = world.start("r-1", "h");
        OwnerRef second = world.start("r-2", "h");
        world.leave(first, false);
        world.passHearing(3);
        OwnerRef young = world.start("r-3", "h");
        world.passHearing(3);
        assertThat(world.out()).isEmpty();
        world.leave(second, false);
        assertThat(world.out()).containsExactly(young);
    }

    @Test
    void aHostWhereAnotherIsWellIsLikeAnyOther() {
        startHealthy(6);
        world.start("well", "h");
        world.passHearing(20);
        world.leave(world.start("r-1", "h"), false);
        world.leave(world.start("r-2", "h"), false);
        assertThat(world.start("r-3", "h")).isNotIn(world.out());
    }

    @Test
    void aKnownIdOfAFlappingHostIsJudgedByItself() {
        startHealthy(6);
        OwnerRef known = world.start("known", "h");
        world.passHearing(20);
        world.leave(known, true);
        world.leave(world.start("r-1", "h"), false);
        world.leave(world.start("r-2", "h"), false);
        assertThat(world.start("known", "h")).isNotIn(world.out());
        assertThat(world.start("r-3", "h")).isIn(world.out());
    }

    /** Its neighbours, which came with it, have nothing to do with it. */
    @Test
    void aKnownIdsStaysDoNotCountForItsHost() {
        startHealthy(2);
        OwnerRef beside = world.start("beside", "h");
        world.comeAndGo("bad", "h", 5);
        assertThat(world.out()).hasSize(1).doesNotContain(beside);
        world.flapping.letIn(new OwnerId("bad"));
        world.review();
        assertThat(world.out()).isEmpty();
        assertThat(world.start("another", "h")).isNotIn(world.out());
    }

    @Test
    void anOrderForgivesTheHostToo() {
        startHealthy(6);
        world.leave(world.start("r-1", "h"), false);
        world.leave(world.start("r-2", "h"), false);
        OwnerRef third = world.start("r-3", "h");
        world.flapping.letIn(third.id());
        world.review();
        assertThat(world.said)
                .endsWith(new Transition.LetIn(SERVICE, third, Transition.Why.ORDERED));
        assertThat(world.out()).isEmpty();
        world.leave(third, false);
        assertThat(world.start("r-4", "h")).isNotIn(world.out());
    }

    /** It may be dead, and then it takes nobody's place. */
    @Test
    void whoIsSilentDoesNotCountAmongThoseKeptOut() {
        startHealthy(3);
        OwnerRef one = world.comeAndGo("bad-1", "h1", 3);
        OwnerRef two = world.comeAndGo("bad-2", "h2", 2);
        assertThat(world.out()).containsExactly(one);
        world.pass(6);
        world.hear(two);
        assertThat(world.out()).containsExactly(one, two);
        world.hear(one);
        assertThat(world.out()).hasSize(1);
        assertThat(world.said.getLast())
                .isInstanceOfSatisfying(
                        Transition.LetIn.class,
                        in -> assertThat(in.why()).isEqualTo(Transition.Why.TOO_MANY));
    }

    @Test
    void whenOwnersGoFewerAreKeptOut() {
        startHealthy(8);
        OwnerRef one = world.comeAndGo("bad-1", "h1", 2);
        OwnerRef two = world.comeAndGo("bad-2", "h2", 2);
        assertThat(world.out()).containsExactly(one, two);
        world.leave(new OwnerRef(new OwnerId("well-0"), 1), true);
        assertThat(world.out()).hasSize(1);
    }

    private enum What {
        START,
        HEAR,
        EXPIRE,
        LEAVE,
        DRAIN,
        ORDER,
        PASS
    }

    /** Random owners, at random times, against what their whole past says. */
    @Property(tries = 300)
    void nobodyIsKeptOutWithoutReasonNorTooManyNorTheLast(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        World any = new World();
        int ids = 2 + random.nextInt(10);
        for (int step = 0; step < 300; step++) {
            List<OwnerRef> there = List.copyOf(any.began.keySet());
            OwnerRef one = there.isEmpty() ? null : there.get(random.nextInt(there.size()));
            What what = What.values()[random.nextInt(What.values().length)];
            if (what == What.START) {
                any.start("o" + random.nextInt(ids), "h" + random.nextInt(3));
            } else if (what == What.PASS) {
                any.passHearing(random.nextInt(4));
                any.pass(random.nextInt(20));
            } else if (one != null) {
                act(any, what, one, random);
            }
            requireInBounds(any);
            requireReasons(any);
        }
    }

    private static void act(World any, What what, OwnerRef one, SplittableRandom random) {
        switch (what) {
            case HEAR -> any.hear(one);
            case EXPIRE -> any.leave(one, false);
            case LEAVE -> any.leave(one, true);
            case DRAIN -> {
                if (random.nextInt(4) == 0) {
                    LeaseTable before = any.leaseTable();
                    any.table.computeIfPresent(
                            one, (ref, entry) -> World.state(entry, OwnerState.DRAINING));
                    any.follow(new TableChange.Drained(one), before);
                }
            }
            case ORDER -> {
                if (random.nextInt(4) == 0) {
                    any.flapping.letIn(one.id());
                    any.review();
                    assertThat(any.out()).doesNotContain(one);
                }
            }
            case START, PASS -> {}
        }
    }

    private static void requireInBounds(World any) {
        Set<OwnerRef> out = any.out();
        long active = any.table.values().stream()
                .filter(entry -> entry.state() == OwnerState.ACTIVE)
                .count();
        any.review();
        long heard = any.out().stream()
                .filter(owner -> any.now - any.heard.get(owner) < TIMING.renewalNanos() * 3 / 2)
                .count();
        assertThat(heard).isLessThanOrEqualTo(Math.max(1, active / 5));
        if (!out.isEmpty()) {
            assertThat(any.began.keySet())
                    .anyMatch(owner -> !any.out().contains(owner)
                            && any.leaseTable().isIn(owner, OwnerState.ACTIVE));
        }
    }

    /** Two short stays of its own within ten minutes, or of its host's owners. */
    private static void requireReasons(World any) {
        for (OwnerRef owner : any.out()) {
            KeptOut kept = any.flapping.keptOut(owner).orElseThrow();
            List<Long> past = kept.cause() == KeptOut.Cause.ITS_ID
                    ? any.ofIds.get(owner.id())
                    : any.ofHosts.get(any.hosts.get(owner));
            assertThat(past).hasSizeGreaterThanOrEqualTo(kept.shortStays());
            assertThat(past.subList(past.size() - kept.shortStays(), past.size()))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(kept.whileNanos())
                    .isEqualTo(
                            Math.min(600 * SECOND, LEASE << Math.min(20, kept.shortStays() - 2)));
            assertThat(kept.until() - any.began.get(owner)).isEqualTo(kept.whileNanos());
            assertThat(any.heard.get(owner) - kept.until()).isNegative();
            assertThat(any.leaseTable().isIn(owner, OwnerState.ACTIVE)).isTrue();
        }
    }
}
