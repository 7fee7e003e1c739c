package io.centrifuge.simulation.scenario;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.time.LeaderTiming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What one seed decides before anything runs: how many processes, under which timing, with which
 * mix of faults. Each seed draws its own mix (swarm testing: Groce et al., ISSTA 2012), for faults
 * hide each other. Immutable; equal scenarios run exactly alike.
 *
 * @param lease the timings that managers lease under; each manager's process picks one of them
 * @param weights how often each discrete kind of fault comes, relative to the others; kinds that
 *     are missing never come
 * @param faultGapNanos the mean time between two discrete faults
 * @param stateOutlivesLease of ten owners, how many have state that outlives their lease
 * @param commitNanos the longest time that most commits take
 * @param events how many events the world runs before its faults end
 * @param kept which of the seed's discrete faults happen
 */
public record Scenario(
        long seed,
        Sizes sizes,
        List<LeaseTiming> lease,
        LeaderTiming leader,
        MessageFaults messages,
        Map<FaultKind, Integer> weights,
        long faultGapNanos,
        int stateOutlivesLease,
        long commitNanos,
        int events,
        KeptFaults kept) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long LONGEST_LEADER_LEASE = Duration.ofSeconds(10).toNanos();

    /** Of so many seeds, about one has a large world: it costs as much as fifty others. */
    private static final int SEEDS_A_LARGE_WORLD = 50;

    private static final double[] RATE_BOUNDS = {1.05, 1.2, 1.2, 1.5, 2};

    public Scenario {
        lease = List.copyOf(lease);
        weights = Collections.unmodifiableMap(new EnumMap<>(weights));
        if (events < 0) {
            throw new IllegalArgumentException("events must be 0 or more, but are " + events);
        }
    }

    /** What the seed decides. */
    public static Scenario of(long seed, int events) {
        SplittableRandom random = random(seed, RandomStream.SCENARIO, 0);
        List<LeaseTiming> lease = drawLease(random);
        LeaderTiming leader = drawLeader(random, lease);
        long renewal = lease.getFirst().renewalNanos();
        return new Scenario(
                seed,
                drawSizes(random, random(seed, RandomStream.LARGE_WORLDS, 0)),
                lease,
                leader,
                drawMessages(random, renewal),
                drawWeights(random),
                drawGap(random, lease.getFirst().managerNanos()),
                random.nextInt(11),
                Math.max(1, (long) (leader.heartbeatNanos() * random.nextDouble() / 20)),
                events,
                KeptFaults.ALL);
    }

    private static Sizes drawSizes(SplittableRandom random, SplittableRandom ofLarge) {
        Sizes sizes = drawUsualSizes(random);
        return ofLarge.nextInt(SEEDS_A_LARGE_WORLD) == 0 ? drawLarge(sizes, ofLarge) : sizes;
    }

    /**
     * About a hundred owners of one service. With few virtual nodes, for what comes of many owners;
     * with more, for what is cut because it is too much at once (docs/protocol.md, "Life of a
     * lease").
     */
    private static Sizes drawLarge(Sizes usual, SplittableRandom random) {
        int virtualNodes = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(180, 201);
            case 1 -> random.nextInt(48, 65);
            default -> random.nextInt(1, 9);
        };
        return new Sizes(
                1,
                random.nextInt(90, 121),
                usual.managers(),
                usual.lookups(),
                virtualNodes,
                random.nextInt(3) == 0 ? random.nextInt(150, 301) : 10_000);
    }

    private static Sizes drawUsualSizes(SplittableRandom random) {
        boolean many = random.nextInt(12) == 0;
        return new Sizes(
                random.nextInt(10) < 6 ? 1 : random.nextInt(2, 4),
                many ? random.nextInt(6, 25) : random.nextInt(1, 6),
                random.nextInt(1, 6),
                random.nextInt(1, 4),
                drawVirtualNodes(random),
                random.nextInt(3) == 0 ? 10_000 : random.nextInt(3, 12));
    }

    private static int drawVirtualNodes(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> random.nextInt(9, 33);
            case 2, 3, 4, 5 -> random.nextInt(2, 9);
            default -> random.nextInt(1, 3);
        };
    }

    private static List<LeaseTiming> drawLease(SplittableRandom random) {
        List<LeaseTiming> drawn = new ArrayList<>();
        drawn.add(
                switch (random.nextInt(6)) {
                    case 0 -> LeaseTiming.PAPER;
                    case 1 -> LeaseTiming.STANDARD;
                    case 2 -> LeaseTiming.FAST;
                    default -> tight(random);
                });
        if (random.nextInt(4) == 0) {
            // Timings that change while leases run: some managers have the old, some the new ones.
            LeaseTiming first = drawn.getFirst();
            double factor = 0.4 + 2 * random.nextDouble();
            drawn.add(timing((long) (first.ownerNanos() * factor), first.rateBound()));
        }
        return drawn;
    }

    /** Nothing to spare anywhere. */
    private static LeaseTiming tight(SplittableRandom random) {
        return timing(
                Duration.ofMillis(random.nextLong(1_000, 60_000)).toNanos(),
                RATE_BOUNDS[random.nextInt(RATE_BOUNDS.length)]);
    }

    private static LeaseTiming timing(long ownerNanos, double rateBound) {
        return new LeaseTiming(
                Duration.ofNanos(ownerNanos),
                Duration.ofNanos((long) Math.ceil(ownerNanos * rateBound)),
                Duration.ofNanos(ownerNanos / 4),
                rateBound);
    }

    private static LeaderTiming drawLeader(SplittableRandom random, List<LeaseTiming> lease) {
        long managerNanos = lease.getFirst().managerNanos();
        // Heartbeats must come well within the time for which managers vouch for their tables.
        long leads = Math.clamp(
                (long) (managerNanos * (0.05 + 0.5 * random.nextDouble())),
                Duration.ofMillis(300).toNanos(),
                LONGEST_LEADER_LEASE);
        return new LeaderTiming(
                Duration.ofNanos(leads),
                Duration.ofNanos(leads / random.nextInt(3, 6)),
                lease.getFirst().rateBound());
    }

    private static MessageFaults drawMessages(SplittableRandom random, long renewalNanos) {
        return new MessageFaults(
                random.nextBoolean() ? random.nextInt(1, 200) : 0,
                random.nextBoolean() ? random.nextInt(1, 150) : 0,
                random.nextInt(4) > 0 ? random.nextInt(1, 300) : 0,
                random.nextInt(3) == 0 ? random.nextInt(1, 30) : 0,
                Math.max(1, (long) (renewalNanos * random.nextDouble() / 50)),
                (long) (renewalNanos * (0.1 + 5 * random.nextDouble())));
    }

    private static Map<FaultKind, Integer> drawWeights(SplittableRandom random) {
        Map<FaultKind, Integer> weights = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            int weight = random.nextInt(1, 9);
            boolean rare = kind == FaultKind.STORE_RESTORED
                    || kind == FaultKind.CLOCKS_BROKEN
                    || kind == FaultKind.MANAGERS_AWAY;
            if (!kind.isOfMessages() && random.nextInt(rare ? 4 : 2) == 0) {
                weights.put(kind, rare ? 1 : weight);
            }
        }
        return weights;
    }

    private static long drawGap(SplittableRandom random, long managerNanos) {
        double factor = StrictMath.pow(10, -1.5 + 2 * random.nextDouble());
        return (long) (managerNanos * factor);
    }

    /** A stream of randomness for one thing of one purpose. */
    public SplittableRandom random(RandomStream purpose, long index) {
        return random(seed, purpose, index);
    }

    private static SplittableRandom random(long seed, RandomStream purpose, long index) {
        long mixed = (seed * GOLDEN ^ purpose.number) * GOLDEN + index * 0xd1342543de82ef95L;
        return new SplittableRandom(mixed ^ (mixed >>> 29));
    }

    /** The longest of the timings that managers lease under. */
    public long longestManagerNanos() {
        return lease.stream().mapToLong(LeaseTiming::managerNanos).max().orElseThrow();
    }

    /** By how much processes' clocks may differ in rate. */
    public double rateBound() {
        return Math.min(
                leader.rateBound(),
                lease.stream().mapToDouble(LeaseTiming::rateBound).min().orElseThrow());
    }

    public Scenario with(Sizes other) {
        return new Scenario(
                seed,
                other,
                lease,
                leader,
                messages,
                weights,
                faultGapNanos,
                stateOutlivesLease,
                commitNanos,
                events,
                kept);
    }

    public Scenario with(MessageFaults other) {
        return new Scenario(
                seed,
                sizes,
                lease,
                leader,
                other,
                weights,
                faultGapNanos,
                stateOutlivesLease,
                commitNanos,
                events,
                kept);
    }

    public Scenario with(KeptFaults other) {
        return new Scenario(
                seed,
                sizes,
                lease,
                leader,
                messages,
                weights,
                faultGapNanos,
                stateOutlivesLease,
                commitNanos,
                events,
                other);
    }

    /** The same with discrete faults that come so many times more rarely. */
    public Scenario rarely(double factor) {
        if (!(factor >= 1 && factor <= 1e6)) {
            throw new IllegalArgumentException(
                    "faults can come from 1 to 1,000,000 times more rarely, not " + factor);
        }
        return new Scenario(
                seed,
                sizes,
                lease,
                leader,
                messages,
                weights,
                (long) (faultGapNanos * factor),
                stateOutlivesLease,
                commitNanos,
                events,
                kept);
    }

    /** The same with as many events before the faults end. */
    public Scenario withEvents(int other) {
        return new Scenario(
                seed,
                sizes,
                lease,
                leader,
                messages,
                weights,
                faultGapNanos,
                stateOutlivesLease,
                commitNanos,
                other,
                kept);
    }

    /** The same under one timing for all managers, with a leader's lease that fits it. */
    public Scenario with(LeaseTiming timing) {
        double scale = (double) timing.managerNanos() / lease.getFirst().managerNanos();
        scale = Math.min(scale, (double) LONGEST_LEADER_LEASE / leader.leaseNanos());
        LeaderTiming scaled = new LeaderTiming(
                scaled(leader.lease(), scale),
                scaled(leader.heartbeat(), scale),
                timing.rateBound());
        return new Scenario(
                seed,
                sizes,
                List.of(timing),
                scaled,
                new MessageFaults(
                        messages.losses(),
                        messages.repeats(),
                        messages.delays(),
                        messages.strays(),
                        (long) (messages.usualNanos() * scale),
                        (long) (messages.longNanos() * scale)),
                weights,
                (long) (faultGapNanos * scale),
                stateOutlivesLease,
                (long) (commitNanos * scale),
                events,
                kept);
    }

    private static Duration scaled(Duration duration, double scale) {
        return Duration.ofNanos(Math.max(100_000_000, (long) (duration.toNanos() * scale)));
    }
}
